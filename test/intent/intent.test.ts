/** What counts as the protection that was configured, route by route and function by function. */
import { expect } from 'chai';
import { isConfiguredRoute, readConfiguredRoutes } from '../../src/audit/configured-routes';
import type { Resource, Template } from '../../src/cloudformation';
import { withDeployedFunctions } from '../../src/intent/deployed-functions';
import { describeChange, protectionOf } from '../../src/intent/describe-protection';
import { type Intent, type IntendedRoute, readIntent, saysItself } from '../../src/intent/intent';
import { keepsProtection } from '../../src/intent/keeps-protection';
import { keepOptOuts } from '../../src/intent/opt-outs';
import type { PlannedService } from '../../src/plan/plan-service';
import { noChanges } from '../../src/service/applied-changes';
import { CodeHistory } from '../../src/service/code-history';
import { codeText } from '../../src/service/function-code';
import { findRoutes } from '../../src/template/api-resources';
import { NOTHING_CONFIGURED } from '../../src/template/configured-resources';
import { plain, planOf } from '../support/plans';

type Functions = Record<string, object>;

const customers = { issuer: 'https://c.example/', audience: 'c' };
const staff = { issuer: 'https://s.example/', audience: 's' };
const APPS = { defaultApp: 'customers', apps: { customers, staff } };
const OWN = { mine: { type: 'request' }, other: { type: 'request' } };

const planned = (functions: Functions, passage: object = APPS, own: object = OWN): PlannedService =>
  planOf(plain(functions, passage, { httpApi: { authorizers: own } }), noChanges(), true);
const intent = (functions: Functions, passage?: object, own?: object, last?: Intent): Intent =>
  readIntent(planned(functions, passage, own), [], new CodeHistory(), last);
const fn = (options: object, passage?: unknown, handler = 'h.a'): object => ({
  handler,
  events: [{ httpApi: { method: 'GET', path: '/a', ...options } }],
  ...(passage === undefined ? {} : { passage }),
});
/** The one route of a function. */
function route(options: object, passage?: unknown, block?: object, last?: Intent): IntendedRoute {
  const [first] = intent({ a: fn(options, passage) }, block, OWN, last).routes.values();
  return first!;
}
const named = (first: string, second: string): object => ({
  ...APPS,
  apps: { customers: { ...customers, name: first }, staff: { ...staff, name: second } },
});

