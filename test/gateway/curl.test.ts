import { expect } from 'chai';
import { tokenRequest, websocketRequest } from '../../src/gateway/curl';

describe('gateway: a request with a token, as a command', () => {
  const URL = 'http://localhost:3000/me';
  const HEADER = '$request.header.X-Token';
  const CASES: [method: string, identitySource: string, command: string][] = [
    ['GET', HEADER, `curl -H "X-Token: Bearer TOKEN" "${URL}"`],
    ['ANY', HEADER, `curl -H "X-Token: Bearer TOKEN" "${URL}"`],
    ['POST', HEADER, `curl -X POST -H "X-Token: Bearer TOKEN" "${URL}"`],
    ['GETS', HEADER, `curl -X GETS -H "X-Token: Bearer TOKEN" "${URL}"`],
    ['MANY', HEADER, `curl -X MANY -H "X-Token: Bearer TOKEN" "${URL}"`],
    ['GET', '$request.querystring.t', `curl "${URL}?t=TOKEN"`],
    ['PUT', '$request.querystring.t', `curl -X PUT "${URL}?t=TOKEN"`],
    ['GET', 'anything else', `curl -H "Authorization: Bearer TOKEN" "${URL}"`],
  ];
  for (const [method, identitySource, command] of CASES) {
    it(`${method}, ${identitySource}`, () => {
      expect(tokenRequest(method, URL, identitySource, 'TOKEN')).to.equal(command);
    });
  }
});

describe('gateway: a WebSocket connection with a token, as a command', () => {
  const URL = 'ws://localhost:3001';
  const CASES: [identitySource: string, command: string][] = [
    ['$request.header.X-Token', `npx wscat -c "${URL}" -H "X-Token: Bearer TOKEN"`],
    ['$request.querystring.t', `npx wscat -c "${URL}?t=TOKEN"`],
    ['$request.header.Sec-WebSocket-Protocol', `npx wscat -c "${URL}" -s "TOKEN"`],
    [
      '$request.header.X-Sec-WebSocket-Protocol',
      `npx wscat -c "${URL}" -H "X-Sec-WebSocket-Protocol: Bearer TOKEN"`,
    ],
    [
      '$request.header.Sec-WebSocket-Protocols',
      `npx wscat -c "${URL}" -H "Sec-WebSocket-Protocols: Bearer TOKEN"`,
    ],
    ['anything else', `npx wscat -c "${URL}" -H "Authorization: Bearer TOKEN"`],
  ];
  for (const [identitySource, command] of CASES) {
    it(identitySource, () => {
      expect(websocketRequest(URL, identitySource, 'TOKEN')).to.equal(command);
    });
  }
});
