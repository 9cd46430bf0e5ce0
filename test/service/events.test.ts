/** The framework's spellings of an event, in one shape. */
import { expect } from 'chai';
import { type ApiKind, eventsOf, identity, parseEvent, pathShape, routeName } from '../../src/service/events';

describe('service: an event', () => {
  const UNREADABLE: [api: ApiKind, value: unknown][] = [
    ['http', null],
    ['http', 7],
    ['http', ''],
    ['http', ['GET /a']],
    ['http', 'GET a'],
    ['http', 'GET  /a'],
    ['http', 'TRACE /a'],
    ['http', 'GET /a /b'],
    ['http', 'xGET /a'],
    ['http', { method: 'GET' }],
    ['http', { method: 'GET', path: 7 }],
    ['http', { method: 7, path: '/a' }],
    ['http', { path: 'a*' }],
    ['http', { path: '*a' }],
    ['rest', '*'],
    ['rest', '* /a'],
    ['rest', { method: '*', path: '/a' }],
    ['websocket', '$default'],
    ['websocket', { route: '$disconnect' }],
    ['websocket', { method: 'GET', path: '$connect' }],
    ['websocket', ['$connect']],
    ['http', '$connect'],
  ];
  for (const [api, value] of UNREADABLE) {
    it(`${api} ${JSON.stringify(value)} cannot be read`, () => {
      expect(parseEvent(api, value)).to.equal(null);
    });
  }

  const READ: [api: ApiKind, value: unknown, route: string][] = [
    ['http', '*', 'ANY $default'],
    ['http', '* *', 'ANY $default'],
    ['http', { path: '*' }, 'ANY $default'],
    ['http', { method: '*', path: '*' }, 'ANY $default'],
    ['http', { path: '/a' }, 'ANY /a'],
    ['http', 'get /a', 'GET /a'],
    ['http', '* /a/', 'ANY /a/'],
    ['http', { method: 'post', path: '/a*' }, 'POST /a*'],
    ['rest', 'get a', 'GET /a'],
    ['rest', 'get /a/b/', 'GET /a/b'],
    ['rest', { method: 'any', path: '/' }, 'ANY /'],
    ['rest', { path: '*' }, 'ANY /*'],
    ['websocket', '$connect', 'ANY $connect'],
    ['websocket', { route: '$connect' }, 'ANY $connect'],
  ];
  for (const [api, value, route] of READ) {
    it(`${api} ${JSON.stringify(value)} is ${route}`, () => {
      const { method, path, options } = parseEvent(api, value) ?? {};
      expect(`${method ?? ''} ${path ?? ''}`).to.equal(route);
      expect(options).to.deep.equal(typeof value === 'string' ? {} : value);
    });
  }

  it('has its index, also next to what is no event', () => {
    const event = { sqs: 'arn' };
    expect(eventsOf({ events: ['text', null, event, []] })).to.deep.equal([[2, event]]);
    for (const events of [undefined, null, 'text', {}]) expect(eventsOf({ events })).to.deep.equal([]);
  });

  it('has a name, and an identity without the names of variables', () => {
    expect(routeName({ method: 'GET', path: '/a$' })).to.equal('GET /a$');
    expect(routeName({ method: 'ANY', path: '$default' })).to.equal('$default');
    expect(identity({ api: 'rest', method: 'GET', path: '/a/{id}' })).to.equal('rest GET /a/{}');
    expect(pathShape('/{a}/{b+}')).to.equal('/{}/{+}');
  });
});
