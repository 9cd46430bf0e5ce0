import { expect } from 'chai';
import * as fc from 'fast-check';
import { nearbyRoutes, takesRequestsOf } from '../../src/routing/route-patterns';

const parse = (route: string): { method: string; path: string } => {
  if (route === '$default') return { method: 'ANY', path: '$default' };
  const [method = '', path = ''] = route.split(' ');
  return { method, path };
};

describe('service: which route gets a request', () => {
  const TAKES: [route: string, other: string][] = [
    ['GET /me', 'ANY /me'],
    ['GET /me', '$default'],
    ['$default', '$default'],
    ['ANY /me', 'ANY /me'],
    ['GET /me', 'GET /me'],
    ['GET /users/{a}', 'GET /users/{b}'],
    ['GET /users/me', 'GET /users/{id}'],
    ['ANY /users/me', 'GET /users/{id}'],
    ['GET /users/me', 'ANY /users/{id}'],
    ['GET /a/b/c', 'ANY /a/{rest+}'],
    ['GET /a/{x}', 'ANY /a/{rest+}'],
    ['GET /a/b/{rest+}', 'ANY /a/{rest+}'],
    ['ANY /{proxy+}', '$default'],
    // Neither is more specific than the other: which one wins is not documented.
    ['GET /{x}/b', 'GET /a/{y}'],
    ['GET /{x}/b', 'GET /a/{rest+}'],
  ];
  for (const [route, other] of TAKES) {
    it(`${route} takes requests of ${other}`, () => {
      expect(takesRequestsOf(parse(route), parse(other))).to.equal(true);
    });
  }

  const TAKES_NOT: [route: string, other: string][] = [
    ['ANY /me', 'GET /me'],
    ['POST /me', 'GET /me'],
    ['$default', 'GET /me'],
    ['$default', 'ANY /{proxy+}'],
    ['ANY /{proxy+}', 'GET /me'],
    ['ANY /{proxy+}', 'ANY /a/{rest+}'],
    ['GET /users/{id}', 'GET /users/me'],
    ['GET /a', 'ANY /b'],
    ['GET /a/b', 'ANY /a'],
    ['GET /a', 'ANY /a/{rest+}'],
    ['GET /a/b/c', 'GET /a/{x}'],
    ['GET /a/{rest+}', 'GET /a/{x}'],
    ['POST /users/me', 'GET /users/{id}'],
  ];
  for (const [route, other] of TAKES_NOT) {
    it(`${route} takes none of ${other}`, () => {
      expect(takesRequestsOf(parse(route), parse(other))).to.equal(false);
    });
  }
});

describe('routes near a route', () => {
  const segment = fc.constantFrom('a', 'b', '{x}', '{y}');
  const path = fc.oneof(
    fc.constant('$default'),
    fc
      .tuple(fc.array(segment, { maxLength: 3 }), fc.constantFrom('', '/', '/{z+}'))
      .map(([parts, end]) => `${parts.map((part) => `/${part}`).join('')}${end}` || '/'),
  );
  const route = fc.record({ method: fc.constantFrom('GET', 'ANY'), path });

  it('are all those that it takes requests of, or that take requests of it', () => {
    fc.assert(
      fc.property(fc.array(route, { maxLength: 8 }), route, (routes, one) => {
        const near = nearbyRoutes(routes)(one);
        for (const other of routes) {
          if (takesRequestsOf(one, other) || takesRequestsOf(other, one)) expect(near).to.include(other);
        }
        expect(new Set(near)).to.have.property('size', near.length);
      }),
    );
  });
});
