/** Public routes on an API of another stack, whose ID is written in another way than in the service. */
import { expect } from 'chai';
import type { Value } from '../../src/config/config';
import { FRAMEWORKS, service } from '../support/frameworks';
import { type InProcessRun, packageService } from '../support/in-process';
import { type Act, withActs } from '../support/other-plugin';
import { accessByRoute, expectProblems, packaged } from '../support/template';

type Json = Record<string, unknown>;

const APP = { issuer: 'https://issuer.example/', audience: 'api' };
const ME = { me: { handler: 'handler.me', passage: true, events: [{ httpApi: 'GET /me' }] } };
const IMPORT = { 'Fn::ImportValue': 'shared-api' };
const Conditions = { C: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] } };
const Parameters = {
  Api: { Type: 'String', Default: 'abc123' },
  One: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/shared/api' },
  Two: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/shared/api' },
};

interface Case {
  readonly what: string;
  readonly id: unknown;
  /** How a resource says it. */
  readonly found: unknown;
}

const SAME: Case[] = [
  { what: 'an import, in Fn::Sub', id: IMPORT, found: { 'Fn::Sub': ['${Api}', { Api: IMPORT }] } },
  { what: 'an import, in Fn::Join', id: IMPORT, found: { 'Fn::Join': ['', [IMPORT]] } },
  {
    what: 'an import whose name is computed',
    id: IMPORT,
    found: { 'Fn::ImportValue': { 'Fn::Join': ['-', ['shared', 'api']] } },
  },
  { what: 'an ID, in Fn::If', id: 'abc123', found: { 'Fn::If': ['C', 'abc123', 'def456'] } },
  { what: 'an ID, as a parameter', id: 'abc123', found: { Ref: 'Api' } },
  { what: 'a parameter of SSM, by another one', id: { Ref: 'One' }, found: { Ref: 'Two' } },
];

const OTHER: Case[] = [
  {
    what: 'another import',
    id: IMPORT,
    found: { 'Fn::Sub': ['${Api}', { Api: { 'Fn::ImportValue': 'b' } }] },
  },
  { what: 'another ID', id: 'abc123', found: { 'Fn::If': ['C', 'abc1234', 'def456'] } },
  {
    what: 'another import, whose name has the same parameter',
    id: { 'Fn::ImportValue': { 'Fn::Sub': '${AWS::Region}-${Api}-x' } },
    found: { 'Fn::ImportValue': { 'Fn::Sub': '${AWS::Region}-${Api}-y' } },
  },
];

const httpFiles = ({ id, found }: Case): Json => ({
  functions: { me: { handler: 'handler.me', passage: true, events: [{ httpApi: 'ANY /me' }] } },
  provider: { httpApi: { id } },
  resource: {
    Type: 'AWS::ApiGatewayV2::Route',
    Properties: { ApiId: found, RouteKey: 'GET /me', Target: 'integrations/x' },
  },
});

const restFiles = ({ id, found }: Case): Json => ({
  functions: { me: { handler: 'handler.me', passage: true, events: [{ http: 'ANY /' }] } },
  provider: {
    apiGateway: { restApiId: id, restApiRootResourceId: 'root' },
  },
  resource: {
    Type: 'AWS::ApiGateway::Method',
    Properties: {
      RestApiId: found,
      ResourceId: 'root',
      HttpMethod: 'GET',
      AuthorizationType: 'NONE',
      Integration: { Type: 'HTTP_PROXY', IntegrationHttpMethod: 'GET', Uri: 'https://x.example' },
    },
  },
});

/** osls 4 allows fewer forms of an ID. */
function packageWith(
  framework: (typeof FRAMEWORKS)[number],
  { functions, provider }: { readonly functions: unknown; readonly provider: unknown },
  resources: Json,
): Promise<InProcessRun> {
  const more = {
    configValidationMode: 'warn',
    provider: provider as Json,
    custom: { passage: APP },
    resources,
  };
  return packageService(framework, { service: service(functions as Json, more) });
}

describe('attacks: a route on an API of another stack', () => {
  for (const [kind, filesOf] of [
    ['HTTP', httpFiles],
    ['REST', restFiles],
  ] as const) {
    const run = (framework: (typeof FRAMEWORKS)[number], each: Case): Promise<InProcessRun> => {
      const { functions, provider, resource } = filesOf(each);
      const resources = { Conditions, Parameters, Resources: { Open: resource } };
      return packageWith(framework, { functions, provider }, resources);
    };
    for (const each of SAME)
      for (const framework of FRAMEWORKS)
        it(`${kind}, ${framework}: is on it by ${each.what}`, async () => {
          expectProblems(await run(framework, each), 'PASSAGE_AUDIT_FAILED Resources.Open');
        });
    for (const each of OTHER)
      it(`${kind}: is not on it by ${each.what}`, async () => {
        const { code, output } = await run('osls4', each);
        expect(code, output).to.equal(0);
      });
  }
});

describe('attacks: the ID of an API of another stack', () => {
  for (const framework of FRAMEWORKS)
    for (const event of ['initialize', 'before:package:initialize', 'before:package:compileEvents'])
      it(`${framework}: may be set by another plugin (${event})`, async () => {
        const setId: Act = ({ service: { provider } }) => {
          provider.httpApi = { ...(provider.httpApi as object | undefined), id: IMPORT };
        };
        const config = service(ME, { custom: { passage: APP } });
        const template = packaged(await packageService(framework, withActs([[setId, event]], config)));
        expect(accessByRoute(template)).to.deep.equal({ 'GET /me': 'JWT passage' });
        expect(template.Resources).not.to.have.property('HttpApi');
      });
});

describe('attacks: the definition of an API of the template, by whose ID it is that of the service', () => {
  const SHARED = { Ref: 'Shared' };
  const IDS: Value[] = [
    { 'Fn::Sub': '${Shared}' },
    { 'Fn::Join': ['', [SHARED]] },
    { 'Fn::If': ['C', SHARED, { Ref: 'Other' }] },
  ];
  const run = (
    framework: (typeof FRAMEWORKS)[number],
    kind: 'HTTP' | 'REST',
    id: Value,
    Properties: Json,
  ) => {
    const { functions, provider } = (kind === 'HTTP' ? httpFiles : restFiles)({ what: '', id, found: id });
    const Type = kind === 'HTTP' ? 'AWS::ApiGatewayV2::Api' : 'AWS::ApiGateway::RestApi';
    const resources = { Conditions, Resources: { Shared: { Type, Properties }, Other: { Type } } };
    return packageWith(framework, { functions, provider }, resources);
  };
  for (const framework of FRAMEWORKS)
    for (const kind of ['HTTP', 'REST'] as const) {
      for (const id of IDS)
        it(`${framework}, ${kind}, ${JSON.stringify(id)}: is not audited, and so refused`, async () => {
          const { code, problems, output } = await run(framework, kind, id, { Body: {} });
          expect(code, output).to.equal(1);
          expect(problems.map(({ where }) => where)).to.deep.equal(['Resources.Shared.Properties.Body']);
        });

      it(`${framework}, ${kind}: is accepted where it brings no routes`, async () => {
        const [id = ''] = IDS;
        const { code, output } = await run(framework, kind, id, { Name: 'shared' });
        expect(code, output).to.equal(0);
      });
    }
});
