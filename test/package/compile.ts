/** What must compile and what must not, in every kind of project, with each TypeScript that is supported. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { COMPILERS, compile } from './compilers';

/** The kinds of file a project can have, by how it resolves modules: CommonJS, ES modules, and a bundler's. */
const MODES = {
  nodenext: { module: 'nodenext', kinds: ['cts', 'mts', 'ts'] },
  bundler: { module: 'esnext', kinds: ['ts'] },
} as const;

export type Kind = (typeof MODES)[keyof typeof MODES]['kinds'][number];

/** Every kind of file there is. */
const KINDS: readonly Kind[] = MODES.nodenext.kinds;

export interface Compilation {
  readonly title: string;
  readonly kinds: readonly Kind[];
  /** Compiles the folder's files of these kinds; the errors as `file code`. */
  readonly errors: (dir: string) => string[];
}

export const COMPILATIONS: readonly Compilation[] = COMPILERS.flatMap((compiler) =>
  Object.entries(MODES).map(([mode, { module, kinds }]) => ({
    title: `${compiler}, ${mode}`,
    kinds,
    errors: (dir: string) => {
      const compilerOptions = {
        module,
        moduleResolution: mode,
        target: 'es2022',
        lib: ['es2022'],
        types: [],
        strict: true,
        exactOptionalPropertyTypes: true,
        noEmit: true,
      };
      const include = kinds.map((kind) => `*.${kind}`);
      writeFileSync(join(dir, 'tsconfig.json'), JSON.stringify({ compilerOptions, include }));
      return compile(compiler, dir).map(({ file, code }) => `${file} ${family(code)}`);
    },
  })),
);

/** Of an argument that lacks a property, TypeScript 7 says so, and others that it does not fit. */
const family = (code: string): string => (code === 'TS2741' ? 'TS2345' : code);

/** A line that must not compile, and the error it must get: any other would mean that it was misread. */
export type Refused = readonly [what: string, code: string, error: string];

/** What must compile, and what must not, with the same lines at the top. */
export interface Sources {
  /** Begins the names of the files. */
  readonly name: string;
  readonly imports: string;
  readonly accepted: string;
  readonly refused: readonly Refused[];
}

/** A file of each kind with what must compile, and one for each thing that must not. */
export function makeSources({ name, imports, accepted, refused }: Sources): Record<string, string> {
  return Object.fromEntries(
    KINDS.flatMap((kind) => [
      [`${name}-accepted.${kind}`, `${imports}\n${accepted}`] as const,
      ...refused.map(([, code], index) => [refusedFile(name, index, kind), `${imports}\n${code}\n`] as const),
    ]),
  );
}

/** The errors that those files must have, and no others. */
export function expectedErrors({ name, refused }: Sources, kinds: readonly Kind[]): string[] {
  return kinds.flatMap((kind) =>
    refused.map(([, , error], index) => `${refusedFile(name, index, kind)} ${family(error)}`),
  );
}

const refusedFile = (name: string, index: number, kind: Kind): string =>
  `${name}-refused-${String(index)}.${kind}`;