describe('intent: the protection of a route', () => {
  const own = (options: object): object => ({ authorizer: { type: 'request', ...options } });
  const KEPT: [what: string, before: IntendedRoute, now: IntendedRoute][] = [
    ['of a public route, whatever it becomes', route({}), route({}, true)],
    ['as it was', route({}, { scopes: ['s'] }), route({}, { scopes: ['s'] })],
    ['which the event ends itself', route({}, true), route({ passage: false }, true)],
    ['by an app that the event names', route({}, true), route({ passage: 'staff' }, true)],
    ['by another app that the event names', route({ passage: 'staff' }), route({ passage: 'customers' })],
    ['by an app that the event names by its authorizer', route({}, true), route({ authorizer: 'staff' })],
    ['with scopes that the event names', route({}, { scopes: ['a'] }), route({ passage: { scopes: ['b'] } })],
    ['by IAM in place of an app', route({}, true), route({ authorizer: { type: 'aws_iam' } })],
    ['by an app in place of an own authorizer', route({ authorizer: 'mine' }), route({ passage: true })],
    ['by another own authorizer', route({ authorizer: 'mine' }), route({ authorizer: 'other' })],
    [
      'by IAM in place of an own authorizer',
      route(own({ scopes: ['a'], ttl: 1 })),
      route({ authorizer: { type: 'AWS_IAM' } }),
    ],
    ['with other scopes of an own authorizer', route(own({ scopes: ['a'] })), route(own({ scopes: ['b'] }))],
    [
      'by an authorizer of another type, and all else',
      route(own({ name: 'a', ttl: 1 })),
      route({ authorizer: { name: 'b', type: 'token', ttl: 1 } }),
    ],
    [
      'by an authorizer of another ID and type',
      route(own({ name: 'a', id: '1' })),
      route({ authorizer: { name: 'a', id: '2', type: 'jwt' } }),
    ],
    [
      'by an authorizer of another name and type',
      route(own({ name: 'a', id: '1' })),
      route({ authorizer: { name: 'b', id: '1', type: 'jwt' } }),
    ],
  ];
  for (const [what, before, now] of KEPT) {
    it(`is kept: ${what}`, () => {
      expect(keepsProtection(before, now)).to.equal(true);
    });
  }

  const LOST: [what: string, before: IntendedRoute, now: IntendedRoute][] = [
    ['its function says nothing', route({}, true), route({})],
    ['its function says otherwise', route({}, true), route({}, false)],
    ['its function names another app', route({}, true), route({}, 'staff')],
    ['its function has other scopes', route({}, { scopes: ['a'] }), route({}, true)],
    [
      'the event names an app, and loses scopes',
      route({}, { scopes: ['a'] }),
      route({ passage: 'customers' }),
    ],
    [
      'the event names scopes, by another app',
      route({}, true),
      route({ passage: { scopes: ['a'] } }, 'staff', { ...APPS, defaultApp: 'staff' }),
    ],
    [
      'its name is that of another app',
      route({ authorizer: 'x' }, undefined, named('x', 'y')),
      route({ authorizer: 'x' }, undefined, named('y', 'x')),
    ],
    ['its own authorizer is gone', route({ authorizer: 'mine' }), route({}, true)],
    [
      'the event said before what it says alone by now',
      route({ authorizer: 'mine', passage: false }),
      route({ passage: false }),
    ],
    ['its own authorizer has no scopes', route(own({ scopes: ['a'] })), route(own({}))],
    ['its own authorizer has another option', route(own({ ttl: 1 })), route(own({ ttl: 2 }))],
    [
      'another own authorizer has not all options',
      route(own({ name: 'a', ttl: 1 })),
      route(own({ name: 'b' })),
    ],
    [
      'its own authorizer is of another type',
      route(own({ name: 'a' })),
      route({ authorizer: { name: 'a', type: 'token' } }),
    ],
  ];
  for (const [what, before, now] of LOST) {
    it(`is lost: ${what}`, () => {
      expect(keepsProtection(before, now)).to.equal(false);
    });
  }

  it('is not kept by a name that has got another meaning', () => {
    const last = intent({ a: fn({ authorizer: 'x' }) }, named('x', 'y'));
    const before = route({}, true, named('x', 'y'));
    expect(keepsProtection(before, route({ authorizer: 'x' }, undefined, named('y', 'x')))).to.equal(true);
    expect(keepsProtection(before, route({ authorizer: 'x' }, undefined, named('y', 'x'), last))).to.equal(
      false,
    );
  });
});

