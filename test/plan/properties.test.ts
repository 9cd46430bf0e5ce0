/** What holds for any service. */
import { expect } from 'chai';
import * as fc from 'fast-check';
import { noChanges } from '../../src/service/applied-changes';
import { BLOCK, type PlainService, applied, decisions, plain, planOf } from '../support/plans';

const two = { apps: { customers: BLOCK, staff: { ...BLOCK, appId: 'staffapp1' } }, defaultApp: 'customers' };

// Random services: paths are unique, so that no two events are one route.
const setting = fc.oneof(
  fc.constant(undefined),
  fc.boolean(),
  fc.constantFrom('customers', 'staff', { scopes: ['s'] }, { app: 'staff' }),
);
const own = fc.constantFrom(undefined, undefined, undefined, 'mine', 'staff', { type: 'aws_iam' });
const method = fc.constantFrom('GET', 'post', '*', 'ANY', 'OPTIONS');
const kind = fc.constantFrom('httpApi', 'httpApi', 'http');
const spelling = fc.record({ kind, method, word: setting, own, text: fc.boolean() });
const fnArb = fc.record({ word: setting, events: fc.array(spelling, { maxLength: 4 }) });
const serviceArb = fc.record({
  functions: fc.array(fnArb, { maxLength: 5 }),
  protect: fc.constantFrom('opt-in', 'all'),
  cors: fc.boolean(),
  external: fc.boolean(),
});
type Random = typeof serviceArb extends fc.Arbitrary<infer T> ? T : never;

function build({ functions, protect, cors, external }: Random): PlainService {
  const made = functions.map((fn, f) => {
    const events = fn.events.map((spelled, e) => {
      const path = `/f${String(f)}/e${String(e)}`;
      // As a text, and on a REST API at all, `*` is no method.
      const any = spelled.text || spelled.kind === 'http' ? 'ANY' : '*';
      const method = spelled.method === '*' ? any : spelled.method;
      if (spelled.text) return { [spelled.kind]: `${method} ${path}` };
      const passage =
        spelled.own === undefined ? spelled.word : spelled.word === undefined ? undefined : false;
      return {
        [spelled.kind]: {
          method,
          path,
          ...(passage === undefined ? {} : { passage }),
          ...(spelled.own === undefined ? {} : { authorizer: spelled.own }),
        },
      };
    });
    const passage = events.length === 0 && fn.word !== false ? undefined : fn.word;
    return [`f${String(f)}`, { ...(passage === undefined ? {} : { passage }), events }] as const;
  });
  const httpApi = external
    ? { id: { 'Fn::ImportValue': 'api' } }
    : { cors, authorizers: { mine: { type: 'request' } } };
  return plain(Object.fromEntries(made), { ...two, protect }, { httpApi });
}

/** Whether anybody said a word about the route: on its event, its function, or with an authorizer. */
function spoken(service: PlainService, functionName: string, index: number): boolean {
  const fn = service.functions[functionName]!;
  const options = Object.values(fn.events![index]!)[0];
  return (
    fn.passage !== undefined ||
    (typeof options === 'object' && ('passage' in options! || 'authorizer' in options!))
  );
}

describe('plan: properties of random services', () => {
  const check = (property: (random: Random) => void): void => {
    fc.assert(fc.property(serviceArb, property), { numRuns: 100 });
  };

  it('under protect: all no route is public unless someone said so', () => {
    check((random) => {
      const service = build({ ...random, protect: 'all' });
      for (const { decision, functionName, index } of planOf(service).plan.routes) {
        if (decision.access === 'public' && index !== null)
          expect(spoken(service, functionName, index)).to.equal(true);
      }
    });
  });

  it('under opt-in nothing is protected that nobody named', () => {
    check((random) => {
      const service = build({ ...random, protect: 'opt-in' });
      for (const { decision, functionName, index } of planOf(service).plan.routes) {
        if (decision.access !== 'public') expect(spoken(service, functionName, index!)).to.equal(true);
      }
    });
  });

  it('every protected route has its authorizer in the plan, and every authorizer a route', () => {
    check((random) => {
      const { plan } = planOf(build(random));
      const key = ({ api }: { api: string }, app: string): string => `${api} ${app}`;
      const used = plan.routes.flatMap((route) =>
        route.decision.access === 'protected' ? [key(route, route.decision.app)] : [],
      );
      expect([...new Set(used)]).to.have.members(
        plan.authorizers.map((authorizer) => key(authorizer, authorizer.app)),
      );
    });
  });

  it('applying twice is applying once, and decides the same', () => {
    check((random) => {
      const service = build(random);
      const changes = noChanges();
      const first = applied(service, changes);
      const once = structuredClone(service);
      expect(decisions(applied(service, changes))).to.deep.equal(decisions(first));
      expect(service).to.deep.equal(once);
    });
  });

  it('a copy of an applied service has the same access', () => {
    check((random) => {
      const service = build(random);
      const changes = noChanges();
      const access = (planned: ReturnType<typeof planOf>): string[] =>
        planned.plan.routes
          .map(
            ({ api, method: m, path, decision }) =>
              `${api} ${m} ${path} ${JSON.stringify({ ...decision, decidedBy: null })}`,
          )
          .sort();
      const before = access(applied(service, changes));
      expect(access(planOf(structuredClone(service), changes))).to.deep.equal(before);
    });
  });

  it('the order of functions changes nothing', () => {
    check((random) => {
      const service = build({ ...random, cors: false });
      const reversed = {
        ...service,
        functions: Object.fromEntries(Object.entries(service.functions).reverse()),
      };
      expect(decisions(planOf(reversed))).to.deep.equal(decisions(planOf(service)));
    });
  });

  it('the user’s own objects are left as they were', () => {
    check((random) => {
      const service = build(random);
      const events = Object.values(service.functions).flatMap((fn) => fn.events ?? []);
      const before = structuredClone(events);
      applied(service, noChanges());
      expect(events).to.deep.equal(before);
    });
  });
});
