import { expect } from 'chai';
import type { Server } from '../../src/offline/serverless-offline';
import { routeUrl, startupMessage } from '../../src/offline/startup-message';
import { plain, planOf } from '../support/plans';

const SERVER: Server = {
  info: { uri: 'http://localhost:3000' },
  ext: () => undefined,
  table: () => [],
};
const COMMAND = 'npx sls passage token';
const REQUEST = `curl -H "Authorization: Bearer $(${COMMAND})" "http://localhost:3000/me"`;

function message(columns?: number): string[] {
  const functions = { me: { passage: true, events: [{ httpApi: 'GET /me' }] } };
  const block = { issuer: { Ref: 'Issuer' }, audience: 'api', offline: { keys: 'local' } };
  return startupMessage(planOf(plain(functions, block)), COMMAND, routeUrl({}, SERVER), columns).split('\n');
}

describe('offline: the message at start', () => {
  it('is one line for each statement, and one for the command, where there is no terminal', () => {
    const lines = message();
    expect(lines).to.have.length(3);
    expect(lines[0]).to.match(/^serverless-passage: 1 of 1 routes/);
    expect(lines[2]).to.equal(`  Try: ${REQUEST}`);
  });

  for (const columns of [40, 80]) {
    it(`is broken between words at ${columns} columns, and the command is whole on its line`, () => {
      const lines = message(columns);
      expect(lines.slice(-2)).to.deep.equal(['  Try:', `  ${REQUEST}`]);
      for (const line of lines.slice(0, -1)) expect(line.length, line).to.be.at.most(columns);
      const words = (all: readonly string[]): string[] => all.join(' ').trim().split(/\s+/);
      expect(words(lines)).to.deep.equal(words(message()));
    });
  }

  for (const [what, options, source, request] of [
    ['a header', {}, undefined, `"ws://localhost:3001/" -H "Authorization: Bearer $(${COMMAND})"`],
    [
      'the query string',
      { websocketPort: 4001 },
      '$request.querystring.token',
      `"ws://localhost:4001/?token=$(${COMMAND})"`,
    ],
    [
      'the subprotocol',
      {},
      '$request.header.Sec-WebSocket-Protocol',
      `"ws://localhost:3001/" -s "$(${COMMAND})"`,
    ],
  ] as const) {
    it(`has a command for a service with WebSocket routes only, for ${what}`, () => {
      const functions = { chat: { passage: true, events: [{ websocket: '$connect' }] } };
      const block = {
        ...{ issuer: 'https://issuer.example.com/', audience: 'api', authorizerType: 'lambda' },
        ...{ offline: { keys: 'local' }, ...(source && { identitySource: source }) },
      };
      const planned = planOf(plain(functions, block));
      const lines = startupMessage(planned, COMMAND, routeUrl(options)).split('\n');
      expect(lines[0]).to.include('1 of 1 routes');
      expect(lines.at(-1)).to.equal(`  Try: npx wscat -c ${request}`);
    });
  }
});