describe('intent: the protection of a route of a package', () => {
  const packaged = (options: object, setting?: unknown): IntendedRoute => ({
    ...route(options, setting),
    isPackaged: true,
  });
  const own = (options: object): object => ({ authorizer: { name: 'a', type: 'request', ...options } });
  const ARN = 'arn:aws:lambda:us-east-1:123456789012:function:a';
  const KEPT: [what: string, before: IntendedRoute, now: IntendedRoute][] = [
    ['of a public route', route({}), packaged({ passage: false })],
    ['of a public route, whatever it was', route({}), packaged({ passage: true })],
    [
      'by its app and scopes',
      route({}, { scopes: ['a', 'b'] }),
      packaged({ passage: { scopes: ['b', 'a'] } }),
    ],
    ['by its own authorizer', route({ authorizer: 'mine' }), packaged({ authorizer: { name: 'Mine' } })],
    ['with its options', route(own({ ttl: 1 })), packaged(own({ ttl: 1, more: 2 }))],
    [
      'by its ARN as a name',
      route({ authorizer: { arn: ARN } }),
      packaged({ authorizer: { name: 'a', arn: ARN } }),
    ],
  ];
  for (const [what, before, now] of KEPT)
    it(`is kept: ${what}`, () => {
      expect(keepsProtection(before, now)).to.equal(true);
    });

  const LOST: [what: string, before: IntendedRoute, now: IntendedRoute][] = [
    ['it says that it is public', route({}, true), packaged({ passage: false })],
    ['it says nothing', route({ authorizer: 'mine' }), packaged({})],
    ['it says an app', route({}, true), packaged({ passage: 'staff' })],
    ['it says scopes', route({}, { scopes: ['a'] }), packaged({ passage: { scopes: ['b'] } })],
    ['it says an authorizer of its own', route({}, true), packaged({ authorizer: 'mine' })],
    ['it says an app of ours', route({ authorizer: 'mine' }), packaged({ passage: true })],
    ['it says another authorizer', route({ authorizer: 'mine' }), packaged({ authorizer: 'other' })],
    ['it says another ID', route(own({ id: '1' })), packaged(own({ id: '2' }))],
    ['it says another option', route(own({ ttl: 1 })), packaged(own({ ttl: 2 }))],
    [
      'it says another ARN',
      route({ authorizer: { arn: ARN } }),
      packaged({ authorizer: { name: 'b', arn: `${ARN}b` } }),
    ],
    ['it says scopes of its own authorizer', route(own({ scopes: ['a'] })), packaged(own({ scopes: ['b'] }))],
  ];
  for (const [what, before, now] of LOST)
    it(`is lost: ${what}`, () => {
      expect(keepsProtection(before, now)).to.equal(false);
    });
});

describe('intent: what an event says itself', () => {
  it('is a setting or an authorizer', () => {
    expect(saysItself(route({}, true))).to.equal(false);
    expect(saysItself(route({ passage: false }, true))).to.equal(true);
    expect(saysItself(route({ authorizer: 'mine' }))).to.equal(true);
  });

  it('is nothing by a name of which the meaning has changed', () => {
    const redefined = (options: object, before: object, now: object, own: object = OWN): boolean => {
      const last = intent({ a: fn(options, true) }, before, own);
      const [first] = intent({ a: fn(options, true) }, now, OWN, last).routes.values();
      expect(saysItself(first!)).to.equal('authorizer' in options && !first!.isRedefined);
      return first!.isRedefined;
    };
    const x = { authorizer: 'x' };
    expect(redefined(x, named('x', 'y'), named('x', 'y'))).to.equal(false);
    expect(redefined(x, named('x', 'y'), named('y', 'x'))).to.equal(true);
    expect(redefined(x, APPS, named('x', 'y'), { x: { type: 'request' } })).to.equal(true);
    expect(redefined({ authorizer: 'mine' }, APPS, named('x', 'y'))).to.equal(false);
    expect(redefined({}, APPS, { ...APPS, defaultApp: 'staff' })).to.equal(false);
  });

  it('is no event of a WebSocket API where there is none', () => {
    const functions = { a: fn({}, true) };
    expect(intent(functions).websockets).to.deep.equal({ decided: false, hasEvents: false });
    const chat = { handler: 'h.chat', events: [{ websocket: 'message' }] };
    expect(intent({ ...functions, chat }).websockets.hasEvents).to.equal(true);
  });
});

