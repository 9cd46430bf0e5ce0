/** What is gone of a service, and what is left of its code. */
import { expect } from 'chai';
import { findGoneRoutes } from '../../src/intent/gone-routes';
import { type Intent, readIntent } from '../../src/intent/intent';
import { type GoneRoutes, NOTHING_GONE } from '../../src/intent/route-changes';
import { noChanges } from '../../src/service/applied-changes';
import { CodeHistory } from '../../src/service/code-history';
import { plain, planOf } from '../support/plans';

type Functions = Record<string, object>;

const intent = (functions: Functions): Intent =>
  readIntent(planOf(plain(functions), noChanges(), true), [], new CodeHistory());
const fn = (handler: string, path: string, more: object = {}): object => ({
  handler,
  events: [{ httpApi: { method: 'GET', path } }],
  ...more,
});
const closed = (handler: string, path: string, more: object = {}): object =>
  fn(handler, path, { passage: true, ...more });
const gone = (first: Functions, now: Functions): GoneRoutes =>
  findGoneRoutes(intent(first), intent(now), { Resources: {} });
const packed = (artifact: string): object => ({ package: { artifact } });

describe('intent: protected routes that are gone', () => {
  const me = closed('h.me', '/me');
  const pub = fn('h.pub', '/pub');

  it('are none where all are there', () => {
    const { idsOf, ...nothing } = gone({ me, pub }, { me, pub });
    const { idsOf: none, ...expected } = NOTHING_GONE;
    expect(nothing).to.deep.equal(expected);
    for (const find of [idsOf, none]) expect(find({ functionName: 'me' } as never)).to.deep.equal([]);
  });

  it('are named, with those whose code is there', () => {
    const paths = (first: Functions, now: Functions): string[][] =>
      [gone(first, now)].flatMap(({ all, withCode }) =>
        [all, withCode].map((list) => list.map(({ path }) => path)),
      );
    expect(paths({ me, pub }, { pub })).to.deep.equal([['/me'], []]);
    expect(paths({ me, pub }, { pub, copy: fn('h.me', '/copy') })).to.deep.equal([['/me'], ['/me']]);
    expect(paths({ me }, { me: closed('h.me', '/v1/me') }), 'renamed').to.deep.equal([['/me'], []]);
    const [one, other] = [closed('boot', '/me', packed('me.zip')), fn('boot', '/pub', packed('pub.zip'))];
    expect(paths({ one, other }, { other }), 'other packages').to.deep.equal([['/me'], []]);
  });

  it('have functions by now that run their code', () => {
    const { idsOf, all } = gone({ me, pub }, { pub, copy: fn('h.me', '/copy') });
    expect(all.flatMap(idsOf)).to.deep.equal(['CopyLambdaFunction']);
    expect(idsOf({ ...all[0]!, functionName: 'nobody' })).to.deep.equal([]);
    const [one, other] = [closed('boot', '/me', packed('me.zip')), fn('boot', '/pub', packed('pub.zip'))];
    const apart = gone({ one, other }, { other });
    expect(apart.all.flatMap(apart.idsOf)).to.deep.equal([]);
  });

  it('are connections only where they are WebSocket routes', () => {
    expect(gone({ me }, { me: fn('h.me', '/other') }).connects).to.deep.equal([]);
    expect(gone({ me }, {}).all).to.have.length(1);
  });
});

describe('intent: functions without a protected route', () => {
  const [a, b] = [closed('h.x', '/a'), closed('h.x', '/b')];

  it('have lost one, or run the code of one that has', () => {
    const copy = { handler: 'h.x', events: [] };
    const now = gone({ a, b }, { a, copy });
    const expected = { name: 'copy', logicalId: 'CopyLambdaFunction', isOptedOut: false, original: 'b' };
    expect(now.functions).to.deep.equal([{ ...expected, hasLost: true }]);
    expect(now.copies).to.deep.equal([]);
  });

  it('are copies where all routes are there', () => {
    const now = gone(
      { a, b },
      { a, b, copy: { handler: 'h.x', events: [] }, other: { handler: 'h.y', events: [] } },
    );
    expect(now.functions).to.deep.equal([]);
    expect(now.copies).to.deep.equal([
      { name: 'copy', logicalId: 'CopyLambdaFunction', isOptedOut: false, original: 'a', hasLost: false },
    ]);
  });

  it('are other functions of the user with that code, unless they are public and nothing is lost', () => {
    const shared = (first: Functions, now: Functions): string[] => {
      const found = gone(first, now);
      expect([...found.functions, ...found.copies]).to.deep.equal([]);
      return found.shared.map(({ name, original, hasLost }) => `${name} ${original} ${String(hasLost)}`);
    };
    const idle = { handler: 'h.x', events: [] };
    for (const open of [fn('h.x', '/open'), { ...idle, url: true }]) {
      expect(shared({ a, open }, { open })).to.deep.equal(['open a true']);
      expect(shared({ a, open }, { a, open })).to.deep.equal([]);
    }
    expect(shared({ a, idle }, { idle })).to.deep.equal(['idle a true']);
    expect(shared({ a, idle }, { a, idle })).to.deep.equal(['idle a false']);
    const out = { ...idle, passage: false };
    for (const now of [{ out }, { a, out }]) expect(shared({ a, out }, now)).to.deep.equal([]);
    expect(shared({ a, other: { ...idle, handler: 'h.y' } }, {})).to.deep.equal([]);
  });

  it('are functions of the user that run other code by now', () => {
    const open = fn('h.x', '/open');
    const changed = gone({ a, open: fn('h.open', '/open') }, { open });
    expect(changed.functions.map(({ name }) => name)).to.deep.equal(['open']);
    expect(changed.shared).to.deep.equal([]);
  });

  it('are not those of which the user says passage: false', () => {
    const out = {
      handler: 'h.x',
      passage: false,
      events: [{ httpApi: { method: 'GET', path: '/a', passage: true } }],
    };
    expect(gone({ out }, { copy: { handler: 'h.x', events: [] } }).functions).to.deep.equal([]);
  });
});
