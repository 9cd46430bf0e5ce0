/** The zip of the Lambda authorizer: its code, and which app protects each route. */
import { type Zippable, zipSync } from 'fflate/browser';
import { ROUTES_FILE, type RoutesFile } from '../authorizer/routes-file';
import { AUTHORIZER_CODE } from '../generated/authorizer-code';

/** The earliest time that a zip can hold: equal content is an equal file, which is not deployed again. */
const TIME = new Date(1980, 0, 1);

/** Readable by everyone, as Lambda needs it, in the form that zip files of Unix have. */
const MODE = { os: 3, attrs: 0o100644 << 16 };

export function makeArtifact(file: RoutesFile): Uint8Array {
  const entry = (text: string): Zippable[string] => [
    new TextEncoder().encode(text),
    // Stored: a few dozen kilobytes, and no other version of a compressor can change the file.
    { ...MODE, mtime: TIME, level: 0 },
  ];
  return zipSync({
    'passage-authorizer.js': entry(AUTHORIZER_CODE),
    // Wherever it is unpacked, also inside of a service whose files are ES modules.
    'package.json': entry('{"type":"commonjs"}\n'),
    [ROUTES_FILE]: entry(`${JSON.stringify(file, null, 1)}\n`),
  });
}