describe('intent: functions that are opted out', () => {
  /** `passage: false` on a function, with a protected event. */
  const out = (handler?: string): object => ({ ...fn({ passage: true }, false, handler) });
  const closed = (handler?: string): object => fn({}, true, handler);
  const at = (path: string, config: object): object => ({
    ...config,
    events: (config as { events: { httpApi: object }[] }).events.map(({ httpApi }) => ({
      httpApi: { ...httpApi, path },
    })),
  });
  const optedOut = (first: Functions, now: Functions): boolean[] =>
    keepOptOuts(planned(now), intent(first), intent(now)).plan.functions.map(({ isOptedOut }) => isOptedOut);

  it('are those of which the user said so, by name or by code', () => {
    expect(optedOut({ a: out() }, { a: out() })).to.deep.equal([true]);
    expect(optedOut({ a: closed() }, { a: out() })).to.deep.equal([false]);
    expect(optedOut({ old: out() }, { a: out() })).to.deep.equal([true]);
    expect(optedOut({ old: closed() }, { a: out() })).to.deep.equal([false]);
    expect(optedOut({ old: closed('h.old') }, { a: out() })).to.deep.equal([true]);
    expect(optedOut({ a: closed() }, { a: closed() })).to.deep.equal([false]);
  });

  it('are known by their name first, and by no code where they have none', () => {
    const other = at('/b', out());
    expect(optedOut({ a: closed('h.b'), b: other }, { a: out() })).to.deep.equal([false]);
    expect(optedOut({ a: out('h.b'), b: at('/b', closed()) }, { a: out() })).to.deep.equal([true]);
    const bare = (config: object): object => ({ ...config, handler: undefined });
    expect(optedOut({ old: bare(closed()) }, { a: bare(out()) })).to.deep.equal([true]);
  });

  it('are all of one code, or none', () => {
    expect(optedOut({ one: closed(), two: at('/b', out()) }, { a: out() })).to.deep.equal([false]);
    expect(optedOut({ one: out(), two: at('/b', closed()) }, { a: out() })).to.deep.equal([false]);
  });

  it('are of one package', () => {
    const packed = (config: object, artifact: string): object => ({ ...config, package: { artifact } });
    const first = { old: packed(out('boot'), 'a.zip'), other: packed(at('/b', closed('boot')), 'b.zip') };
    expect(optedOut(first, { a: packed(out('boot'), 'a.zip') })).to.deep.equal([true]);
    expect(optedOut(first, { a: packed(out('boot'), 'b.zip') })).to.deep.equal([false]);
  });

  it('are looked at one by one, and a plan that keeps them all is the same one', () => {
    const [a, b, c] = [out('h.a'), at('/b', out('h.b')), at('/c', closed('h.c'))];
    expect(optedOut({ a, b: at('/b', closed('h.b')), c }, { a, b, c })).to.deep.equal([true, false, false]);
    for (const functions of [{ a, b, c }, { c }]) {
      const same = planned(functions);
      expect(keepOptOuts(same, intent(functions), intent(functions))).to.equal(same);
    }
  });
});

