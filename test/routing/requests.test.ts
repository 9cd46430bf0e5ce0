/** Requests, and which routes get them: by examples, and against a selection that tries all short requests. */
import { expect } from 'chai';
import * as fc from 'fast-check';
import { type Request, longestPath, receivers, requestsOfBoth } from '../../src/routing/requests';
import type { ApiKind } from '../../src/service/events';

const HTTP = 'http';

function parse(route: string, api: ApiKind = HTTP): Request {
  const [method = '', path = ''] = route.startsWith('$') ? ['ANY', route] : route.split(' ');
  return { api, method, path };
}
const text = ({ method, path }: Request): string => `${method} ${path}`;

describe('requests that two routes match', () => {
  const both = (route: string, other: string, longest = 4): string[] =>
    requestsOfBoth(parse(route), parse(other), longest).map(text);

  const NONE: [route: string, other: string][] = [
    ['GET /a', 'POST /a'],
    ['GET /a', 'GET /b'],
    ['GET /a', 'GET /a/b'],
    ['GET /a/{x}/c', 'GET /{y}/b/d'],
    ['GET /a', 'GET /a/{x+}'],
    ['GET /', 'GET /{x+}'],
  ];
  for (const [route, other] of NONE) {
    it(`are none of ${route} and ${other}`, () => {
      expect(both(route, other)).to.deep.equal([]);
      expect(both(other, route)).to.deep.equal([]);
    });
  }

  it('are none of two APIs', () => {
    expect(requestsOfBoth(parse('GET /a', 'http'), parse('GET /a', 'rest'), 4)).to.deep.equal([]);
  });

  const SOME: [route: string, other: string, requests: string[]][] = [
    ['GET /a', 'ANY /a', ['GET /a']],
    ['ANY /a', 'ANY /{x}', ['ANY /a']],
    ['GET /{x}/b', 'GET /a/{y}', ['GET /a/b']],
    ['GET /{x}', 'GET /{y}', ['GET /{}']],
    ['GET /', '$default', ['GET /']],
    ['GET /a/{x+}', 'GET /a/b/c/d/e', ['GET /a/b/c/d/e']],
    ['GET /a/{x+}', 'ANY /{y}/b/{z}', ['GET /a/b/{}']],
    ['GET /a/{x+}', 'ANY /{y+}', ['GET /a/{}', 'GET /a/{}/{}', 'GET /a/{}/{}/{}']],
    ['GET /{x+}', '$default', ['GET /{}', 'GET /{}/{}', 'GET /{}/{}/{}', 'GET /{}/{}/{}/{}']],
    ['$default', '$default', ['ANY /', 'ANY /{}', 'ANY /{}/{}', 'ANY /{}/{}/{}', 'ANY /{}/{}/{}/{}']],
  ];
  for (const [route, other, requests] of SOME) {
    it(`of ${route} and ${other} have each length once`, () => {
      expect(both(route, other)).to.deep.equal(requests);
      expect(both(other, route)).to.deep.equal(requests);
    });
  }

  it('are none where all that both match are longer', () => {
    expect(both('GET /a/b/{x+}', 'ANY /{y+}', 2)).to.deep.equal([]);
    expect(both('GET /a/b/{x+}', 'ANY /{y+}', 3)).to.deep.equal(['GET /a/b/{}']);
  });

  it('are of the API of the routes', () => {
    for (const api of ['http', 'rest'] as const)
      expect(requestsOfBoth(parse('GET /a', api), parse('ANY /{x}', api), 1)).to.deep.equal([
        parse('GET /a', api),
      ]);
  });
});

describe('the longest path', () => {
  it('is counted in segments', () => {
    expect(longestPath([])).to.equal(0);
    expect(longestPath([parse('GET /')])).to.equal(0);
    expect(longestPath([parse('GET /a/b'), parse('GET /a/{x}/c/'), parse('GET /a')])).to.equal(3);
  });
});

