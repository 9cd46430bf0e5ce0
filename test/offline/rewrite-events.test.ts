/** Which route serverless-offline takes for a request, by the router that it uses: that of hapi. */
import { createRequire } from 'node:module';
import { expect } from 'chai';
import * as fc from 'fast-check';
import { rewriteEvents } from '../../src/offline/rewrite-events';
import { receivers } from '../../src/routing/requests';
import { type MethodAndPath, identity, pathShape, routeName } from '../../src/service/events';
import { plain, planOf } from '../support/plans';

interface Router {
  add(config: MethodAndPath, route: MethodAndPath): void;
  route(method: string, path: string): Error | { route: MethodAndPath; params: Record<string, string> };
}
const fromOffline = createRequire(require.resolve('serverless-offline14'));
const { Router } = createRequire(fromOffline.resolve('@hapi/hapi'))('@hapi/call') as {
  Router: new () => Router;
};

// Few, so that many match the same requests.
const segment = fc.constantFrom('a', '{x}');
const path = fc
  .tuple(fc.array(segment, { maxLength: 1 }), fc.constantFrom('a', 'b', '{x}', '{y+}'))
  .map(([parts, last]) => `/${[...parts, last].map((part, i) => part.replace('x', `x${i}`)).join('/')}`);
const routes = fc
  .array(fc.record({ method: fc.constantFrom('GET', 'POST', 'ANY'), path }), { minLength: 1, maxLength: 7 })
  .map((all) => [...new Map(all.map((one) => [identity({ api: 'http', ...one }), one])).values()]);
/** The first of them gets requests of the second, which has to be before the third. */
const CROSSING = [
  { method: 'ANY', path: '/a/a' },
  { method: 'ANY', path: '/a/{x1}' },
  { method: 'GET', path: '/{x0}/b' },
];
const SEGMENTS = ['a', 'b', 'c'];
/** Each request with one segment or two. */
const REQUESTS = SEGMENTS.flatMap((one) => [`/${one}`, ...SEGMENTS.map((two) => `/${one}/${two}`)]).flatMap(
  (of) => ['GET', 'POST', 'PUT'].map((method) => ({ api: 'http' as const, method, path: of })),
);

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
      fc.property(routes, (all) => {
        // Which hapi has for one method only.
        fc.pre(isPossible(all.map((one) => ({ ...one, method: `ANY` })).filter(isFirstOfPath)));
        const router = routerOf(all);
        const receiversOf = receivers(all.map((one) => ({ api: 'http' as const, ...one })));
        for (const request of REQUESTS) {
          const match = router.route(request.method.toLowerCase(), request.path);
          const found = match instanceof Error ? 'none' : routeName(match.route);
          // `/a` is local for `/a/{y+}` too.
          if (found.endsWith('+}') && !(match instanceof Error) && !('y' in match.params)) continue;
          const expected = receiversOf(request).map(routeName);
          expect(expected.length === 0 ? ['none'] : expected, JSON.stringify(request)).to.include(found);
        }
      }),
      { numRuns: 500, examples: [[CROSSING]] },
    );
  });

  it('finds a server that starts wherever serverless-offline alone starts', () => {
    fc.assert(
      fc.property(routes, (all) => {
        fc.pre(isPossible(all));
        routerOf(all);
      }),
      { numRuns: 500 },
    );
  });
});

function isFirstOfPath({ path: of }: MethodAndPath, at: number, all: readonly MethodAndPath[]): boolean {
  return all.findIndex((other) => pathShape(other.path) === pathShape(of)) === at;
}
