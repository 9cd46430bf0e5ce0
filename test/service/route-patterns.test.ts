import { expect } from 'chai';
import { takesRequestsOf } from '../../src/service/route-patterns';

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
