import { expect } from 'chai';
import { makeListing } from '../../src/commands/listing';
import { summaryLine } from '../../src/commands/summary-line';
import { BLOCK, plain, planOf } from '../support/plans';

const line = (
  functions: Parameters<typeof plain>[0],
  passage: object = BLOCK,
  provider = {},
  resources?: unknown,
): unknown => summaryLine(makeListing(planOf(plain(functions, passage, provider)).plan, resources));

const me = { passage: true, events: [{ httpApi: 'GET /me' }] };

describe('commands: the line that package and deploy end with', () => {
  it('counts routes, and names the authorizers', () => {
    const health = { passage: false, events: [{ httpApi: 'GET /health' }] };
    expect(line({ me, health }, { ...BLOCK, name: 'auth0' })).to.equal(
      'passage: 1 of 2 routes protected (auth0), 1 public',
    );
  });

  it('points to the list where a public route is not configured', () => {
    expect(line({ me, open: { events: [{ httpApi: 'GET /open' }] } })).to.include(
      '1 not configured: see `sls passage routes`',
    );
  });

  it('counts other authorizers apart, and no preflight routes', () => {
    const iam = { events: [{ httpApi: { method: 'GET', path: '/iam', authorizer: { type: 'aws_iam' } } }] };
    const any = { passage: true, events: [{ httpApi: 'ANY /any' }] };
    expect(line({ any, iam }, BLOCK, { httpApi: { cors: true } })).to.equal(
      'passage: 1 of 2 routes protected (passage), 1 with another authorizer, 0 public',
    );
  });

  it('counts a route under resources:, which is public without a setting', () => {
    const Properties = { ApiId: { Ref: 'HttpApi' }, RouteKey: 'GET /open' };
    const resources = { Resources: { Open: { Type: 'AWS::ApiGatewayV2::Route', Properties } } };
    expect(line({ me }, BLOCK, {}, resources)).to.equal(
      'passage: 1 of 2 routes protected (passage), 1 public (1 not configured: see `sls passage routes`)',
    );
  });

  it('is left out without routes', () => {
    expect(line({ job: { events: [{ schedule: 'rate(1 day)' }] } })).to.equal(undefined);
  });
});
