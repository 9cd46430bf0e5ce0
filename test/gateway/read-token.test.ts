import { expect } from 'chai';
import { explain } from '../../src/gateway/explain';
import { readUnverifiedToken } from '../../src/gateway/read-token';

const TOKEN = `${Buffer.from('{}').toString('base64url')}.${Buffer.from('{}').toString('base64url')}.AAAA`;

/** What is said about a value of the identity source that cannot be read. */
function said(identity: string): string {
  const read = readUnverifiedToken(identity);
  return read.ok ? 'read' : explain(read.reason).what;
}

describe('gateway: mistakes around a token are named', () => {
  const CASES: [identity: string, what: string][] = [
    [TOKEN, 'read'],
    [`Bearer ${TOKEN}`, 'read'],
    [`Bearer Bearer ${TOKEN}`, 'once'],
    [`bearer ${TOKEN}`, '`Bearer `'],
    [`Authorization: Bearer ${TOKEN}`, 'name of the header'],
    [`"${TOKEN}"`, 'quotation marks'],
    [`${TOKEN}, ${TOKEN}`, 'two tokens'],
    [`${TOKEN} `, 'white space'],
    [TOKEN.slice(0, -3), 'characters are missing'],
  ];
  for (const [identity, what] of CASES) {
    it(`${identity.replaceAll(TOKEN, 'TOKEN')}: ${what}`, () => {
      expect(said(identity)).to.include(what);
      expect(said(identity)).not.to.include(TOKEN);
    });
  }
});
