/** What is listed of a plan, and in which order. */
import { expect } from 'chai';
import { isUnconfigured } from '../../src/commands/listed-route';
import { type RouteListing, makeListing } from '../../src/commands/listing';
import { runRoutes } from '../../src/commands/routes-command';
import { PLAIN } from '../../src/commands/terminal';
import { BLOCK, type PlainService, plain, planOf } from '../support/plans';
import { placesOf } from '../support/template';
import { parseListing } from './schemas';

function listed(service: PlainService, resources?: unknown): RouteListing {
  const { plan } = planOf(service);
  return parseListing(runRoutes(plan, resources, { json: true }, PLAIN).text);
}

/** `GET /me me protected passage [a b] function`. */
function words({ routes }: RouteListing): string[] {
  return routes.map(({ method, path, function: fn, api, access, authorizer, scopes, decidedBy }) =>
    [method, path, fn, api, access, authorizer, ...scopes.map((scope) => `+${scope}`), decidedBy].join(' '),
  );
}

const raw = (properties: object): { Resources: object } => ({
  Resources: {
    Raw: {
      Type: 'AWS::ApiGatewayV2::Route',
      Properties: { ApiId: { Ref: 'HttpApi' }, RouteKey: 'GET /raw', ...properties },
    },
  },
});

const ME = { me: { passage: true, events: [{ httpApi: 'GET /me' }] } };

/** An escape sequence, a C1 control character, and one that turns the direction of text. */
const CONTROLS = ['\u001b[2J', '\u009b', '\u202e'];

describe('the listing', () => {
  it('cannot write control characters to the terminal, as a table or as JSON', () => {
    const { plan } = planOf(plain({ me: { passage: true, events: [{ httpApi: 'GET /me' }] } }));
    const resources = raw({ RouteKey: `GET /${CONTROLS.join('')}` });
    for (const json of [true, false]) {
      const { text } = runRoutes(plan, resources, { json }, PLAIN);
      for (const control of CONTROLS) expect(text).not.to.include(control);
    }
  });

  it('says below the table that JWT authorizers of REST APIs are a preview, and only there', () => {
    const text = (events: Record<string, unknown>[], block: object, json: boolean): string =>
      runRoutes(planOf(plain({ a: { passage: true, events } }, block)).plan, {}, { json }, PLAIN).text;
    const rest = [{ http: 'GET a' }];
    expect(text(rest, BLOCK, false)).to.include('preview');
    expect(text(rest, BLOCK, true)).not.to.include('preview');
    expect(text(rest, { ...BLOCK, authorizerType: 'lambda' }, false)).not.to.include('preview');
    expect(text([{ httpApi: 'GET /a' }], BLOCK, false)).not.to.include('preview');
  });

  it('has every kind of route, by path and method, and the authorizers that are used', () => {
    const listing = listed(
      plain(
        {
          z: { passage: { scopes: ['s'] }, events: [{ httpApi: 'POST /a' }, { httpApi: 'get /a' }] },
          y: { events: [{ httpApi: '*' }, { httpApi: { method: 'GET', path: '/b', passage: false } }] },
          x: { events: [{ httpApi: { method: 'GET', path: '/c', authorizer: { type: 'aws_iam' } } }] },
          w: { passage: true, events: [{ httpApi: 'ANY /d' }, { http: 'GET e' }] },
        },
        BLOCK,
        { httpApi: { cors: true } },
      ),
    );
    expect(words(listing)).to.deep.equal([
      'GET /a z http protected passage +s function',
      'POST /a z http protected passage +s function',
      'GET /b y http public  event',
      'GET /c x http other aws_iam event',
      'ANY /d w http protected passage function',
      'OPTIONS /d w http public  preflight',
      'GET /e w rest protected passage function',
      'ANY $default y http public  default',
    ]);
    const passage = {
      name: 'passage',
      app: 'default',
      issuer: 'https://auth.passage.id/v1/apps/testapp123',
      audience: ['https://app.example.com'],
      identitySource: '$request.header.Authorization',
    };
    expect(listing.authorizers).to.deep.equal([passage]);
  });

  it('is the same whatever order the service has its functions and events in', () => {
    const functions = {
      a: { events: [{ httpApi: 'GET /2' }, { httpApi: 'GET /1' }] },
      b: { passage: true, events: [{ httpApi: 'POST /1' }] },
    };
    const other = {
      b: functions.b,
      a: { events: functions.a.events.toReversed() },
    };
    expect(listed(plain(functions)).routes).to.deep.equal(listed(plain(other)).routes);
  });

  it('says who decided under protect: all', () => {
    const service = plain({ a: { events: [{ httpApi: 'GET /a' }] } }, { ...BLOCK, protect: 'all' });
    expect(words(listed(service))).to.deep.equal(['GET /a a http protected passage service']);
  });

  it('shows intrinsic issuers and audiences as they are, and a shared authorizer without an issuer', () => {
    const intrinsic = listed(plain(ME, { issuer: { Ref: 'I' }, audience: [{ Ref: 'A' }, 'b'] }));
    expect(intrinsic.authorizers[0]).to.deep.include({ issuer: { Ref: 'I' }, audience: [{ Ref: 'A' }, 'b'] });
    const shared = listed(plain(ME, { authorizerId: 'abc' }, { httpApi: { id: 'api' } }));
    expect(shared.authorizers[0]).to.deep.include({ issuer: null, audience: [] });
  });

  it('has routes under `resources:`, which have no function', () => {
    const found = listed(plain(ME), raw({ AuthorizationType: 'AWS_IAM' })).routes.filter(
      ({ function: fn }) => fn === null,
    );
    expect(found).to.deep.equal([
      {
        ...{ method: 'GET', path: '/raw', function: null, api: 'http', access: 'other' },
        ...{ authorizer: 'AWS_IAM', scopes: [], decidedBy: 'event' },
      },
    ]);
  });
});

