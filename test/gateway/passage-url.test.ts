import { expect } from 'chai';
import { isPassageUrl } from '../../src/gateway/passage-url';

describe('gateway: a URL of Passage', () => {
  it('is one of its host, or of a host below', () => {
    for (const url of ['https://auth.passage.id/v1/apps/a', 'https://app.auth.passage.id'])
      expect(isPassageUrl(url), url).to.equal(true);
    for (const url of [
      ...['https://passage.id', 'https://xauth.passage.id', 'https://auth.passage.id.example'],
      ...['https://a.example/auth.passage.id', 'auth.passage.id', ''],
    ])
      expect(isPassageUrl(url), url).to.equal(false);
  });
});
