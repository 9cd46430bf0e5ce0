/** What is kept of a service from state to state, with other plugins' edits between. */
import { expect } from 'chai';
import type { Resource } from '../../src/cloudformation';
import { PassageError } from '../../src/errors';
import { IntentRecord, NO_CHANGES } from '../../src/intent/intent-record';
import type { PlannedService } from '../../src/plan/plan-service';
import { noChanges } from '../../src/service/applied-changes';
import { type PlainService, plain, planOf } from '../support/plans';

type Functions = PlainService['functions'];

const changes = noChanges();
const serviceOf = (functions: Functions, passage?: object): PlainService => plain(functions, passage);
const planned = (service: PlainService): PlannedService => planOf(service, changes, true);
const fn = (handler: string, path: string, passage?: unknown): object => ({
  handler,
  events: [{ httpApi: { method: 'GET', path } }],
  ...(passage === undefined ? {} : { passage }),
});

/** Records each state, and compares the last one. */
function recordOf(...states: Functions[]): IntentRecord {
  const record = new IntentRecord(changes);
  for (const functions of states) {
    const service = serviceOf(functions);
    record.recordCode(service);
    if (record.first === undefined) record.keepFirst(planned(service), service);
  }
  return record;
}

const refusedIn = (record: IntentRecord, functions: Functions): string[] => {
  const service = serviceOf(functions);
  try {
    record.compare(planned(service), service);
    return [];
  } catch (error) {
    if (!(error instanceof PassageError)) throw error;
    return error.problems.map(({ where }) => where);
  }
};

const MINE = { me: fn('h.me', '/me', true), pub: fn('h.pub', '/pub') };
const inner = (handler: string): Functions => ({ inner: fn(handler, '/inner'), pub: fn('h.pub', '/pub') });

