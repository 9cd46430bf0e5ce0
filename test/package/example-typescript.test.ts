/** The TypeScript example: compiled, packaged by real frameworks, and its bundle run. */
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect } from 'chai';
import { strFromU8, unzipSync } from 'fflate';
import { type Folder, OUTERMOST, PROCESS_TIMEOUT_MS, makeService } from '../support/frameworks';
import { accessByRoute, packaged } from '../support/template';
import { COMPILERS, compile } from './compilers';

const ROOT = join(__dirname, '../..');
const EXAMPLE = join(ROOT, 'example-typescript');
const FILES = ['handler.test.ts', 'handler.ts', 'package.json', 'serverless.ts', 'tsconfig.json'];

function makeExample(): Folder {
  const folder = makeService({
    files: Object.fromEntries(FILES.map((name) => [name, readFileSync(join(EXAMPLE, name), 'utf8')])),
    modules: Object.fromEntries(
      ['@serverless', '@types', 'esbuild', 'serverless-esbuild', 'tsx', 'typescript'].map((name) => [
        name,
        name,
      ]),
    ),
  });
  rmSync(join(folder.dir, 'handler.js'));
  return folder;
}

/** The files of an archive, as text, by path. */
function readZip(path: string): Map<string, string> {
  const files = Object.entries(unzipSync(readFileSync(path)));
  return new Map(files.map(([name, bytes]) => [name, strFromU8(bytes)]));
}

interface Handlers {
  readonly me: (event: object) => Promise<{ readonly body: string }>;
  readonly profile: (event: object) => Promise<{ readonly statusCode: number }>;
}

/** That the handlers of a bundle know who calls. */
async function expectUser({ dir }: Folder, bundle: string): Promise<void> {
  const path = join(dir, 'bundle.js');
  writeFileSync(path, bundle);
  const { me, profile } = createRequire(path)(path) as Handlers;
  const claims = { sub: 'u1', iss: 'https://issuer.example', aud: 'api', exp: '1900000000' };
  const event = {
    pathParameters: { id: 'u2' },
    requestContext: { http: { method: 'PUT' }, authorizer: { jwt: { claims, scopes: null } } },
  };
  const { body } = await me(event);
  expect(JSON.parse(body)).to.deep.equal({ user: 'u1', until: '2030-03-17T17:46:40.000Z' });
  expect((await profile(event)).statusCode).to.equal(403);
  expect((await profile({ ...event, pathParameters: { id: 'u1' } })).statusCode).to.equal(200);
}

describe('example-typescript', function () {
  this.timeout(PROCESS_TIMEOUT_MS);
  let folder: Folder;
  beforeEach(() => {
    folder = makeExample();
  });
  afterEach(() => {
    folder.remove();
  });

  it('has no file that is not tried here', () => {
    const ignored = ['.npmrc', 'node_modules', '.serverless', '.esbuild', 'package-lock.json'];
    expect(readdirSync(EXAMPLE).filter((name) => !ignored.includes(name))).to.have.members(FILES);
  });

  for (const compiler of COMPILERS) {
    it(`compiles with its own settings: ${compiler}`, () => {
      expect(compile(compiler, folder.dir)).to.deep.equal([]);
    });
  }

  it('has a unit test that passes, and fails where a handler is wrong', () => {
    const { scripts } = JSON.parse(readFileSync(join(EXAMPLE, 'package.json'), 'utf8')) as {
      scripts: { test: string };
    };
    const [command, ...args] = scripts.test.split(' ');
    expect(command).to.equal('node');
    const run = (): number | null => spawnSync(process.execPath, args, { cwd: folder.dir }).status;
    expect(run()).to.equal(0);
    const handler = join(folder.dir, 'handler.ts');
    writeFileSync(handler, readFileSync(handler, 'utf8').replace('getPassageUser(event).id !== id', 'false'));
    expect(run()).to.equal(1);
  });

  for (const framework of OUTERMOST) {
    it(`${framework} packages it, protected, with nothing of ours in the bundle but the helper`, async () => {
      // Serverless 3 reads `serverless.ts` with ts-node; the types are checked above.
      const run = await folder.run(framework, ['package'], { TS_NODE_TRANSPILE_ONLY: 'true' });
      expect(run.output.match(/passage: .*/g)).to.deep.equal([
        'passage: 2 of 4 routes protected (passage), 2 public (1 not configured: see `sls passage routes`)',
      ]);
      expect(accessByRoute(packaged(run))).to.deep.equal({
        'GET /hello': 'NONE',
        'GET /me': 'JWT passage',
        'PUT /profile/{id}': 'JWT passage',
        'GET /profile/{id}': 'NONE',
      });

      const files = readZip(join(folder.dir, '.serverless/passage-example-typescript.zip'));
      expect([...files.keys()]).to.deep.equal(['handler.js']);
      const bundle = files.get('handler.js')!;
      // esbuild names every file that it put into a bundle.
      const ours = [...bundle.matchAll(/^\/\/ \S*?(dist\/\S+)$/gm)].map(([, path]) => path);
      expect(ours).to.deep.equal(['dist/runtime/passage-user.mjs']);
      expect(bundle).not.to.match(/\brequire\(/);
      await expectUser(folder, bundle);
    });
  }
});
