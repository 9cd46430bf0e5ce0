/** A `serverless.ts`: what must compile, what must not and where, and what an editor shows. */
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import ts from 'typescript';
import { configSchema } from '../../src/config/schema';
import { PROCESS_TIMEOUT_MS } from '../support/frameworks';
import { COMPILERS, compile } from './compilers';

const ROOT = join(__dirname, '../..');
const MODULES = join(ROOT, 'node_modules');
const FIXTURES = join(ROOT, 'test/types');
const FILES = readdirSync(FIXTURES);

/** The documents' `serverless.ts`, in the one way to export that every kind of module has. */
const DOCUMENTED = /```ts\n([^`]*WithPassage<AWS>[^`]*)```/
  .exec(readFileSync(join(ROOT, 'docs/editors-and-types.md'), 'utf8'))![1]!
  .replace('module.exports =', 'export default');

const NODE = { module: 'nodenext', moduleResolution: 'nodenext', exactOptionalPropertyTypes: true };
const BUNDLER = { module: 'esnext', moduleResolution: 'bundler', exactOptionalPropertyTypes: true };

/** What the project's files are called, and how they find others: CommonJS and ES modules, and a bundler's. */
const MODES = {
  Node: { kinds: ['cts', 'mts'], options: NODE },
  bundler: { kinds: ['ts'], options: BUNDLER },
  'undefined for what is optional': {
    kinds: ['ts'],
    options: { ...BUNDLER, exactOptionalPropertyTypes: false },
  },
} as const;

const SOURCES = new Map([
  ...FILES.map((file) => [file, readFileSync(join(FIXTURES, file), 'utf8')] as const),
  ['documented.ts', DOCUMENTED] as const,
]);

/** A project with the plugin as it was built. */
function makeProject(): string {
  const dir = mkdtempSync(join(tmpdir(), 'serverless-passage-types-'));
  const link = (name: string, to: string): void => {
    const path = join(dir, 'node_modules', name);
    mkdirSync(dirname(path), { recursive: true });
    symlinkSync(to, path);
  };
  link('serverless-passage', ROOT);
  for (const name of ['@serverless/typescript', '@types/serverless']) link(name, join(MODULES, name));
  return dir;
}

/** The lines whose comment announces an error. */
function expectedErrors(kinds: readonly string[]): string[] {
  return kinds.flatMap((kind) =>
    [...SOURCES].flatMap(([file, text]) =>
      text.split('\n').flatMap((line, index) => {
        const code = / \/\/ (TS\d+)$/.exec(line)?.[1];
        return code === undefined ? [] : [`${renamed(file, kind)}:${String(index + 1)} ${code}`];
      }),
    ),
  );
}

const renamed = (file: string, kind: string): string => file.replace(/ts$/, kind);

describe('types', function () {
  this.timeout(PROCESS_TIMEOUT_MS);
  let dir: string;
  beforeEach(() => {
    dir = makeProject();
  });
  afterEach(() => {
    rmSync(dir, { recursive: true, force: true });
  });

  for (const compiler of COMPILERS) {
    for (const [mode, { kinds, options }] of Object.entries(MODES)) {
      it(`are accepted and refused line by line: ${compiler}, ${mode}`, () => {
        const compilerOptions = {
          ...options,
          target: 'es2022',
          lib: ['es2022'],
          types: [],
          strict: true,
          noUncheckedIndexedAccess: true,
          noEmit: true,
        };
        for (const kind of kinds)
          for (const [file, text] of SOURCES) writeFileSync(join(dir, renamed(file, kind)), text);
        const include = kinds.map((kind) => `*.${kind}`);
        writeFileSync(join(dir, 'package.json'), '{}');
        writeFileSync(join(dir, 'tsconfig.json'), JSON.stringify({ compilerOptions, include }));
        const expected = expectedErrors(kinds);
        const errors = compile(compiler, dir).map(({ file, line, code }) => `${file}:${line} ${code}`);
        expect(errors).to.have.members(expected).and.to.have.length(expected.length);
      });
    }
  }
});

/** Asks the language service, as an editor does. `‸` in a text is the place of the cursor. */
function makeEditor(dir: string) {
  const file = join(dir, 'serverless.ts');
  let text = '';
  let version = 0;
  const service = ts.createLanguageService({
    getCompilationSettings: () => ({
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      strict: true,
      types: [],
    }),
    getScriptFileNames: () => [file],
    getScriptVersion: (path) => (path === file ? String(version) : '0'),
    getScriptSnapshot: (path) => {
      const content = path === file ? text : ts.sys.readFile(path);
      return content === undefined ? undefined : ts.ScriptSnapshot.fromString(content);
    },
    getCurrentDirectory: () => dir,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: (path) => ts.sys.fileExists(path),
    readFile: (path) => ts.sys.readFile(path),
    directoryExists: (path) => ts.sys.directoryExists(path),
    realpath: (path) => ts.sys.realpath?.(path) ?? path,
  });
  const type = (marked: string): number => {
    text = marked.replace('‸', '');
    version += 1;
    return marked.indexOf('‸');
  };
  return {
    complete: (marked: string) =>
      service.getCompletionsAtPosition(file, type(marked), {})?.entries.map(({ name }) => name) ?? [],
    hover: (marked: string) => {
      const { documentation = [], tags = [] } = service.getQuickInfoAtPosition(file, type(marked)) ?? {};
      return { text: ts.displayPartsToString(documentation), tags: tags.map(({ name }) => name) };
    },
  };
}

describe('types in an editor', () => {
  let dir: string;
  let editor: ReturnType<typeof makeEditor>;
  before(() => {
    dir = makeProject();
    editor = makeEditor(dir);
  });
  after(() => {
    rmSync(dir, { recursive: true, force: true });
  });

  const service = (custom: string, functions = ''): string => `
import type { AWS } from '@serverless/typescript';
import type { WithPassage } from 'serverless-passage';
const config: WithPassage<AWS> = {
  service: 'api', provider: { name: 'aws' }, custom: { passage: { ${custom} } }, functions: { me: { ${functions} } },
};`;
  const { properties, definitions } = configSchema;

  it('keys of the block are offered', () => {
    expect(editor.complete(service('‸'))).to.include.members(Object.keys(properties));
    expect(editor.complete(service('apps: { a: { ‸ } }'))).to.include.members(
      Object.keys(definitions.app.properties),
    );
  });

  it('choices are offered', () => {
    expect(editor.complete(service("protect: '‸'"))).to.include.members(['opt-in', 'all']);
  });

  it('passage is offered on a function and on an event, beside what the service type has', () => {
    expect(editor.complete(service('', '‸'))).to.include.members(['passage', 'handler', 'events']);
    for (const event of ['httpApi', 'http'])
      expect(editor.complete(service('', `events: [{ ${event}: { ‸ } }]`))).to.include.members([
        'passage',
        'path',
      ]);
  });

  for (const [key, property] of Object.entries(properties)) {
    it(`${key} is described, with a default or an example`, () => {
      const { text, tags } = editor.hover(service(`‸${key}: '\${param:any}'`));
      expect(text).to.equal(property.description);
      expect(tags).to.satisfy((names: string[]) => names.includes('default') || names.includes('example'));
    });
  }

  it('what the service type says of its own keys is still shown', () => {
    const hovered = editor.hover(
      service('')
        .replaceAll('@serverless/typescript', 'serverless/aws.js')
        .replaceAll('AWS', 'Serverless')
        .replace(' provider:', ' ‸provider:'),
    );
    expect(hovered.text).to.equal('AWS provider configuration');
  });
});
