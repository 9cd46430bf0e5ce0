/** The user's own authorizers, on a template that a framework compiled. */
import { expect } from 'chai';
import { NOTHING_CONFIGURED } from '../../src/audit/configured-resources';
import { auditOwnAuthorizers, readCompiled } from '../../src/audit/own-authorizers';
import type { Resource, Template } from '../../src/cloudformation';
import { goldenPlan, goldenTemplate } from '../support/golden-service';

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
    ]) {
      it(`${id} has another ${JSON.stringify(changes)}`, () => {
        expect(findings(set(id, changes))).to.deep.equal([`Resources.${id}`]);
        const extensions = { [id]: { Properties: changes } };
        expect(findings(set(id, changes), extensions)).to.deep.equal([]);
        const more = set(id, { ...changes, Description: 'not of the extension' });
        expect(findings(more, extensions)).to.deep.equal([`Resources.${id}`]);
      });
    }

    it(`${id} may be called by an alias, with another name, lifetime and role`, () => {
      const AuthorizerUri = { 'Fn::Sub': 'arn:aws:lambda:x:1:function:gate:live' };
      const changes = {
        AuthorizerUri,
        Name: 'x',
        AuthorizerResultTtlInSeconds: 0,
        AuthorizerCredentialsArn: 'a',
      };
      expect(findings(set(id, changes))).to.deep.equal([]);
    });
  }
});