describe('routes that get a request', () => {
  const getting = (routes: string[], request: string): string[] =>
    receivers(routes.map((route) => parse(route)))(parse(request)).map(text);

  it('are the most specific of those that match it', () => {
    const routes = ['$default', 'ANY /{p+}', 'ANY /a/{x}', 'GET /a/{x}', 'ANY /a/b', 'GET /c'];
    expect(getting(routes, 'GET /a/b')).to.deep.equal(['ANY /a/b']);
    expect(getting(routes, 'GET /a/{}')).to.deep.equal(['GET /a/{x}']);
    expect(getting(routes, 'PUT /a/{}')).to.deep.equal(['ANY /a/{x}']);
    expect(getting(routes, 'PUT /c')).to.deep.equal(['ANY /{p+}']);
    expect(getting(routes, 'GET /')).to.deep.equal(['ANY $default']);
  });

  it('are several where none is more specific', () => {
    expect(getting(['GET /{x}/b', 'GET /a/{y}', 'GET /{z+}'], 'GET /a/b')).to.deep.equal([
      'GET /{x}/b',
      'GET /a/{y}',
    ]);
    expect(getting(['GET /a/', 'GET /a'], 'GET /a')).to.deep.equal(['GET /a/', 'GET /a']);
  });

  it('are none where none matches, or only one of another API', () => {
    expect(getting(['GET /a', 'POST /b', 'GET /b/{x}'], 'GET /b')).to.deep.equal([]);
    expect(getting(['GET /a'], 'ANY /a')).to.deep.equal([]);
    expect(receivers([parse('ANY /a', 'rest')])(parse('GET /a', 'http'))).to.deep.equal([]);
  });

  it('are those of each request that is asked for', () => {
    const find = receivers([parse('GET /a'), parse('GET /{x}'), parse('GET /a', 'rest')]);
    const [a, b] = [parse('GET /a'), parse('GET /{}')];
    expect([a, b, a].map((request) => find(request).map(text))).to.deep.equal([
      ['GET /a'],
      ['GET /{x}'],
      ['GET /a'],
    ]);
    expect(find(a)).to.equal(find({ ...a }));
    expect(find(parse('GET /a', 'rest'))).to.deep.equal([parse('GET /a', 'rest')]);
  });
});

/*
 * What AWS documents (http-api-develop-routes, api-gateway-method-settings-method-request), by trying: all requests of a
 * few segments, where `z` and `PATCH` are in no route.
 */
const LONGEST = 4;
const VALUES = ['a', 'b', 'z'];

interface Call {
  readonly method: string;
  readonly segments: readonly string[];
}

const ofLength = (length: number): string[][] =>
  length === 0 ? [[]] : ofLength(length - 1).flatMap((start) => VALUES.map((segment) => [...start, segment]));
const PATHS = Array.from({ length: LONGEST + 1 }, (_, length) => ofLength(length)).flat();
const CALLS: readonly Call[] = ['GET', 'POST', 'PATCH'].flatMap((method) =>
  PATHS.map((segments) => ({ method, segments })),
);

const patterns = new Map<string, RegExp>();

/** `{x}` is one segment, `{x+}` is one or more, `$default` is everything. */
function patternOf(path: string): RegExp {
  const source = path
    .replace('$default', '/.*')
    .replaceAll(/\{\w+\+\}/g, '[^/]+(/[^/]+)*')
    .replaceAll(/\{\w+\}/g, '[^/]+');
  const pattern = patterns.get(path) ?? new RegExp(`^${source}$`);
  patterns.set(path, pattern);
  return pattern;
}

function hasPath({ path }: Request, segments: readonly string[]): boolean {
  return patternOf(path).test(`/${segments.join('/')}`);
}

function isMatch(route: Request, call: Call): boolean {
  return ['ANY', call.method].includes(route.method) && hasPath(route, call.segments);
}

