/** The commands as somebody types them, on every framework: in one process, and in processes of their own. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { FRAMEWORKS, type Folder, PROCESS_TIMEOUT_MS, makeService, service } from '../support/frameworks';
import { type InProcessRun, runInProcess } from '../support/in-process';
import { type Issuer, startIssuer } from '../support/issuer';
import { type Key, makeRsaKey, signToken } from '../support/tokens';
import { COMMANDS } from '../../src/commands/definitions';
import { parseListing, parseReport } from '../commands/schemas';

const handler = 'handler.handler';
const LATE = `module.exports = class { constructor({ service }) { this.hooks = { initialize: () => {
  service.functions.late = { handler: 'handler.handler', name: 'late', events: [{ httpApi: 'GET /late' }] };
} } } };`;

let key: Key;
let issuer: Issuer;
let folder: Folder;
before(async () => {
  key = makeRsaKey('k1');
  issuer = await startIssuer({ keys: [key.jwk] });
  const functions = {
    hello: { handler, passage: false, events: [{ httpApi: 'GET /hello' }] },
    me: { handler, passage: true, events: [{ httpApi: 'GET /me' }, { httpApi: 'ANY /app' }] },
  };
  const resources = {
    Resources: {
      Raw: {
        Type: 'AWS::ApiGatewayV2::Route',
        Properties: { ApiId: { Ref: 'HttpApi' }, RouteKey: 'GET /raw' },
      },
    },
  };
  folder = makeService({
    service: service(functions, {
      plugins: ['serverless-passage', './late.js'],
      provider: { httpApi: { cors: true } },
      custom: { passage: { issuer: issuer.url, audience: 'api' } },
      resources,
    }),
    files: { 'late.js': LATE },
  });
});
after(async () => {
  folder.remove();
  await issuer.close();
});

const ROUTES = [
  'ANY /app me protected passage function',
  'OPTIONS /app me public preflight',
  'GET /hello hello public function',
  'GET /late late public default',
  'GET /me me protected passage function',
  'GET /raw resources public default',
];

/** Every route of a listing, in one line each. */
function linesOf(json: string): string[] {
  return parseListing(json).routes.map(({ method, path, function: fn, access, authorizer, decidedBy }) =>
    [method, path, fn ?? 'resources', access, ...(authorizer === null ? [] : [authorizer]), decidedBy].join(
      ' ',
    ),
  );
}

/** That no part of a token is in a text. */
function expectNone(token: string, text: string): void {
  const secrets = token.split('.').filter((part) => text.includes(part));
  expect(secrets.length, 'parts of the token in the output').to.equal(0);
}

function tokenFor(aud: string): string {
  return signToken(key, { iss: issuer.url, aud, exp: Math.floor(Date.now() / 1000) + 60 });
}

const LOCAL = {
  apps: {
    customers: { appId: 'testapp123', authOrigin: 'https://app.example.com' },
    staff: { issuer: 'https://staff.example/', audience: 'a' },
  },
  defaultApp: 'customers',
  offline: { keys: 'local' },
};
const TOKEN = ['--app', 'staff', '--sub', 'u', '--expires-in', '1m', '--claims', '{"scope":"a b"}'];

/** That a token is all that was printed, and the claims that were asked for. */
function expectToken(stdout: string): void {
  expect(/^[\w-]+\.[\w-]+\.[\w-]+\n$/.test(stdout), 'stdout is one token').to.equal(true);
  const claims = JSON.parse(Buffer.from(stdout.split('.')[1] ?? '', 'base64url').toString()) as object;
  expect(claims).to.deep.include({ iss: 'https://staff.example/', sub: 'u', scope: 'a b' });
  const { exp, iat } = claims as { exp: number; iat: number };
  expect(exp - iat).to.equal(60);
}

function makeWith(passage: object): Folder {
  const functions = { me: { handler, passage: true, events: [{ httpApi: 'GET /me' }] } };
  return makeService({ service: service(functions, { custom: { passage } }) });
}

let cache: string;
before(() => {
  cache = mkdtempSync(join(tmpdir(), 'serverless-passage-cache-'));
});
after(() => {
  rmSync(cache, { recursive: true });
});

