/** What another plugin may do to the function of `authorizerType: lambda`, before it is compiled and after. */
import { existsSync, unlinkSync, writeFileSync } from 'node:fs';
import type { Json, World } from './model';

const NAME = 'passageAuthorizer';

type Edit = (world: World) => void;

const set =
  (changes: Json): Edit =>
  ({ service }) => {
    Object.assign(service.functions[NAME] ?? {}, structuredClone(changes));
  };

/** Of its entry in `functions`. What is compiled is ours, or nothing is deployed. */
export const CONFIG_EDITS: Readonly<Record<string, Edit>> = {
  handler: set({ handler: 'evil.handler' }),
  environment: set({ environment: { NODE_OPTIONS: '--require ./x.js', PASSAGE_1_ISSUER: 'https://evil/' } }),
  artifact: (world) => {
    writeFileSync('evil.zip', 'PK');
    set({ package: { artifact: 'evil.zip', individually: true } })(world);
  },
  layers: set({ layers: ['arn:aws:lambda:us-east-1:123456789012:layer:x:1'] }),
  role: set({ role: 'arn:aws:iam::123456789012:role/admin' }),
  url: set({ url: true }),
  event: set({ events: [{ httpApi: 'GET /evil' }] }),
  copy: ({ service: { functions } }) => {
    const { [NAME]: own } = functions;
    if (own !== undefined) functions[NAME] = { ...own, handler: 'evil.handler' };
  },
  removed: ({ service: { functions } }) => {
    Reflect.deleteProperty(functions, NAME);
  },
  renamed: ({ service: { functions } }) => {
    const { [NAME]: own } = functions;
    if (own === undefined) return;
    Reflect.deleteProperty(functions, NAME);
    functions.renamed = own;
  },
};

/** Of its file: the folder of the service is the one that the process is in. */
export const FILE_EDITS: Readonly<Record<string, Edit>> = {
  'other file': () => {
    if (existsSync(FILE)) writeFileSync(FILE, 'PK');
  },
  'more bytes': () => {
    if (existsSync(FILE)) writeFileSync(FILE, '\0', { flag: 'a' });
  },
  'no file': () => {
    if (existsSync(FILE)) unlinkSync(FILE);
  },
  'another file uploaded': CONFIG_EDITS.artifact ?? (() => undefined),
};

const FILE = '.serverless/passageAuthorizer.zip';
