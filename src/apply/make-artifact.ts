/** The zip of the Lambda authorizer: its code, and which app protects each route. */
import { type Zippable, zipSync } from 'fflate/browser';
import { ROUTES_FILE, type RoutesFile } from '../authorizer/routes-file';
import { AUTHORIZER_CODE } from '../generated/authorizer-code';

/** The earliest time that a zip can hold: equal content is an equal file, which is not deployed again. */
const TIME = new Date(1980, 0, 1);

/** Readable by everyone, as Lambda needs it, in the form that zip files of Unix have. */
const MODE = { os: 3, attrs: 0o100644 << 16 };

export function makeArtifact(file: RoutesFile): Uint8Array {
  return makeZip({
    'passage-authorizer.js': AUTHORIZER_CODE,
    ...COMMONJS,
    [ROUTES_FILE]: `${JSON.stringify(file, null, 1)}\n`,
  });
}

/** For code that may be unpacked inside of a service whose files are ES modules. */
export const COMMONJS = { 'package.json': '{"type":"commonjs"}\n' };

/** @param files texts by their names */
export function makeZip(files: Readonly<Record<string, string>>): Uint8Array {
  const entries = Object.entries(files).map(([name, text]): [string, Zippable[string]] => [
    name,
    // Stored: a few dozen kilobytes, and no other version of a compressor can change the file.
    [new TextEncoder().encode(text), { ...MODE, mtime: TIME, level: 0 }],
  ]);
  return zipSync(Object.fromEntries(entries));
}