describe('the gate', () => {
  const authenticate = (service: PlainService, resources?: unknown): string | undefined =>
    runRoutes(planOf(service).plan, resources, { 'fail-on-public': true }, PLAIN).failure?.message;

  it('names each route that nobody decided about, and where to decide', () => {
    const message = authenticate(
      plain({
        ...ME,
        a: { events: [{ httpApi: 'GET /a' }] },
        b: { events: [{ http: 'GET b' }, { httpApi: '*' }] },
      }),
      raw({}),
    );
    for (const text of [
      /GET \/a +functions\.a\.events\[0\]\.httpApi/,
      /GET \/b +functions\.b\.events\[0\]\.http$/m,
      /\$default +functions\.b\.events\[1\]\.httpApi/,
      /GET \/raw +resources/,
      /passage: true/,
      /passage: false/,
      /PASSAGE_ROUTES_PUBLIC/,
    ])
      expect(message).to.match(text);
    expect(message).not.to.include('/me');
  });

  it('lets through what is meant to be public, companions, other authorizers and no routes at all', () => {
    const spoken = {
      a: { passage: false, events: [{ httpApi: 'GET /a' }] },
      b: { passage: true, events: [{ httpApi: 'ANY /b' }] },
      c: { events: [{ httpApi: { method: 'GET', path: '/c', authorizer: { type: 'aws_iam' } } }] },
    };
    expect(authenticate(plain(spoken, BLOCK, { httpApi: { cors: true } }))).to.equal(undefined);
    expect(authenticate(plain({}))).to.equal(undefined);
  });

  it('lets through an event that an entry under resources protects', () => {
    const service = plain({ ...ME, a: { events: [{ httpApi: 'GET /a' }, { http: 'GET /a' }] } });
    const iam = { Properties: { AuthorizationType: 'AWS_IAM' } };
    const of = (extensions: object): readonly string[] => {
      const resources = { extensions };
      const { plan } = planOf({ ...service, resources });
      return (
        runRoutes(plan, resources, { 'fail-on-public': true }, PLAIN).failure?.problems.map(
          ({ found }) => found ?? '',
        ) ?? []
      );
    };
    expect(of({ HttpApiRouteGetA: iam, ApiGatewayMethodAGet: iam })).to.deep.equal([]);
    expect(of({ HttpApiRouteGetA: iam })).to.have.length(1);
  });

  it('without the option says nothing', () => {
    const { plan } = planOf(plain({ a: { events: [{ httpApi: 'GET /a' }] } }));
    expect(makeListing(plan, undefined).routes.some(isUnconfigured)).to.equal(true);
    expect(runRoutes(plan, undefined, {}, PLAIN)).not.to.have.property('failure');
  });
});

describe('routes --fail-on-public: what cannot be listed', () => {
  it('fails, and is named', () => {
    const resources = { extensions: { HttpApi: { Properties: { Body: {} } } } };
    const { failure } = runRoutes(planOf(plain(ME)).plan, resources, { 'fail-on-public': true }, PLAIN);
    expect(placesOf(failure?.problems ?? [])).to.deep.equal([
      'PASSAGE_ROUTES_PUBLIC resources: Resources.HttpApi.Properties.Body',
    ]);
  });
});
