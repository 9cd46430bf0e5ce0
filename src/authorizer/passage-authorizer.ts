/** The Lambda function `passageAuthorizer`, bundled into one file that needs nothing but Node. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeHandler } from './handler';
import { ROUTES_FILE, type RoutesFile } from './routes-file';
import { readSettings } from './settings';

const now = (): Date => new Date();

export const handler = makeHandler({
  settings: () => {
    const file = JSON.parse(readFileSync(join(__dirname, ROUTES_FILE), 'utf8')) as RoutesFile;
    return readSettings(file, process.env, { fetch, now });
  },
  now,
  log: (line) => {
    // eslint-disable-next-line no-console -- standard output is where Lambda's log comes from
    console.log(line);
  },
});
