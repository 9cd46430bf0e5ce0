/** The user's own authorizers, on a template that a framework compiled. */
import { expect } from 'chai';
import { auditTemplate } from '../../src/audit/audit-template';
import { NOTHING_CONFIGURED } from '../../src/audit/configured-resources';
import { auditOwnAuthorizers, readCompiled } from '../../src/audit/own-authorizers';
import type { Resource, Template } from '../../src/cloudformation';
import { goldenPlan, goldenTemplate } from '../support/golden-service';
import { plain, planOf } from '../support/plans';

type Json = Record<string, unknown>;

const LAMBDA = 'HttpApiAuthorizerLambda';
const COMMON = 'GateApiGatewayAuthorizer';

function findings(
  edit: (template: Template) => void,
  extensions: Readonly<Record<string, Resource>> = {},
): string[] {
  const template = goldenTemplate('osls4');
  // The golden template has no functions.
  template.Resources.GateLambdaFunction = {
    Type: 'AWS::Lambda::Function',
    Properties: { FunctionName: 'gate' },
  };
  template.Resources.OtherLambdaFunction = {
    Type: 'AWS::Lambda::Function',
    Properties: { FunctionName: 'other' },
  };
  const compiled = readCompiled(template, goldenPlan(), {
    ...NOTHING_CONFIGURED,
    extensions: new Map(Object.entries(extensions)),
  });
  edit(template);
  return auditOwnAuthorizers(template, compiled).map(({ where }) => where);
}

const set =
  (logicalId: string, changes: Json): ((template: Template) => void) =>
  ({ Resources }) => {
    Object.assign(Resources[logicalId]?.Properties ?? {}, changes);
  };

describe('own authorizers', () => {
  it('are not compared where they are in no template', () => {
    const template = goldenTemplate('osls4');
    Reflect.deleteProperty(template.Resources, LAMBDA);
    const { authorizers } = readCompiled(template, goldenPlan(), NOTHING_CONFIGURED);
    expect([...authorizers.keys()]).to.deep.equal([COMMON]);
  });

  it('are named with what they were and what they are', () => {
    const template = goldenTemplate('osls4');
    const compiled = readCompiled(template, goldenPlan(), NOTHING_CONFIGURED);
    Object.assign(template.Resources[LAMBDA] ?? {}, { Type: 'Custom::Other' });
    const [finding] = auditOwnAuthorizers(template, compiled);
    expect(finding?.what).to.include(LAMBDA);
    expect(finding?.found).to.include('Custom::Other');
    expect(finding?.expected).to.include('AWS::ApiGatewayV2::Authorizer');
  });

  it('are as compiled', () => {
    expect(findings(() => undefined)).to.deep.equal([]);
  });

  for (const id of [LAMBDA, COMMON]) {
    it(`${id} is missing`, () => {
      expect(
        findings(({ Resources }) => {
          Reflect.deleteProperty(Resources, id);
        }),
      ).to.deep.equal([`Resources.${id}`]);
    });

    it(`${id} is something else`, () => {
      expect(
        findings(({ Resources }) => {
          Resources[id] = { ...Resources[id], Type: 'Custom::Other' };
        }),
      ).to.deep.equal([`Resources.${id}`]);
    });

    it(`${id} has a condition`, () => {
      expect(
        findings(({ Resources }) => {
          Resources[id] = { ...Resources[id], Condition: 'C' };
        }),
      ).to.deep.equal([`Resources.${id}`]);
    });

    for (const changes of [
      { AuthorizerUri: { 'Fn::GetAtt': ['OtherLambdaFunction', 'Arn'] } },
      { AuthorizerUri: 'arn:aws:lambda:x:1:function:elsewhere' },
      { IdentitySource: 'other' },
      { AuthorizerType: 'JWT' },
      { Another: 'property' },
      { AuthorizerResultTtlInSeconds: 3600 },
    ]) {
      it(`${id} has another ${JSON.stringify(changes)}`, () => {
        expect(findings(set(id, changes))).to.deep.equal([`Resources.${id}`]);
        const extensions = { [id]: { Properties: changes } };
        expect(findings(set(id, changes), extensions)).to.deep.equal([]);
        const more = set(id, { ...changes, Description: 'not of the extension' });
        expect(findings(more, extensions)).to.deep.equal([`Resources.${id}`]);
      });
    }

    it(`${id} may be called by an alias, with another name and role`, () => {
      const AuthorizerUri = { 'Fn::Sub': 'arn:aws:lambda:x:1:function:gate:live' };
      const changes = {
        AuthorizerUri,
        Name: 'x',
        AuthorizerCredentialsArn: 'a',
      };
      expect(findings(set(id, changes))).to.deep.equal([]);
    });
  }
});

