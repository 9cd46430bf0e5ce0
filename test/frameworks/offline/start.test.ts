import { expect } from 'chai';
import { makeService, PROCESS_TIMEOUT_MS, service } from '../../support/frameworks';
import { type InProcessRun, runInProcess } from '../../support/in-process';
import { ask, ECHO, freePorts, type Line, LINES, portArgs } from '../../support/offline';
import { startOfflineInProcess } from '../../support/offline-in-process';
import { placesOf } from '../../support/template';

const handler = 'handler.handler';
const FUNCTIONS = {
  me: { handler, passage: true, events: [{ httpApi: 'GET /me' }] },
  all: { handler, passage: true, events: [{ httpApi: '*' }] },
};
const PASSAGE = { appId: 'testapp123', authOrigin: 'https://app.example.com' };

function withCustom(custom: object): Record<string, unknown> {
  return service(FUNCTIONS, { plugins: ['serverless-passage', 'serverless-offline'], custom });
}

/** A start that should end by itself. */
async function fail({ framework, offline }: Line, custom: object): Promise<InProcessRun> {
  const [http = 0, lambda = 0, websocket = 0] = await freePorts(3);
  const folder = makeService({ service: withCustom(custom), modules: { 'serverless-offline': offline } });
  try {
    return await runInProcess(framework, folder, ['offline', ...portArgs(http, lambda, websocket)]);
  } finally {
    folder.remove();
  }
}

for (const line of LINES) {
  describe(`offline, at the start: ${line.offline} on ${line.framework}`, () => {
    it('refuses a provider of the user’s own', async () => {
      const { code, output, problems } = await fail(line, {
        passage: PASSAGE,
        offline: { customAuthenticationProvider: './mine' },
      });
      expect(code).to.equal(1);
      expect(problems.map((problem) => problem.code)).to.deep.equal(['PASSAGE_OFFLINE_CONFLICT']);
      expect(output).to.contain('./mine');
      expect(output).not.to.contain('Server ready');
    });

    it('refuses an issuer that only AWS knows, unless keys are local', async () => {
      const { code, output, problems } = await fail(line, {
        passage: { issuer: { 'Fn::Sub': 'https://idp.example/${Pool}' }, audience: { Ref: 'Client' } },
      });
      expect(code).to.equal(1);
      expect(placesOf(problems)).to.deep.equal([
        'PASSAGE_CONFIG_INVALID custom.passage.issuer',
        'PASSAGE_CONFIG_INVALID custom.passage.audience',
      ]);
      expect(output).to.contain('keys: local');
    });

    it('--noAuth opens everything, and says so once', async () => {
      const server = await startOfflineInProcess(line, {
        args: ['offline', '--noAuth'],
        service: withCustom({ passage: PASSAGE }),
        files: { 'handler.js': ECHO },
      });
      try {
        expect((await ask(`${server.url}/me`)).status).to.equal(200);
        expect((await ask(`${server.url}/else/where`)).status).to.equal(200);
        expect(server.output().split('NO TOKEN IS CHECKED')).to.have.length(2);
      } finally {
        await server.stop();
      }
    }).timeout(PROCESS_TIMEOUT_MS);
  });
}
