/** Which route serverless-offline takes for a request, by the router that it uses: that of hapi. */
import { createRequire } from 'node:module';
import { expect } from 'chai';
import * as fc from 'fast-check';
import { rewriteEvents } from '../../src/offline/rewrite-events';
import { type MethodAndPath, identity, pathShape, routeName } from '../../src/service/events';
import { receivers } from '../../src/service/requests';
import { plain, planOf } from '../support/plans';

interface Router {
  add(config: MethodAndPath, route: MethodAndPath): void;
  route(method: string, path: string): Error | { route: MethodAndPath; params: Record<string, string> };
}
const fromOffline = createRequire(require.resolve('serverless-offline14'));
const { Router } = createRequire(fromOffline.resolve('@hapi/hapi'))('@hapi/call') as {
  Router: new () => Router;
};

const segment = fc.constantFrom('a', 'b', '{x}');
const path = fc
  .tuple(fc.array(segment, { maxLength: 2 }), fc.constantFrom('a', 'b', '{x}', '{y+}'))
  .map(([parts, last]) => `/${[...parts, last].map((part, i) => part.replace('x', `x${i}`)).join('/')}`);
const routes = fc
  .array(fc.record({ method: fc.constantFrom('GET', 'POST', 'ANY'), path }), { minLength: 1, maxLength: 7 })
  .map((all) => [...new Map(all.map((one) => [identity({ api: 'http', ...one }), one])).values()]);
const request = fc.record({
  method: fc.constantFrom('GET', 'POST', 'PUT'),
  path: fc
    .array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 4 })
    .map((parts) => `/${parts.join('/')}`),
});

const add = (router: Router, { method, path: of }: MethodAndPath, planned: MethodAndPath): void => {
  const local = { method: method === 'ANY' ? '*' : method.toLowerCase(), path: of.replace('+}', '*}') };
  router.add(local, planned);
};

/** Whether serverless-offline itself starts with such routes. */
function isPossible(all: readonly MethodAndPath[]): boolean {
  const router = new Router();
  try {
    for (const one of all) add(router, one, one);
    return true;
  } catch {
    return false;
  }
}

/** The local routes of a service whose functions have one event each, by the planned route that each is of. */
function routerOf(all: readonly MethodAndPath[]): Router {
  const events = all.map(({ method, path: of }, i) => [
    `f${i}`,
    { events: [{ httpApi: `${method} ${of}` }] },
  ]);
  const service = plain(Object.fromEntries(events) as Parameters<typeof plain>[0]);
  const { plan } = planOf(service);
  const router = new Router();
  rewriteEvents(service, plan.routes, (route, event) => {
    add(router, route, route.planned);
    return event;
  });
  return router;
}

describe('a local request', () => {
  it('goes to a route that API Gateway may select', () => {
    fc.assert(
      fc.property(routes, request, (all, { method, path: of }) => {
        // Which hapi has for one method only.
        fc.pre(isPossible(all.map((one) => ({ ...one, method: `ANY` })).filter(isFirstOfPath)));
        const match = routerOf(all).route(method.toLowerCase(), of);
        // `/a` is local for `/a/{y+}` too.
        fc.pre(match instanceof Error || !match.route.path.endsWith('+}') || 'y' in match.params);
        const api = 'http';
        const expected = receivers(all.map((one) => ({ api, ...one }) as const))({ api, method, path: of });
        const found = match instanceof Error ? 'none' : routeName(match.route);
        expect(expected.length === 0 ? ['none'] : expected.map(routeName)).to.include(found);
      }),
      { numRuns: 1000 },
    );
  });

  it('finds a server that starts wherever serverless-offline alone starts', () => {
    fc.assert(
      fc.property(routes, (all) => {
        fc.pre(isPossible(all));
        routerOf(all);
      }),
      { numRuns: 1000 },
    );
  });
});

function isFirstOfPath({ path: of }: MethodAndPath, at: number, all: readonly MethodAndPath[]): boolean {
  return all.findIndex((other) => pathShape(other.path) === pathShape(of)) === at;
}