/** Its path matches less; or the same, and its method is not `ANY`. */
function isMoreSpecific(route: Request, other: Request): boolean {
  const [own, others] = [route, other].map((each) => PATHS.filter((segments) => hasPath(each, segments)));
  const isWithin = (inner: string[][] = [], outer: string[][] = []): boolean =>
    inner.every((path) => outer.includes(path));
  if (!isWithin(own, others)) return false;
  return !isWithin(others, own) || (route.method !== 'ANY' && other.method === 'ANY');
}

/** As a request is written: `z` and `PATCH` by what stands for a value that no route names. */
function written(api: ApiKind, { method, segments }: Call): Request {
  const path = `/${segments.map((segment) => (segment === 'z' ? '{}' : segment)).join('/')}`;
  return { api, method: method === 'PATCH' ? 'ANY' : method, path };
}

function called({ method, path }: Request): Call {
  const segments = path.split('/').filter((part) => part !== '');
  return {
    method: method === 'ANY' ? 'PATCH' : method,
    segments: segments.map((part) => (part === '{}' ? 'z' : part)),
  };
}

const segment = fc.constantFrom('a', 'b', '{x}', '{y}');
const path = fc
  .tuple(fc.array(segment, { maxLength: 3 }), fc.constantFrom('', '', '{z+}'))
  .map(([parts, end]) => `/${[...parts, end].filter((part) => part !== '').join('/')}`)
  .filter((each) => each.split('/').length <= LONGEST);
const method = fc.constantFrom('GET', 'POST', 'ANY');
const routeOf = (api: ApiKind): fc.Arbitrary<Request> => {
  const route = fc.record({ api: fc.constant(api), method, path });
  const fallback = fc.constant(parse('$default'));
  return api === 'http'
    ? fc.oneof({ weight: 9, arbitrary: route }, { weight: 1, arbitrary: fallback })
    : route;
};
const apis = fc.constantFrom<ApiKind>('http', 'rest');
const call = fc.constantFrom(...CALLS);

describe('requests, tried one by one', () => {
  it('are got by the most specific routes that match them', () => {
    const routes = apis.chain((api) => fc.array(routeOf(api), { maxLength: 6 }));
    const others = fc.array(fc.oneof(routeOf('http'), routeOf('rest')), { maxLength: 2 });
    const calls = fc.array(call, { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(apis, routes, others, calls, (api, some, more, tried) => {
        const all = [...some, ...more];
        const find = receivers(all);
        for (const one of tried) {
          const matching = all.filter((route) => route.api === api && isMatch(route, one));
          const expected = matching.filter(
            (route) => !matching.some((other) => isMoreSpecific(other, route)),
          );
          expect(find(written(api, one))).to.have.members(expected);
        }
      }),
    );
  });

  it('are found of two routes exactly where both match one, of each length', () => {
    const pair = apis.chain((api) => fc.tuple(routeOf(api), routeOf(api)));
    fc.assert(
      fc.property(pair, ([route, other]) => {
        const common = CALLS.filter((one) => isMatch(route, one) && isMatch(other, one));
        const found = requestsOfBoth(route, other, LONGEST).map(called);
        for (const one of found) expect(isMatch(route, one) && isMatch(other, one)).to.equal(true);
        const lengths = (calls: readonly Call[]): number[] => calls.map(({ segments }) => segments.length);
        expect(lengths(found)).to.deep.equal([...new Set(lengths(common))]);
      }),
    );
  });

  it('that are found are matched by the fewest other routes', () => {
    const three = apis.chain((api) => fc.tuple(routeOf(api), routeOf(api), routeOf(api)));
    fc.assert(
      fc.property(three, ([route, other, third]) => {
        const common = CALLS.filter((one) => [route, other].every((each) => isMatch(each, one)));
        for (const one of requestsOfBoth(route, other, LONGEST).map(called)) {
          const ofLength = common.filter(({ segments }) => segments.length === one.segments.length);
          if (isMatch(third, one)) expect(ofLength.every((each) => isMatch(third, each))).to.equal(true);
        }
      }),
    );
  });
});
