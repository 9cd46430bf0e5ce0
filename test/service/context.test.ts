/** What the plan takes over from the service and its provider. */
import { expect } from 'chai';
import type { AwsProvider } from '../../src/serverless';
import { noChanges } from '../../src/service/applied-changes';
import { type ServiceContext, readCode, readContext } from '../../src/service/context';
import { host, plain } from '../support/plans';

type Json = Record<string, unknown>;

function context(parts: {
  functions?: Json;
  provider?: Json;
  aws?: Json;
  service?: string | null;
}): ServiceContext {
  const service = plain((parts.functions ?? {}) as never, undefined, parts.provider);
  const provider = { ...(host(service).getProvider('aws') as AwsProvider), ...parts.aws };
  const named = 'service' in parts ? { ...service, service: parts.service } : service;
  return readContext(named, provider, noChanges());
}

describe('service: its context', () => {
  it('an ID of an API is a text or a function, and anything else is none', () => {
    for (const id of ['x1', { Ref: 'Api' }])
      expect(context({ provider: { httpApi: { id } } }).httpApi.externalId).to.deep.equal(id);
    for (const id of ['', null, 7, undefined])
      expect(context({ provider: { httpApi: { id } } }).httpApi.externalId).to.equal(null);
    expect(context({ provider: { httpApi: null } }).httpApi).to.include({ externalId: null, cors: false });
  });

  it('headers that CORS allows: none without CORS, the framework’s own, or the user’s', () => {
    const allowed = (cors: unknown): readonly string[] | null =>
      context({ provider: { httpApi: { cors } } }).httpApi.allowedHeaders;
    expect(allowed(false)).to.equal(null);
    expect(allowed(true)).to.include('authorization').and.have.length(7);
    expect(allowed({ allowedHeaders: ['X-A', 'x-b'] })).to.deep.equal(['x-a', 'x-b']);
    expect(allowed({ allowedHeaders: 'X-A' })).to.deep.equal(['x-a']);
    expect(context({ provider: { httpApi: { cors: {} } } }).httpApi.cors).to.equal(true);
  });

  it('authorizers of the user, by key, with the names that they compile to', () => {
    const authorizers = { a: { name: 'b' }, c: { name: '' }, d: { name: 7 }, e: null };
    expect([...context({ provider: { httpApi: { authorizers } } }).httpApi.authorizers]).to.deep.equal([
      ['a', 'b'],
      ['c', 'c'],
      ['d', 'd'],
      ['e', 'e'],
    ]);
  });

  it('code of the functions, with images by their names', () => {
    const functions = { me: { handler: 'h.me' }, app: { image: 'app' } };
    const provider = { ecr: { images: { app: { uri: 'repo/app' } } } };
    const runs = ['h.me', 'image ["repo/app",null,null]'];
    const { code } = context({ functions, provider });
    expect(code.map((fn) => fn.runs.map(({ text }) => text).join())).to.deep.equal(runs);
    expect(code.map(({ logicalId }) => logicalId)).to.deep.equal(['MeLambdaFunction', 'AppLambdaFunction']);
    const service = plain(functions as never, undefined, provider);
    const ours = { name: 'ours', config: {}, written: { handler: 'h.ours', role: 'OurRole' } };
    const read = readCode(
      {
        ...service,
        functions: {
          ...service.functions,
          own: ours.config,
          ours: { role: 'OurRole' },
          copy: { handler: 'h.ours' },
        },
      },
      { ...noChanges(), authorizerFunction: ours },
    );
    expect(read).to.deep.equal(code.map(({ name, runs: own }) => ({ name, runs: own })));
    expect(context({ functions, provider: { ecr: null } }).code.map(({ name }) => name)).to.deep.equal([
      'me',
      'app',
    ]);
  });

  it('names, and properties that every role must have', () => {
    const names = { name: 'svc-dev', prefix: 'svc-dev' };
    expect(context({}).stack).to.deep.equal({ ...names, parameters: {}, roleProperties: {} });
    expect(context({ service: null }).stack.prefix).to.equal('-dev');
    expect(context({ provider: { stackName: 'mine' } }).stack.name).to.equal('mine');
    const role = { path: '/team/', permissionsBoundary: { Ref: 'B' }, statements: [] };
    expect(context({ provider: { iam: { role } } }).stack.roleProperties).to.deep.equal({
      Path: '/team/',
      PermissionsBoundary: { Ref: 'B' },
    });
    expect(context({ provider: { iam: { role: 'arn' } } }).stack.roleProperties).to.deep.equal({});
    expect(context({ provider: { iam: null } }).stack.roleProperties).to.deep.equal({});
  });

  it('values that are given for parameters of the stack', () => {
    const parametersOf = (stackParameters: unknown): unknown =>
      context({ provider: { stackParameters } }).stack.parameters;
    expect(parametersOf([{ ParameterKey: 'A', ParameterValue: 'a' }])).to.deep.equal({ A: 'a' });
    expect(parametersOf([{ ParameterKey: 'A', UsePreviousValue: true }])).to.deep.equal({ A: undefined });
    expect(parametersOf({ A: 'a' })).to.deep.equal({});
  });

  it('REST resources outside of the template, the root among them', () => {
    const root = { id: { 'Fn::GetAtt': ['ApiGatewayRestApi', 'RootResourceId'] }, path: '' };
    const resources = (predefined: unknown): unknown =>
      context({ aws: { getApiGatewayPredefinedResources: () => predefined } }).restResources;
    expect(resources(undefined)).to.deep.equal([root]);
    expect(
      resources([
        { path: '/a/b/', resourceId: 'r1' },
        { path: 'c', resourceId: { Ref: 'R' } },
        { path: '/', resourceId: 'r2' },
      ]),
    ).to.deep.equal([
      root,
      { id: 'r1', path: '/a/b' },
      { id: { Ref: 'R' }, path: '/c' },
      { id: 'r2', path: '' },
    ]);
  });

  it('function URLs that anyone may call', () => {
    const functions = {
      a: { url: true },
      b: { url: { cors: true } },
      c: { url: { authorizer: 'aws_iam' } },
      d: { url: false },
      e: {},
    };
    const { publicUrls, functionNames } = context({ functions });
    expect(publicUrls).to.deep.equal(['a', 'b']);
    expect([...functionNames]).to.deep.equal(['a', 'b', 'c', 'd', 'e']);
  });

  it('events of load balancers without an authorizer', () => {
    const functions = {
      a: { events: [{ alb: {} }] },
      b: { events: [{ alb: null }, { alb: { authorizer: 'mine' } }, { httpApi: 'GET /b' }] },
      c: { events: [{ alb: { authorizer: ['mine'] } }] },
      d: { events: [{ alb: { authorizer: [] } }] },
      e: { events: [{ alb: { authorizer: null } }] },
      f: { events: [{ alb: { authorizer: '' } }] },
    };
    expect(context({ functions }).openAlbs).to.deep.equal(['a', 'd', 'e', 'f']);
  });

  it('events of load balancers whose authorizers let anyone through', () => {
    const alb = (authorizer: unknown): object => ({ events: [{ alb: { authorizer } }] });
    const functions = { a: alb('optional'), b: alb(['optional', 'login']), c: alb('strict'), d: alb('odd') };
    const authorizers = {
      optional: { onUnauthenticatedRequest: 'allow' },
      login: { onUnauthenticatedRequest: 'authenticate' },
      strict: { onUnauthenticatedRequest: 'deny' },
      odd: { onUnauthenticatedRequest: { Ref: 'Action' } },
    };
    const provider = { alb: { authorizers } };
    expect(context({ provider, functions }).openAlbs).to.deep.equal(['a', 'd']);
  });

  it('events of a WebSocket API', () => {
    const functions = {
      a: { events: [{ websocket: { route: '$connect', authorizer: 'mine' } }, { websocket: 'm' }] },
      b: { events: [{ websocket: null }, { websocket: { route: ['x'] } }, { httpApi: 'GET /b' }] },
      c: { events: [null, ''].map((authorizer) => ({ websocket: { route: '$connect', authorizer } })) },
    };
    expect(context({ functions }).websocketEvents).to.deep.equal([
      { functionName: 'a', route: '$connect' },
      { functionName: 'a', route: 'm' },
      { functionName: 'c', route: '$connect' },
      { functionName: 'c', route: '$connect' },
    ]);
  });
});
