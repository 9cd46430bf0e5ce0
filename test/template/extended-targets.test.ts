/** Which functions the user's own extensions of routes lead to. */
import { expect } from 'chai';
import type { Resource } from '../../src/cloudformation';
import { NOTHING_CONFIGURED } from '../../src/template/configured-resources';
import { readTargets } from '../../src/template/extended-targets';
import { plain, planOf } from '../support/plans';

type Resources = Record<string, Resource>;

const { plan } = planOf(plain({ me: { passage: true, events: [{ httpApi: 'GET /me' }] } }));
const FUNCTION = { Type: 'AWS::Lambda::Function', Properties: { FunctionName: 'svc-dev-me' } };
const integration = (name: string): Resource => ({
  Type: 'AWS::ApiGatewayV2::Integration',
  Properties: { IntegrationUri: { 'Fn::GetAtt': [`${name}LambdaFunction`, 'Arn'] } },
});

function targets(extensions: Resources, resources: Resources = {}): Record<string, string[]> {
  const template = {
    Resources: {
      MeLambdaFunction: FUNCTION,
      YouLambdaFunction: { Type: FUNCTION.Type },
      Link: integration('Me'),
    },
  };
  const found = readTargets(template, plan, {
    ...NOTHING_CONFIGURED,
    extensions: new Map(Object.entries(extensions)),
    resources: new Map(Object.entries(resources)),
  });
  return Object.fromEntries([...found].map(([logicalId, ids]) => [logicalId, [...ids]]));
}

describe('targets of extensions', () => {
  it('are functions, directly and through an integration', () => {
    const Target = { 'Fn::Sub': 'integrations/${Link}' };
    const Integration = { Uri: { 'Fn::GetAtt': ['YouLambdaFunction', 'Arn'] } };
    expect(targets({ A: { Properties: { Target } }, B: { Properties: { Integration } } })).to.deep.equal({
      A: ['MeLambdaFunction'],
      B: ['YouLambdaFunction'],
    });
  });

  it('go through resources that the user configured, which are not in the template yet', () => {
    const A = { Properties: { Target: { Ref: 'Mine' } } };
    expect(targets({ A }, { Mine: integration('You') })).to.deep.equal({ A: ['YouLambdaFunction'] });
    const B = { Properties: { Target: { Ref: 'Link' } } };
    const Link = { Properties: { TimeoutInMillis: 29000 } };
    expect(targets({ B }, { Link })).to.deep.equal({ B: ['MeLambdaFunction'] });
  });

  it('are those of integrations too, as they are extended', () => {
    const Link = { Properties: { IntegrationUri: { 'Fn::GetAtt': ['YouLambdaFunction', 'Arn'] } } };
    const A = { Properties: { Target: { Ref: 'Link' } } };
    expect(targets({ Link })).to.deep.equal({ Link: ['YouLambdaFunction'] });
    expect(targets({ Link, A })).to.deep.equal({ Link: ['YouLambdaFunction'], A: ['YouLambdaFunction'] });
  });

  it('are of the service, or none', () => {
    expect(targets({ A: { Properties: { Target: 'integrations/abc' } } })).to.deep.equal({ A: [] });
  });

  it('are said by few extensions', () => {
    expect(targets({ A: {}, B: { Properties: { AuthorizationType: 'NONE' } } })).to.deep.equal({});
    expect(targets({})).to.deep.equal({});
  });
});