describe('intent: functions of a template that the service does not have', () => {
  const lambda = (Code: object, Handler?: string): Resource => ({
    Type: 'AWS::Lambda::Function',
    Properties: { Code, Handler },
  });
  const zip = (folder: string): object => ({ S3Bucket: 'b', S3Key: `${folder}/svc.zip` });
  const now = intent({ a: fn({}, true) });
  const known = { ALambdaFunction: lambda(zip('one'), 'h.a') };
  const added = (resources: Record<string, Resource>, first: Intent = now): object[] => {
    const { code } = withDeployedFunctions(now, first, { Resources: { ...known, ...resources } });
    expect(code.slice(0, now.code.length)).to.deep.equal(now.code);
    return code.slice(now.code.length);
  };

  it('are those of this package, and images', () => {
    const X = { name: 'X', logicalId: 'X', isOptedOut: false, setting: null };
    const inZip = { text: 'h.x', artifact: 'svc.zip', contents: null };
    expect(added({ X: lambda(zip('one'), './h.x') })).to.deep.equal([{ ...X, runs: [inZip] }]);
    expect(added({ X: lambda(zip('one')) })).to.deep.equal([{ ...X, runs: [] }]);
    const image = { text: codeText({ image: 'repo:1' }), artifact: null, contents: null };
    expect(added({ X: lambda({ ImageUri: 'repo:1' }) })).to.deep.equal([{ ...X, runs: [image] }]);
    const ImageConfig = { EntryPoint: ['a'], Command: ['b'] };
    const started = codeText({ image: { uri: 'repo:1', entryPoint: ['a'], command: ['b'] } });
    const X1 = { Type: 'AWS::Lambda::Function', Properties: { Code: { ImageUri: 'repo:1' }, ImageConfig } };
    expect(added({ X: X1 })).to.deep.equal([{ ...X, runs: [{ ...image, text: started }] }]);
    expect(added({ X: lambda(zip('two'), 'h.x'), Y: lambda(zip('two'), 'h.y') })).to.deep.equal([]);
    expect(added({ X: lambda({ S3Key: 1 }, 'h.x') })).to.deep.equal([]);
    expect(added({ ALambdaFunction: lambda({ ZipFile: 'x' }), X: lambda({ ZipFile: 'x' }) })).to.deep.equal(
      [],
    );
    expect(added({ X: { ...lambda(zip('one'), 'h.x'), Type: 'AWS::Lambda::Alias' } })).to.deep.equal([]);
  });

  it('run what functions of the service run that start the same from the same file', () => {
    const two = intent({ a: fn({}, true), b: { handler: 'h.b', events: [] } });
    const wrapped = {
      ALambdaFunction: lambda(zip('one'), 'w.w'),
      BLambdaFunction: lambda(zip('one'), 'w.w'),
    };
    const textsOf = (resources: Record<string, Resource>): string[][] =>
      withDeployedFunctions(two, two, { Resources: { ...wrapped, ...resources } })
        .code.slice(2)
        .map(({ runs }) => runs.map(({ text }) => text));
    expect(textsOf({ X: lambda(zip('one'), 'w.w') })).to.deep.equal([['w.w', 'h.a', 'h.b']]);
    expect(
      textsOf({ BLambdaFunction: lambda(zip('one'), 'w.b'), X: lambda(zip('one'), 'w.w') }),
    ).to.deep.equal([['w.w', 'h.a']]);
    expect(textsOf({ X: lambda(zip('one'), 'w.x') })).to.deep.equal([['w.x']]);
    expect(textsOf({ X: lambda({ S3Key: 'one/other.zip' }, 'w.w') })).to.deep.equal([['w.w']]);
  });

  it('have a file that CloudFormation computes, as far as that is known', () => {
    const filed = (S3Key: unknown, more: object = {}): object[] =>
      added({ X: lambda({ S3Key, ...more }, 'h.x') });
    for (const key of [{ 'Fn::Sub': 'one/svc.zip' }, { 'Fn::Join': ['/', ['one', 'svc.zip']] }])
      expect(filed(key), JSON.stringify(key)).to.have.length(1);
    for (const key of [{ Ref: 'Key' }, { 'Fn::If': ['A', 'one/svc.zip', 'two/svc.zip'] }])
      expect(filed(key), JSON.stringify(key)).to.deep.equal([]);
    const given = { ...now, stack: { ...now.stack, parameters: { Key: 'one/svc.zip' } } };
    const X = lambda({ S3Key: { Ref: 'Key' } }, 'h.x');
    const template = { Parameters: { Key: { Type: 'String' } }, Resources: { ...known, X } };
    expect(withDeployedFunctions(given, now, template).code).to.have.length(now.code.length + 1);
    const image = { ImageUri: { 'Fn::Sub': 'repo:1' } };
    expect(filed(undefined, image)).to.deep.equal(filed(undefined, { ImageUri: 'repo:1' }));
  });

  it('are those of the first look, as they were', () => {
    const first = intent({ a: fn({}, true), gone: { handler: 'h.gone', passage: false, events: [] } });
    const gone = first.code.filter(({ name }) => name === 'gone');
    expect(gone).to.have.length(1);
    expect(added({ GoneLambdaFunction: lambda(zip('one'), 'h.other') }, first)).to.deep.equal(gone);
    expect(withDeployedFunctions(now, first, { Resources: known })).to.equal(now);
  });
});