describe('intent: the record of a service', () => {
  it('keeps what it compares first, where nothing was kept', () => {
    const record = new IntentRecord(changes);
    expect(record.first).to.equal(undefined);
    expect(refusedIn(record, MINE)).to.deep.equal([]);
    expect(record.first?.routes.size).to.equal(2);
    expect(refusedIn(record, { ...MINE, me: fn('h.me', '/me') })).to.deep.equal([
      'functions.me.events[0].httpApi',
    ]);
  });

  it('compares with what was first, and with each state since', () => {
    const record = recordOf(MINE);
    const more = { ...MINE, you: fn('h.you', '/you', true) };
    expect(refusedIn(record, more)).to.deep.equal([]);
    expect(refusedIn(record, { ...more, you: fn('h.you', '/you') })).to.deep.equal([
      'functions.you.events[0].httpApi',
    ]);
    expect(refusedIn(record, MINE)).to.deep.equal([]);
  });

  it('knows code by what it was before', () => {
    const where = ['functions.inner.events[0].httpApi'];
    expect(refusedIn(recordOf(MINE, inner('h.me')), inner('wrapper.all'))).to.deep.equal(where);
    expect(refusedIn(recordOf(MINE), inner('h.me'))).to.deep.equal(where);
    const kept = { ...inner('h.other'), me: fn('h.me', '/me', true) };
    expect(refusedIn(recordOf(MINE), kept)).to.deep.equal([]);
  });

  describe('knows of a package', () => {
    const get = (path: string, passage?: unknown, more?: object): Record<string, unknown> => ({
      httpApi: { method: 'GET', path, ...(passage === undefined ? {} : { passage }), ...more },
    });
    const me = (...events: Record<string, unknown>[]): Functions => {
      const code = { handler: 'h.me', events };
      return { me: code };
    };
    const all = get('/{any+}', true);
    const isRefused = (first: Functions, packaged: Functions): boolean => {
      const service = serviceOf(packaged);
      try {
        recordOf(first).compare(planned(service), service, true);
        return false;
      } catch (error) {
        if (!(error instanceof PassageError)) throw error;
        return true;
      }
    };

    it('what is configured, wherever its event is by now', () => {
      const first = me(all, get('/health', false));
      expect(isRefused(first, first)).to.equal(false);
      expect(isRefused(first, me(get('/health', false), all))).to.equal(false);
    });

    it('what no configured event says', () => {
      expect(isRefused(me(all), me(all, get('/health', false)))).to.equal(true);
      expect(isRefused(me(all, get('/health', true)), me(all, get('/health', false)))).to.equal(true);
      expect(isRefused(me(all, get('/health')), me(all, get('/health', false))), 'public').to.equal(false);
      const iam = { authorizer: { type: 'aws_iam' } };
      expect(isRefused(me(get('/x', undefined, iam)), me(get('/x', undefined, iam)))).to.equal(false);
      expect(isRefused(me(get('/x', undefined, iam)), me(get('/x')))).to.equal(true);
    });
  });

  it('keeps as first what functions ran then', () => {
    const record = new IntentRecord(changes);
    const [service, later] = [serviceOf(MINE), serviceOf({ ...MINE, pub: fn('h.me', '/pub') })];
    for (const each of [service, later]) record.recordCode(each);
    record.keepFirst(planned(service), service);
    expect(refusedIn(record, { pub: fn('h.me', '/other') })).to.deep.equal([
      'functions.pub.events[0].httpApi',
    ]);
  });

  it('compares a plan again as soon as functions have run something else', () => {
    const copy = { passage: false, events: [{ httpApi: { method: 'GET', path: '/copy', passage: true } }] };
    const copyOf = (handler: string): Functions => ({ ...MINE, copy: { ...copy, ...{ handler } } });
    const service = serviceOf(copyOf('h.other'));
    const record = recordOf(MINE);
    const plan = planned(service);
    record.recordCode(service);
    expect(record.compare(plan, service)).to.equal(plan);
    expect(record.compare(plan, service)).to.equal(plan);
    record.recordCode(serviceOf(copyOf('h.me')));
    const compared = record.compare(plan, service);
    expect(compared).not.to.equal(plan);
    expect(compared.plan.functions.map(({ isOptedOut }) => isOptedOut)).to.deep.equal([false, false]);
    expect(record.compare(plan, service)).to.equal(compared);
  });

  it('returns the plan, with what the user has opted out', () => {
    const record = recordOf(MINE);
    const service = serviceOf(MINE);
    const plan = planned(service);
    expect(record.compare(plan, service)).to.equal(plan);
    const out = { ...MINE, me: { ...fn('h.me', '/me', false), events: [protectedEvent] } };
    const later = serviceOf(out);
    const compared = record.compare(planned(later), later);
    expect(compared.plan.functions.map(({ isOptedOut }) => isOptedOut)).to.deep.equal([false]);
  });

  it('finds what is gone, with the code that the template has', () => {
    const lambda = (Handler: string): Resource => ({
      Type: 'AWS::Lambda::Function',
      Properties: { Handler, Code: { S3Key: 'x/svc.zip' } },
    });
    const Resources = { MeLambdaFunction: lambda('wrapper.all'), Copy: lambda('wrapper.all') };
    const service = serviceOf(MINE);
    const { gone, intents } = recordOf(MINE).readChanges(planned(service), service, { Resources });
    expect(gone.copies.map(({ logicalId, original }) => [logicalId, original])).to.deep.equal([
      ['Copy', 'me'],
    ]);
    expect(intents?.first.code.map(({ name }) => name)).to.include('me');
    expect(intents?.now.code.map(({ name }) => name)).to.include('me');
    const nothing = new IntentRecord(changes).readChanges(planned(service), service, { Resources });
    expect(nothing).to.equal(NO_CHANGES);
    const record = recordOf(MINE, inner('h.me'), inner('wrapper.all'));
    const later = serviceOf(inner('wrapper.all'));
    expect(record.readChanges(planned(later), later, { Resources: {} }).gone.functions).to.have.length(1);
  });
});

const protectedEvent = { httpApi: { method: 'GET', path: '/me', passage: true } };
