/** Compiles a project as its owner would, with each TypeScript that is supported. */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import type ts from 'typescript';

const MODULES = join(__dirname, '../../node_modules');

/** The oldest, the newest written in TypeScript, and the newest. */
export const COMPILERS = ['typescript54', 'typescript', 'typescript7'] as const;
type Compiler = (typeof COMPILERS)[number];

export interface CompileError {
  /** From the folder of the project; empty for an error of its settings. */
  readonly file: string;
  readonly line: number;
  /** Such as `TS2322`. */
  readonly code: string;
}

/** The errors of the project in a folder, by its `tsconfig.json`. */
export function compile(compiler: Compiler, dir: string): CompileError[] {
  const errors = compiler === 'typescript7' ? runCompiler(compiler, dir) : check(compiler, dir);
  // Library files are checked too, for the sake of ours: what is wrong in others' is theirs.
  return errors.filter(({ file }) => !isOfOthers(file));
}

const isOfOthers = (file: string): boolean => file.includes('node_modules/@');

function runCompiler(compiler: Compiler, dir: string): CompileError[] {
  const args = [join(MODULES, compiler, 'bin/tsc'), '--pretty', 'false'];
  const { stdout } = spawnSync(process.execPath, args, { cwd: dir, encoding: 'utf8' });
  return [...stdout.matchAll(/^(?:(\S+)\((\d+),\d+\): )?error (TS\d+)/gm)].map(
    ([, file = '', line = '0', code = '']) => ({ file, line: Number(line), code }),
  );
}

/** What the compiler's command line does, in this process: files of packages are parsed once, for all projects. */
function check(compiler: Compiler, dir: string): CompileError[] {
  const { api, parsed } = load(compiler);
  const config = api.getParsedCommandLineOfConfigFile(join(dir, 'tsconfig.json'), undefined, {
    ...api.sys,
    onUnRecoverableConfigFileDiagnostic: ({ messageText }) => {
      throw new Error(api.flattenDiagnosticMessageText(messageText, '\n'));
    },
  });
  if (config === undefined) throw new Error(`no project in ${dir}`);
  const host = makeHost(api, config.options, parsed);
  const program = api.createProgram(config.fileNames, config.options, host);
  const files = program
    .getSourceFiles()
    .filter((file) => !program.isSourceFileDefaultLibrary(file) && !isOfOthers(file.fileName));
  const found = [
    ...config.errors,
    ...program.getOptionsDiagnostics(),
    ...program.getGlobalDiagnostics(),
    ...files.flatMap((file) => [
      ...program.getSyntacticDiagnostics(file),
      ...program.getSemanticDiagnostics(file),
    ]),
  ];
  return found.map(({ file, start = 0, code }) => ({
    file: file === undefined ? '' : relative(dir, file.fileName),
    line: file === undefined ? 0 : file.getLineAndCharacterOfPosition(start).line + 1,
    code: `TS${code}`,
  }));
}

type Parsed = Map<string, ts.SourceFile | undefined>;

function makeHost(api: typeof ts, options: ts.CompilerOptions, parsed: Parsed): ts.CompilerHost {
  const host = api.createCompilerHost(options);
  const parse = host.getSourceFile.bind(host);
  host.getSourceFile = (file, settings, ...rest) => {
    if (!file.includes('node_modules')) return parse(file, settings, ...rest);
    const key = `${file} ${JSON.stringify(settings)}`;
    if (!parsed.has(key)) parsed.set(key, parse(file, settings, ...rest));
    return parsed.get(key);
  };
  return host;
}

const loaded = new Map<Compiler, { readonly api: typeof ts; readonly parsed: Parsed }>();

function load(compiler: Compiler) {
  const known = loaded.get(compiler);
  if (known !== undefined) return known;
  const api = createRequire(__filename)(compiler) as typeof ts;
  const first = { api, parsed: new Map() };
  loaded.set(compiler, first);
  return first;
}
