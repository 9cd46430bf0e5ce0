/** Routes under `resources:` whose paths another plugin has changed. */
import { expect } from 'chai';
import type { ClosedResource } from '../../src/audit/closed-resources';
import type { ConfiguredRoute } from '../../src/audit/configured-routes';
import { isWithinOne, keptElsewhere, movedResources, makeIsWithin } from '../../src/audit/moved-resources';
import { readIntent } from '../../src/intent/intent';
import { CodeHistory } from '../../src/service/code-history';
import type { ApiKind } from '../../src/service/events';
import type { ApiRoute } from '../../src/template/api-resources';
import { plain, planOf } from '../support/plans';

const keyOf = (key: string | null) => {
  const [method = '', path = ''] = (key ?? '').split(' ');
  return key === null ? null : { method, path };
};
const found = (key: string | null, more: Partial<ApiRoute> = {}): ApiRoute => ({
  ...{ api: 'http', logicalId: 'Raw', resource: {}, idProperty: 'ApiId', identity: null },
  ...{ route: keyOf(key), properties: { AuthorizationType: 'JWT' } },
  ...more,
});
const closed = (key: string | null): ClosedResource => {
  const route = keyOf(key);
  return {
    ...{ api: 'http', logicalId: 'Raw', place: key, label: String(key), authorization: {} },
    ...{ condition: undefined, functions: [], calls: new Set(), sameCode: new Set() },
    request: route === null ? null : { api: 'http', ...route },
  };
};

describe('audit: protected routes under resources that have moved', () => {
  const labels = (before: string | null, now: ApiRoute[]): string[] =>
    movedResources([closed(before)], now).map(({ label }) => label);

  it('have another method or path by now', () => {
    for (const key of ['GET /v1/raw', 'ANY /raw'])
      expect(labels('GET /raw', [found(key)]), key).to.deep.equal([key]);
    expect(movedResources([closed('GET /raw')], [found('GET /v1')])[0]?.request).to.deep.equal({
      ...{ api: 'http', method: 'GET', path: '/v1' },
    });
    expect(labels(null, [found('GET /raw')]), 'was not known').to.deep.equal(['GET /raw']);
  });

  it('are not those that are as they were, gone, public, or not known', () => {
    const others = [[found('GET /raw')], [], [found('GET /v1', { logicalId: 'Other' })], [found(null)]];
    for (const now of others) expect(labels('GET /raw', now)).to.deep.equal([]);
    expect(labels('GET /raw', [found('GET /v1', { properties: {} })])).to.deep.equal([]);
  });
});

describe('audit: protected routes under resources that are kept elsewhere', () => {
  const isKept = (before: string | null, now: ApiRoute): boolean => {
    const each = closed(before);
    return keptElsewhere([each], [now]).has(each);
  };

  it('begin in another way', () => {
    for (const key of ['ANY /v1/raw/{proxy+}', 'ANY /{proxy+}', 'ANY /other/{proxy+}'])
      expect(isKept('ANY /raw/{proxy+}', found(key)), key).to.equal(true);
    expect(isKept('GET /', found('GET /v1'))).to.equal(true);
  });

  it('are not those that are narrowed, public, gone, as they were, or not known', () => {
    for (const key of ['GET /v1/raw/{proxy+}', 'ANY /raw/x', 'ANY /raw/{proxy+}', null])
      expect(isKept('ANY /raw/{proxy+}', found(key)), String(key)).to.equal(false);
    expect(isKept('GET /raw', found('GET /v1/raw', { properties: {} }))).to.equal(false);
    expect(isKept('GET /raw', found('GET /v1/raw', { logicalId: 'Other' }))).to.equal(false);
    expect(isKept('GET /raw', found('GET /v1/raw', { api: 'rest' })), 'of another API').to.equal(false);
    expect(isKept(null, found('GET /v1/raw'))).to.equal(false);
  });
});

describe('audit: whether one of several events was within a protected route', () => {
  const within = (key: string | null, ...paths: string[]): boolean => {
    const functions = { a: { events: paths.map((path) => ({ httpApi: `GET ${path}` })) } };
    const intent = readIntent(planOf(plain(functions)), [], new CodeHistory());
    return isWithinOne([...intent.routes.values()], closed(key));
  };

  it('it was', () => {
    expect(within('ANY /{any+}', '/status')).to.equal(true);
    expect(within('ANY /raw/{any+}', '/status', '/raw/status')).to.equal(true);
    expect(within('ANY /raw/{any+}', '/status')).to.equal(false);
    expect(within('GET /status', '/{any+}')).to.equal(false);
    expect(within(null, '/status')).to.equal(false);
    expect(within('ANY /{any+}')).to.equal(false);
  });
});

describe('audit: whether a route was within a protected one as configured', () => {
  const written = (logicalId: string, key: string | null, api: ApiKind = 'http'): ConfiguredRoute => ({
    ...{ api, logicalId, route: keyOf(key), place: key, key, authorization: null, isClosed: false },
    ...{ condition: undefined, calls: new Set() },
  });
  const isWithin = (configured: ConfiguredRoute[], now: ApiRoute): boolean =>
    makeIsWithin(configured)(now, { logicalId: 'Raw' });
  const open = (key: string | null, api: ApiKind = 'http'): ApiRoute =>
    found(key, { api, logicalId: 'Open' });
  const all = written('Raw', 'ANY /{any+}');

  it('it was, and only the beginning of its path is another one', () => {
    expect(isWithin([all, written('Open', 'GET /status')], open('GET /v1/status'))).to.equal(true);
    expect(isWithin([all, written('Open', 'GET /v1/status')], open('GET /status'))).to.equal(true);
    expect(isWithin([written('Raw', 'ANY /'), written('Open', 'GET /')], open('GET /v1'))).to.equal(true);
    expect(isWithin([all, written('Open', 'GET /v1')], open('GET /'))).to.equal(true);
  });

  it('it was not, or is another one', () => {
    expect(isWithin([all, written('Open', 'GET /status')], open('GET /v1/other'))).to.equal(false);
    expect(isWithin([all, written('Open', 'GET /status')], open('POST /status'))).to.equal(false);
    expect(isWithin([all, written('Open', 'GET /status')], open('GET /status', 'rest'))).to.equal(false);
    const raw = written('Raw', 'ANY /raw/{any+}');
    expect(isWithin([raw, written('Open', 'GET /status')], open('GET /raw/status'))).to.equal(false);
    expect(isWithin([all, written('Open', 'GET /status', 'rest')], open('GET /status', 'rest'))).to.equal(
      false,
    );
  });

  it('is not known of one that is not configured, or of a key that is not known', () => {
    const status = written('Open', 'GET /status');
    expect(isWithin([all], open('GET /v1/status'))).to.equal(false);
    expect(isWithin([status], open('GET /v1/status'))).to.equal(false);
    expect(isWithin([all, written('Open', null)], open('GET /v1/status'))).to.equal(false);
    expect(isWithin([written('Raw', null), status], open('GET /v1/status'))).to.equal(false);
    expect(isWithin([all, status], open(null))).to.equal(false);
  });
});
