/** The commands as somebody types them, on every framework. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import {
  FRAMEWORKS,
  type Folder,
  OUTERMOST,
  PROCESS_TIMEOUT_MS,
  makeService,
  service,
} from '../support/frameworks';
import { type Issuer, startIssuer } from '../support/issuer';
import { type Key, makeRsaKey, signToken } from '../support/tokens';
import { parseListing, parseReport } from './schemas';

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

for (const framework of FRAMEWORKS) {
  describe(`${framework}: passage`, function () {
    this.timeout(PROCESS_TIMEOUT_MS);

    it('routes --json prints nothing but the routes, without credentials, network or a package', async () => {
      const { code, stdout, output } = await folder.run(framework, ['passage', 'routes', '--json']);
      expect(code, output).to.equal(0);
      const { routes, authorizers } = parseListing(stdout);
      expect(
        routes.map(({ method, path, function: fn, access, authorizer, decidedBy }) =>
          [
            method,
            path,
            fn ?? 'resources',
            access,
            ...(authorizer === null ? [] : [authorizer]),
            decidedBy,
          ].join(' '),
        ),
      ).to.deep.equal(ROUTES);
      expect(authorizers.map(({ name }) => name)).to.deep.equal(['passage']);
      expect(existsSync(join(folder.dir, '.serverless'))).to.equal(false);
      expect(issuer.asked.discovery).to.equal(0);
    });

    it('routes --fail-on-public fails, and says what to write, in colour when asked for', async () => {
      const env = { NO_COLOR: '', FORCE_COLOR: '1' };
      const args = ['passage', 'routes', '--fail-on-public'];
      const { code, stdout, output } = await folder.run(framework, args, env);
      expect(code, output).to.equal(1);
      expect(stdout).to.include('\u001b[33m\u001b[1m! GET');
      expect(output).to.include('PASSAGE_ROUTES_PUBLIC').and.to.include('functions.late.events[0].httpApi');
      expect(output).not.to.match(/^\s+at .*:\d+:\d+\)?$/m);
    });

    it('alone, and with --help, says what there is, with an example each', async () => {
      const [alone, routes, doctor] = await Promise.all([
        folder.run(framework, ['passage']),
        folder.run(framework, ['passage', 'routes', '--help']),
        folder.run(framework, ['passage', 'doctor', '--help']),
      ]);
      for (const command of ['passage routes', 'passage doctor', 'passage token']) {
        expect(alone.stdout).to.match(new RegExp(`^${command} `, 'm'));
        expect(alone.stdout).to.match(new RegExp(`Example: .*sls ${command}`));
      }
      for (const option of ['--json', '--fail-on-public']) expect(routes.stdout).to.include(option);
      for (const option of ['--token', '--app', '--json']) expect(doctor.stdout).to.include(option);
      const ours = alone.stdout.split('\n').filter((line) => /passage|Example|^ {32}/.test(line));
      for (const line of ours) expect(line.length, line).to.be.at.most(80);
    });
  });
}

for (const framework of OUTERMOST) {
  describe(`${framework}: passage`, function () {
    this.timeout(PROCESS_TIMEOUT_MS);

    it('routes --json --fail-on-public keeps standard output for the JSON', async () => {
      const args = ['passage', 'routes', '--json', '--fail-on-public'];
      const { code, stdout, stderr } = await folder.run(framework, args);
      expect(code, stderr).to.equal(1);
      parseListing(stdout);
      expect(stderr).to.include('PASSAGE_ROUTES_PUBLIC');
    });

    it('what is wrong with the block is not on standard output where a program reads it', async () => {
      const broken = makeService({ service: service({}, { custom: { passage: { appId: '' } } }) });
      try {
        for (const args of [['routes', '--json'], ['doctor', '--json'], ['token']]) {
          const { code, stdout, stderr } = await broken.run(framework, ['passage', ...args]);
          expect([code, stdout], stderr).to.deep.equal([1, '']);
          expect(stderr).to.include('PASSAGE_CONFIG_INVALID').and.to.include('custom.passage.appId');
        }
        const people = await broken.run(framework, ['passage', 'routes']);
        expect(people.code).to.equal(1);
        expect(people.output.match(/custom\.passage\.appId/g)).to.have.length(1);
      } finally {
        broken.remove();
      }
    });

    it('doctor --token - judges a token from standard input, and repeats none of it', async () => {
      const now = Math.floor(Date.now() / 1000);
      const token = signToken(key, { iss: issuer.url, aud: 'api', exp: now + 60 });
      const args = ['passage', 'doctor', '--token', '-', '--json'];
      const { code, stdout, output } = await folder.run(framework, args, {}, `${token}\n`);
      const secrets = token.split('.').filter((part) => output.includes(part));
      expect(secrets.length, 'parts of the token in the output').to.equal(0);
      expect(code, stdout).to.equal(0);
      expect(parseReport(stdout)).to.include({ ok: true });
    });

    it('doctor fails when the token would be refused, and says why', async () => {
      const token = signToken(key, { iss: issuer.url, aud: 'api/', exp: 4e9 });
      const args = ['passage', 'doctor', '--token', token];
      const { code, stdout, output } = await folder.run(framework, args);
      const secrets = token.split('.').filter((part) => output.includes(part));
      expect(secrets.length, 'parts of the token in the output').to.equal(0);
      expect(code, stdout).to.equal(1);
      expect(stdout).to.include('the trailing slash').and.to.include('PASSAGE_CHECK_FAILED');
    });
  });
}