describe('intent: protections as texts', () => {
  const ours = route({}, { scopes: ['a', 'b'] });

  it('differ where protections do', () => {
    const texts = [
      route({}),
      ours,
      route({}, { scopes: ['ab'] }),
      route({}, true),
      route({}, 'staff'),
      route({ authorizer: 'mine' }),
      route({ authorizer: { name: 'mine', ttl: 1 } }),
      route({ authorizer: { name: 'customers', id: '1' } }),
      ...['x', 'y'].map((last) => route({ authorizer: { name: 'mine', long: `${'-'.repeat(200)}${last}` } })),
    ].map(protectionOf);
    expect(new Set(texts).size).to.equal(texts.length);
  });

  it('are the same whatever an app is called, and in whichever order scopes are', () => {
    const [customers, staff] = [route({}, true), route({}, 'staff')].map(protectionOf);
    expect(protectionOf(route({ authorizer: 'x' }, undefined, named('x', 'y')))).to.equal(customers);
    expect(protectionOf(route({ authorizer: 'x' }, undefined, named('y', 'x')))).to.equal(staff);
    expect(protectionOf(route({}, { scopes: ['b', 'a', 'b'] }))).to.equal(protectionOf(ours));
  });

  it('say what has changed, with more only where they would read the same', () => {
    const mine = route({ authorizer: { name: 'mine' } });
    expect(describeChange(ours, mine)).to.include({
      expected: 'authorizer customers, scopes a, b',
      found: 'own authorizer mine, no scopes',
    });
    const { expected, found } = describeChange(mine, route({ authorizer: { name: 'mine', ttl: 1 } }));
    expect([expected, found]).to.deep.equal([
      'own authorizer mine, no scopes, {}',
      'own authorizer mine, no scopes, {"ttl":1}',
    ]);
  });
});

describe('intent: routes that are configured under resources:', () => {
  const API = { RestApiId: { Ref: 'ApiGatewayRestApi' } };
  const { plan } = planned({ a: { handler: 'h.a', passage: true, events: [{ http: 'GET /a' }] } });
  const part = (ParentId: unknown, PathPart = 'part'): Resource => ({
    Type: 'AWS::ApiGateway::Resource',
    Properties: { ...API, ParentId, PathPart },
  });
  const method = (ResourceId: unknown, HttpMethod = 'GET'): Resource => ({
    Type: 'AWS::ApiGateway::Method',
    Properties: { ...API, ResourceId, HttpMethod },
  });
  const ELSEWHERE = { 'Fn::ImportValue': 'parent' };
  const ROOT = { 'Fn::GetAtt': ['ApiGatewayRestApi', 'RootResourceId'] };
  const configured = new Map(
    Object.entries({ X: method({ Ref: 'P' }), P: part({ Ref: 'Q' }), Q: part(ELSEWHERE, 'top') }),
  );
  const compiled: Template = { Resources: { Y: method(ELSEWHERE) } };
  const places = readConfiguredRoutes(compiled, plan, {
    ...NOTHING_CONFIGURED,
    resources: configured,
  });
  const isConfigured = (resources: Record<string, Resource>, id: string): boolean => {
    const template = { Resources: resources };
    const found = findRoutes(template, plan).find(({ logicalId }) => logicalId === id);
    return isConfiguredRoute(template, places, found!);
  };

  it('are known by the parts of their path, whatever the logical IDs are', () => {
    const renamed = { A: method({ Ref: 'B' }), B: part({ Ref: 'C' }), C: part(ELSEWHERE, 'top') };
    expect(isConfigured(renamed, 'A')).to.equal(true);
    for (const other of [
      { A: method({ Ref: 'B' }, 'POST') },
      { B: part({ Ref: 'C' }, 'other') },
      { C: part(ELSEWHERE, 'other') },
      { C: part({ 'Fn::ImportValue': 'other' }, 'top') },
      { A: method({ Ref: 'C' }) },
      { B: { ...part({ Ref: 'C' }), Type: 'Other' } },
      { C: part({ Ref: 'B' }, 'top') },
      { C: part(ROOT, 'top') },
    ])
      expect(isConfigured({ ...renamed, ...other }, 'A'), JSON.stringify(other)).to.equal(false);
  });

  it('are no others of the template, and none where nothing is configured', () => {
    expect(places).to.have.length(1);
    expect(isConfigured(compiled.Resources, 'Y')).to.equal(false);
    expect(readConfiguredRoutes(compiled, plan, NOTHING_CONFIGURED)).to.deep.equal([]);
  });
});
