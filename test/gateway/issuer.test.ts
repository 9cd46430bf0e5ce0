import { expect } from 'chai';
import { fetchKeySet } from '../../src/gateway/issuer';

describe('gateway: URLs that are asked', () => {
  /** What is sent, or `undefined` where nothing is. */
  async function ask(url: string, issuer: string): Promise<RequestInit | undefined> {
    let sent: RequestInit | undefined;
    const fetch = (_url: unknown, init?: RequestInit): Promise<Response> => {
      sent = init;
      return Promise.resolve(new Response('{}'));
    };
    const result = await fetchKeySet(url, issuer, { fetch, now: () => new Date() });
    expect(result.ok).to.equal(sent !== undefined);
    return sent;
  }
  const LOCAL = 'http://localhost:3000';

  it('are https, or http on this machine', async () => {
    for (const [url, issuer] of [
      ['https://x.example/keys', 'https://i.example/'],
      ['https://x.example/keys', LOCAL],
      ['http://127.0.0.1:3000/keys', LOCAL],
    ] as const)
      expect(await ask(url, issuer), url).not.to.equal(undefined);
  });

  const REFUSED: [url: string, issuer: string][] = [
    ['http://x.example/keys', 'https://i.example/'],
    ['http://x.example/keys', LOCAL],
    [`${LOCAL}/keys`, 'https://i.example/'],
    ['ftp://localhost/keys', LOCAL],
    ['https://a@x.example/keys', 'https://i.example/'],
    ['https://:b@x.example/keys', 'https://i.example/'],
    ['no URL', 'https://i.example/'],
    ['https://x.example/keys', 'no URL'],
    [`${LOCAL}/keys`, 'no URL'],
  ];
  for (const [url, issuer] of REFUSED) {
    it(`are not ${url} for ${issuer}`, async () => {
      expect(await ask(url, issuer)).to.equal(undefined);
    });
  }

  it('are asked for JSON, without following a redirect', async () => {
    const sent = await ask('https://x.example/keys', 'https://i.example/');
    expect(sent?.redirect).to.equal('manual');
    expect(new Headers(sent?.headers).get('accept')).to.equal('application/json');
    expect(sent?.signal).to.be.instanceOf(AbortSignal);
  });
});
