/** What another plugin may do to a block that could not be planned as the user wrote it. */
import { expect } from 'chai';
import { PassageError } from '../../src/errors';
import { completeService, copyService, findRewrittenValues } from '../../src/intent/written-block';
import { plain } from '../support/plans';

const A = { issuer: 'https://a.example/', audience: ['a'] };
const B = { issuer: 'https://b.example/', audience: 'b' };

const places = (before: object, now: object | undefined): string[] =>
  findRewrittenValues({ passage: before }, { passage: now }).map(({ code, where }) => {
    expect(code).to.equal('PASSAGE_AUDIT_FAILED');
    return where;
  });

describe('intent: values that the user wrote', () => {
  it('may not be changed or removed, at the top and in apps', () => {
    expect(places(A, { ...A, issuer: B.issuer })).to.deep.equal(['custom.passage.issuer']);
    expect(places(A, { issuer: A.issuer })).to.deep.equal(['custom.passage.audience']);
    expect(places(A, undefined)).to.deep.equal(['custom.passage.issuer', 'custom.passage.audience']);
    expect(places({ ...A, protect: 'all' }, A)).to.deep.equal(['custom.passage.protect']);
    const apps = { a: A, b: B };
    expect(places({ defaultApp: 'a', apps }, { defaultApp: 'a', apps: { ...apps, b: A } })).to.deep.equal([
      'custom.passage.apps.b.issuer',
      'custom.passage.apps.b.audience',
    ]);
    expect(places({ defaultApp: 'a', apps }, { defaultApp: 'b', apps })).to.deep.equal([
      'custom.passage.defaultApp',
    ]);
  });

  it('are named with both', () => {
    const [finding] = findRewrittenValues({ passage: A }, { passage: { ...A, audience: ['x'] } });
    expect(finding).to.include({ expected: '["a"]', found: '["x"]' });
  });

  it('may be completed', () => {
    expect(places(A, A)).to.deep.equal([]);
    expect(places({ issuer: A.issuer }, A)).to.deep.equal([]);
    expect(places({}, A)).to.deep.equal([]);
    expect(places({ apps: { a: A } }, { apps: { a: { ...A, scopes: ['x'] }, b: B } })).to.deep.equal([]);
  });

  it('may be replaced where they are wrong, or a part of them is', () => {
    expect(places({ ...A, issuer: '' }, A)).to.deep.equal([]);
    expect(places({ ...A, audience: ['a', ''] }, A)).to.deep.equal([]);
    expect(places({ ...A, offline: { keys: 'none' } }, A)).to.deep.equal([]);
    expect(places({ ...A, issuer: '' }, { ...A, audience: ['x'] })).to.deep.equal([
      'custom.passage.audience',
    ]);
  });

  it('may name a default app that is still to come', () => {
    const [before, apps] = [
      { defaultApp: 'b', apps: { a: A } },
      { a: A, b: B },
    ];
    expect(places(before, { defaultApp: 'b', apps })).to.deep.equal([]);
    expect(places(before, { defaultApp: 'a', apps })).to.deep.equal(['custom.passage.defaultApp']);
  });
});

describe('intent: the service as the user wrote it', () => {
  const me = { handler: 'h.me', events: [{ httpApi: 'GET /me' }] };

  it('is a copy of what decides about routes', () => {
    const service = plain({ me }, A, { stage: 'dev' });
    const resources = { extensions: { HttpApiRouteGetMe: { Condition: 'C' } } };
    const written = { ...service, custom: { passage: A, other: () => 'x' }, plugins: ['x'], resources };
    const copy = copyService(written);
    const { provider, functions } = service;
    expect(copy).to.deep.equal({ service: 'svc', provider, custom: { passage: A }, functions, resources });
    expect(copy.resources).not.to.equal(resources);
    Object.assign(service.provider, { stage: 'prod' });
    Object.assign(me, { handler: 'h.you' });
    expect(copy.provider).to.include({ stage: 'dev' });
    expect(copy.functions).to.deep.equal({ me: { ...me, handler: 'h.me' } });
  });

  it('may have no block and no name', () => {
    const { provider } = plain({});
    for (const custom of [undefined, {}, { other: 1 }]) {
      const copy = copyService({ provider, custom, functions: {} });
      expect(copy).to.deep.equal({
        service: null,
        provider,
        custom: {},
        functions: {},
        resources: undefined,
      });
    }
  });

  it('is completed with the block as it is by now, unless a value was changed', () => {
    const service = plain({ me }, { issuer: A.issuer });
    const custom = { passage: A };
    expect(completeService(service, custom)).to.deep.equal({ ...service, custom });
    expect(() => completeService(service, { passage: B })).to.throw(PassageError);
  });
});