for (const framework of FRAMEWORKS) {
  describe(`${framework}: passage`, () => {
    const run = (args: string[], place = folder): Promise<InProcessRun> =>
      runInProcess(framework, place, ['passage', ...args], { env: { XDG_CACHE_HOME: cache } });

    it('routes --json prints nothing but the routes, without credentials, network or a package', async () => {
      const before = issuer.asked.discovery;
      const { code, stdout, output } = await run(['routes', '--json']);
      expect(code, output).to.equal(0);
      expect(linesOf(stdout)).to.deep.equal(ROUTES);
      expect(parseListing(stdout).authorizers.map(({ name }) => name)).to.deep.equal(['passage']);
      expect(existsSync(join(folder.dir, '.serverless'))).to.equal(false);
      expect(issuer.asked.discovery).to.equal(before);
    });

    it('routes --fail-on-public fails, and names the routes that nobody decided about', async () => {
      const { code, problems } = await run(['routes', '--fail-on-public']);
      expect(code).to.equal(1);
      expect(new Set(problems.map((problem) => problem.code))).to.deep.equal(
        new Set(['PASSAGE_ROUTES_PUBLIC']),
      );
      expect(JSON.stringify(problems)).to.include('functions.late.events[0].httpApi');
    });

    it('routes --json --fail-on-public keeps standard output for the JSON', async () => {
      const { code, stdout, stderr } = await run(['routes', '--json', '--fail-on-public']);
      expect(code, stderr).to.equal(1);
      expect(linesOf(stdout)).to.deep.equal(ROUTES);
      expect(stderr).to.include('PASSAGE_ROUTES_PUBLIC');
    });

    it('what is wrong with the block is not on standard output where a program reads it', async () => {
      const broken = makeWith({ appId: '' });
      try {
        for (const args of [['routes', '--json'], ['doctor', '--json'], ['token']]) {
          const { code, stdout, stderr } = await run(args, broken);
          expect([code, stdout], stderr).to.deep.equal([1, '']);
          expect(stderr).to.include('PASSAGE_CONFIG_INVALID').and.to.include('custom.passage.appId');
        }
        const people = await run(['routes'], broken);
        expect(people.code).to.equal(1);
        expect(people.output.match(/custom\.passage\.appId/g)).to.have.length(1);
      } finally {
        broken.remove();
      }
    });

    it('doctor fails when the token would be refused, and says why', async () => {
      const token = tokenFor('api/');
      const { code, stdout, problems, output } = await run(['doctor', '--token', token]);
      expectNone(token, output);
      expect(code, stdout).to.equal(1);
      expect(problems.map((problem) => problem.code)).to.deep.equal(['PASSAGE_CHECK_FAILED']);
      expect(stdout).to.include('trailing slash');
    });

    it('doctor judges a token where something else in the service is wrong, and reports both', async () => {
      const misspelt = { hello: { handler, pasage: true, events: [{ httpApi: 'GET /hello' }] } };
      const conflict = {
        hello: {
          handler,
          events: [{ httpApi: { method: 'GET', path: '/a', authorizer: 'passage', passage: true } }],
        },
      };
      const found = { pasage: 'functions.hello.pasage', both: 'functions.hello.events[0].httpApi' };
      for (const [functions, where] of [
        [misspelt, found.pasage],
        [conflict, found.both],
      ] as const) {
        const wrong = makeService({
          service: service(functions, { custom: { passage: { issuer: issuer.url, audience: 'api' } } }),
        });
        try {
          const good = await run(['doctor', '--token', tokenFor('api')], wrong);
          expect(good.code).to.equal(1);
          expect(good.problems.map((problem) => problem.where)).to.deep.equal([where]);
          expect(good.stdout.match(/would accept the token$/gm), good.output).to.have.length(1);
          const bad = await run(['doctor', '--token', tokenFor('other')], wrong);
          expect(bad.problems.map(({ code }) => code)).to.include('PASSAGE_CHECK_FAILED');
          expect(bad.problems.map((problem) => problem.where)).to.include(where);
          const none = await run(['doctor'], wrong);
          expect(none.problems.map((problem) => problem.where)).to.deep.equal([where]);
          expect(none.output).not.to.include('Authorizer passage');
        } finally {
          wrong.remove();
        }
      }
    });

    it('refuses each option of text that has no value', async () => {
      const apps = makeWith(LOCAL);
      const one = makeWith({ issuer: issuer.url, audience: 'api', offline: { keys: 'local' } });
      const options = Object.entries(COMMANDS.passage.commands).flatMap(([command, { options: all }]) =>
        Object.entries(all).flatMap(([name, { type }]) => (type === 'string' ? [[command, name]] : [])),
      ) as [command: string, option: string][];
      try {
        expect(options.length).to.equal(7);
        for (const [command, option] of options)
          for (const place of [apps, one]) {
            const args = [command, `--${option}=`, ...(command === 'drift' ? ['--probe'] : [])];
            const { code, stdout, output } = await run(args, place);
            expect(code, output).to.equal(1);
            expect(output).to.include(option === 'app' ? 'PASSAGE_UNKNOWN_APP' : 'PASSAGE_COMMAND_INVALID');
            expect(output).to.include(`--${option}: `).and.not.to.include('null');
            if (command === 'token') expect(stdout).to.equal('');
          }
      } finally {
        apps.remove();
        one.remove();
      }
    });

    it('token prints the token and nothing else', async () => {
      const local = makeWith(LOCAL);
      try {
        const { code, stdout } = await run(['token', ...TOKEN], local);
        expect(code).to.equal(0);
        expectToken(stdout);
        const refused = await run(['token', '--app', 'stuff'], local);
        expect([refused.code, refused.stdout]).to.deep.equal([1, '']);
        expect(refused.stderr).to.include('PASSAGE_UNKNOWN_APP');
      } finally {
        local.remove();
      }
    });

    it('alone, says what there is, with an example each', async () => {
      const { code, stdout, output } = await run([]);
      expect(code, output).to.equal(0);
      for (const command of ['passage routes', 'passage doctor', 'passage token']) {
        expect(stdout).to.match(new RegExp(`^${command} `, 'm'));
        expect(stdout).to.match(new RegExp(`Example: .*sls ${command}`));
      }
      const ours = stdout.split('\n').filter((line) => /passage|Example|^ {32}/.test(line));
      for (const line of ours) expect(line.length, line).to.be.at.most(80);
    });

    it('--help names the options', async () => {
      const [routes, doctor] = [await run(['routes', '--help']), await run(['doctor', '--help'])];
      expect([routes.code, doctor.code]).to.deep.equal([0, 0]);
      for (const option of ['--json', '--fail-on-public']) expect(routes.stdout).to.include(option);
      for (const option of ['--token', '--app', '--json']) expect(doctor.stdout).to.include(option);
    });
  });

  describe(`${framework}: passage, in a process of its own`, function () {
    this.timeout(PROCESS_TIMEOUT_MS);

    it('doctor --token - --json judges a token from standard input, and keeps standard output for the JSON', async () => {
      const token = tokenFor('api/');
      const args = ['passage', 'doctor', '--token', '-', '--json'];
      const { code, stdout, stderr } = await folder.run(framework, args, {}, `${token}\n`);
      expectNone(token, stdout + stderr);
      expect(code, stderr).to.equal(1);
      expect(parseReport(stdout)).to.include({ ok: false });
      expect(stderr).to.include('PASSAGE_CHECK_FAILED');
      expect(stderr).not.to.match(/^\s+at .*:\d+:\d+\)?$/m);
    });
  });
}

describe('osls4: passage, in a process of its own', function () {
  this.timeout(PROCESS_TIMEOUT_MS);

  it('routes is in colour when asked for', async () => {
    const env = { NO_COLOR: '', FORCE_COLOR: '1' };
    const { code, stdout, output } = await folder.run('osls4', ['passage', 'routes'], env);
    expect(code, output).to.equal(0);
    // Yellow; whether bold is inside it or around it is no matter.
    expect(stdout.replaceAll('\u001b[1m', '')).to.include('\u001b[33m! GET');
  });
});