describe('routes with an authorizer of their own', () => {
  const ID = { Ref: 'Mine' };
  const authorizer = { type: 'jwt', id: 'mine', scopes: ['a', 'b'] };
  const { plan } = planOf(
    plain({
      me: { events: [{ httpApi: { method: 'GET', path: '/me', authorizer } }] },
      rest: {
        events: [{ http: { method: 'get', path: '/', authorizer: { type: 'CUSTOM', authorizerId: ID } } }],
      },
    }),
  );
  const AS_COMPILED = { AuthorizationType: 'JWT', AuthorizerId: 'mine', AuthorizationScopes: ['a', 'b'] };
  const REST = { AuthorizationType: 'CUSTOM', AuthorizerId: ID };

  /** Places of findings, where another plugin changes the route or the method. */
  function changed(route: Json, method: Json = {}, isCompiledHere = true): string[] {
    const properties = {
      Me: { ApiId: { Ref: 'HttpApi' }, RouteKey: 'GET /me', ...AS_COMPILED },
      Rest: {
        RestApiId: { Ref: 'ApiGatewayRestApi' },
        ResourceId: { 'Fn::GetAtt': ['ApiGatewayRestApi', 'RootResourceId'] },
        HttpMethod: 'GET',
        ...REST,
      },
    };
    const [me, rest] = plan.routes.map(({ logicalId }) => logicalId);
    if (me === undefined || rest === undefined) throw new Error('no routes');
    const template: Template = {
      Resources: {
        [me]: { Type: 'AWS::ApiGatewayV2::Route', Properties: properties.Me },
        [rest]: { Type: 'AWS::ApiGateway::Method', Properties: properties.Rest },
      },
    };
    const compiled = readCompiled(template, plan, NOTHING_CONFIGURED);
    Object.assign(properties.Me, route);
    Object.assign(properties.Rest, method);
    const context = isCompiledHere ? { compiled } : {};
    return auditTemplate(template, plan, context).findings.map(({ where }) =>
      where.includes(me) ? 'me' : 'rest',
    );
  }

  it('keep it', () => {
    expect(changed({})).to.deep.equal([]);
    expect(changed({ AuthorizationScopes: ['b', 'a'] })).to.deep.equal([]);
    expect(changed({ AuthorizerId: 'other' })).to.deep.equal(['me']);
    expect(changed({ AuthorizationType: 'NONE' })).to.deep.equal(['me']);
    expect(changed({}, { AuthorizerId: { Ref: 'Other' } })).to.deep.equal(['rest']);
    expect(changed({}, { AuthorizationType: 'NONE' })).to.deep.equal(['rest']);
  });

  it('keep their scopes, also where another process has compiled them', () => {
    for (const isCompiledHere of [true, false]) {
      for (const AuthorizationScopes of [undefined, ['a'], ['a', 'b', 'c']])
        expect(changed({ AuthorizationScopes }, {}, isCompiledHere)).to.deep.equal(['me']);
    }
    expect(changed({}, { AuthorizationScopes: ['x'] })).to.deep.equal(['rest']);
    expect(changed({}, { AuthorizationScopes: ['x'] }, false)).to.deep.equal([]);
    expect(changed({}, { AuthorizationType: 'NONE' }, false)).to.deep.equal(['rest']);
  });
});
