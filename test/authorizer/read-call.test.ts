import { expect } from 'chai';
import { readCall } from '../../src/authorizer/read-call';
import { API_KINDS } from '../../src/service/events';
import { API_ARN, EVENTS } from '../support/lambda-events';

const routesOf = (event: object): unknown => readCall(event)?.routes;

describe('authorizer function: what it is asked', () => {
  it('names the route as the artifact does', () => {
    expect(readCall(EVENTS.http())).to.include({ api: 'http', arn: `${API_ARN}/GET/me` });
    expect(routesOf(EVENTS.http())).to.deep.equal(['http GET /me']);
    expect(routesOf(EVENTS.http({ path: '$default' }))).to.deep.equal(['http ANY $default']);
    expect(readCall(EVENTS.websocket())).to.include({ api: 'websocket', arn: `${API_ARN}/$connect` });
    expect(routesOf(EVENTS.websocket())).to.deep.equal(['websocket ANY $connect']);
  });

  it('of a REST API, the route of the method comes before the one of every method', () => {
    expect(readCall(EVENTS.rest())).to.include({ api: 'rest', arn: `${API_ARN}/GET/me` });
    expect(routesOf(EVENTS.rest())).to.deep.equal(['rest GET /me', 'rest ANY /me']);
  });

  it('a route key that is not one is no route', () => {
    for (const routeKey of [undefined, null, 1, 'GET', '']) {
      const event = { ...EVENTS.http(), requestContext: { routeKey } };
      expect(routesOf(event), String(routeKey)).to.deep.equal([]);
    }
  });

  it('takes no other event', () => {
    const rest = { httpMethod: 'GET', resourcePath: '/me' };
    const others = [
      ...API_KINDS.map((api) => ({ ...EVENTS[api](), type: 'TOKEN' })),
      ...API_KINDS.map((api) => ({ ...EVENTS[api](), methodArn: 1, routeArn: 1 })),
      { ...EVENTS.rest(), requestContext: { ...rest, routeKey: 'message' } },
      { ...EVENTS.rest(), requestContext: { ...rest, httpMethod: 1 } },
      { ...EVENTS.rest(), requestContext: { ...rest, resourcePath: 1 } },
    ];
    for (const event of others) expect(readCall(event), JSON.stringify(event)).to.equal(undefined);
  });

  it('reads every value of a header and of a query parameter, where it is a string', () => {
    const headers = { a: ['1', 2, null, '3'] };
    expect(readCall({ ...EVENTS.rest(), multiValueHeaders: headers })?.headers).to.deep.equal({
      a: ['1', '3'],
    });
    expect(readCall({ ...EVENTS.http(), headers: { a: '1', b: 2 } })?.headers).to.deep.equal({
      a: ['1'],
      b: [],
    });
    expect(readCall(EVENTS.websocket({ token: ['1', '2'] }))?.query).to.deep.equal({ token: ['1', '2'] });
  });

  it('the list of values counts where there is also a single one', () => {
    const event = { ...EVENTS.rest(), headers: { a: '1' }, multiValueHeaders: { a: ['1', '2'] } };
    expect(readCall(event)?.headers).to.deep.equal({ a: ['1', '2'] });
  });
});
