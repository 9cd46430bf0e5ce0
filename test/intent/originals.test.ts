/** Which configured routes those of events may be by now. */
import { expect } from 'chai';
import { type Intent, readIntent } from '../../src/intent/intent';
import { makeMovedFrom, makeOriginalsOf } from '../../src/intent/originals';
import { CodeHistory } from '../../src/service/code-history';
import { plain, planOf } from '../support/plans';

const BLOCK = { issuer: 'https://issuer.example/', audience: 'api' };

/** Events of functions: `[function, method and path, passage]`. */
type Events = readonly (readonly [name: string, key: string, passage: unknown])[];

function intentOf(events: Events): Intent {
  const functions: Record<string, { handler: string; events: Record<string, unknown>[] }> = {};
  for (const [name, key, passage] of events) {
    const [method, path] = key.split(' ');
    const fn = (functions[name] ??= { handler: `h.${name}`, events: [] });
    fn.events.push({ httpApi: { method, path, passage } });
  }
  return readIntent(planOf(plain(functions, BLOCK)), [], new CodeHistory());
}

/** With `?` behind them, where only code and protection say so. */
const originals = (first: Events, now: Events, id: string): readonly string[] => {
  const { ids, isKnown } = makeOriginalsOf(intentOf(first), intentOf(now))(id);
  return isKnown ? ids : ids.map((each) => `${each}?`);
};

describe('the originals of a route', () => {
  const ME = ['a', 'GET /me', true] as const;
  const OPEN = ['a', 'GET /open', false] as const;

  it('are itself, where it has the name that it had', () => {
    const moved = [['b', 'GET /me', false]] as const;
    for (const now of [[ME, OPEN], moved, []])
      expect(originals([ME, OPEN], now, 'HttpApiRouteGetMe')).to.deep.equal(['HttpApiRouteGetMe']);
    expect(originals([ME], [ME], 'Other'), 'no event').to.deep.equal(['Other']);
  });

  it('are the route of which the path begins in another way', () => {
    const now = [
      ['a', 'GET /v1/me', true],
      ['a', 'GET /v1/open', false],
    ] as const;
    expect(originals([ME, OPEN], now, 'HttpApiRouteGetV1Me')).to.deep.equal(['HttpApiRouteGetMe']);
    expect(originals([ME, OPEN], now, 'HttpApiRouteGetV1Open')).to.deep.equal(['HttpApiRouteGetOpen']);
  });

  it('are the one for all methods', () => {
    const now = [
      ['a', 'GET /me', true],
      ['a', 'POST /me', true],
    ] as const;
    const any = ['a', 'ANY /me', true] as const;
    for (const method of ['Get', 'Post'])
      expect(originals([any], now, `HttpApiRoute${method}Me`)).to.deep.equal(['HttpApiRouteAnyMe']);
  });

  it('are that of its method, where the one for all methods was moved too', () => {
    const first = [ME, ['a', 'ANY /v1/me', true], ['a', 'GET /you', true]] as const;
    const now = [
      ['a', 'GET /v1/me', true],
      ['a', 'ANY /v1/v1/me', true],
      ['a', 'GET /v1/you', true],
    ] as const;
    expect(originals(first, now, 'HttpApiRouteGetV1Me')).to.deep.equal(['HttpApiRouteGetMe']);
  });

  it('are those of its code and protection that are gone, where it was renamed', () => {
    const first = [ME, ['a', 'GET /you', true], OPEN, ['b', 'GET /b', true]] as const;
    const now = [
      ['a', 'GET /renamed', true],
      ['b', 'GET /b', true],
    ] as const;
    const id = 'HttpApiRouteGetRenamed';
    expect(originals(first, now, id)).to.deep.equal(['HttpApiRouteGetMe?', 'HttpApiRouteGetYou?']);
    expect(originals(first, [ME, ...now], id)).to.deep.equal(['HttpApiRouteGetYou?']);
  });

  it('are itself with other names of its variables', () => {
    const [before, now] = ['{id}', '{uid}'].map((name) => [['a', `GET /me/${name}`, true]] as const);
    expect(originals(before!, now!, 'HttpApiRouteGetMeUidVar')).to.deep.equal(['HttpApiRouteGetMeIdVar']);
  });

  it('are the route under a prefix, also where that was the name of another one', () => {
    const first = [ME, ['a', 'GET /v1/me', true], ['a', 'GET /you', true]] as const;
    const now = [
      ['a', 'GET /v1/me', true],
      ['a', 'GET /v1/v1/me', true],
      ['a', 'GET /v1/you', true],
    ] as const;
    expect(originals(first, now, 'HttpApiRouteGetV1Me')).to.deep.equal(['HttpApiRouteGetMe']);
    const kept = [...first, now[1]] as const;
    expect(originals(first, kept, 'HttpApiRouteGetV1Me'), 'a copy').to.deep.equal(['HttpApiRouteGetV1Me']);
    const removed = [first[1]] as const;
    expect(originals(first, removed, 'HttpApiRouteGetV1Me')).to.deep.equal(['HttpApiRouteGetV1Me']);
    const other = [['b', 'GET /me', true], first[1], first[2]] as const;
    expect(originals(other, now, 'HttpApiRouteGetV1Me'), 'other code').to.deep.equal(['HttpApiRouteGetV1Me']);
  });

  it('are none of one that is added', () => {
    const added = ['b', 'GET /new', true] as const;
    expect(originals([ME], [ME, added], 'HttpApiRouteGetNew')).to.deep.equal([]);
    expect(originals([OPEN], [['a', 'GET /x', true]], 'HttpApiRouteGetX')).to.deep.equal([]);
  });
});

describe('the events that a new one was moved from', () => {
  const movedFrom = (first: Events, now: Events, key: string): string[] => {
    const [before, after] = [intentOf(first), intentOf(now)];
    const route = [...after.routes.values()].find(
      ({ planned }) => `${planned.method} ${planned.path}` === key,
    );
    return makeMovedFrom(before, after)(route!).map(({ planned }) => planned.path);
  };
  const [me, moved] = [
    ['a', 'GET /me', false],
    ['a', 'GET /v1/me', false],
  ] as const;

  it('are gone, and of its code', () => {
    expect(movedFrom([me], [moved], 'GET /v1/me')).to.deep.equal(['/me']);
    expect(movedFrom([me], [me, moved], 'GET /v1/me'), 'a copy').to.deep.equal([]);
    expect(movedFrom([['b', 'GET /me', false]], [moved], 'GET /v1/me'), 'other code').to.deep.equal([]);
    expect(movedFrom([me], [['a', 'GET /v1/me', true]], 'GET /v1/me'), 'protected').to.deep.equal([]);
  });
});
