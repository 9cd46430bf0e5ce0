import { expect } from 'chai';
import type { Template } from '../../src/cloudformation';
import { calledByRoute, calledFunctions } from '../../src/template/called-functions';

const template: Template = {
  Resources: {
    Me: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: 'svc-dev-me' } },
    One: { Type: 'AWS::Lambda::Function', Properties: {} },
    Two: { Type: 'AWS::Lambda::Function', Properties: {} },
    Alias: { Type: 'AWS::Lambda::Alias', Properties: { FunctionName: { Ref: 'Me' } } },
    Version: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: 'svc-dev-me' } },
    Loop: { Type: 'AWS::Lambda::Alias', Properties: { FunctionName: { Ref: 'Loop' } } },
    Link: {
      Type: 'AWS::ApiGatewayV2::Integration',
      Properties: { IntegrationUri: { 'Fn::Sub': 'arn:aws:x:path/functions/${Alias}/invocations' } },
    },
    Url: { Type: 'AWS::Lambda::Url', Properties: { TargetFunctionArn: 'svc-dev-me', AuthType: 'AWS_IAM' } },
    Parameter: { Type: 'AWS::SSM::Parameter', Properties: { Value: { 'Fn::GetAtt': ['Me', 'Arn'] } } },
    Topic: { Type: 'AWS::SNS::Topic', Properties: { DisplayName: { Ref: 'Me' } } },
  },
};
const called = (value: unknown): string[] => [...calledFunctions(template)(value)].sort();

describe('functions that a value calls', () => {
  const CALLS: [what: string, value: unknown][] = [
    ['a reference', { Ref: 'Me' }],
    ['an ARN', { 'Fn::GetAtt': ['Me', 'Arn'] }],
    ['an ARN in one text', { 'Fn::GetAtt': 'Me.Arn' }],
    ['an alias', { Ref: 'Alias' }],
    ['a version', { 'Fn::Sub': '${Version}' }],
    ['an integration with an alias', { 'Fn::Join': ['/', ['integrations', { Ref: 'Link' }]] }],
    ['a name', 'svc-dev-me'],
    ['a name with an alias', 'svc-dev-me:live'],
    ...[
      'function:svc-dev-me',
      'function:svc-dev-me:live',
      '123456789012:svc-dev-me',
      '123456789012:function:svc-dev-me',
      '123456789012:function:svc-dev-me:$LATEST',
      'us-east-1:svc-dev-me',
      'us-gov-west-1:123456789012:svc-dev-me:1',
      'arn:aws:lambda:svc-dev-me',
      'arn:aws-us-gov:lambda:us-east-1:123456789012:svc-dev-me',
      'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/123456789012:svc-dev-me/invocations',
      'arn:aws:apigateway:us-east-1:lambda:path/2021-11-15/functions/svc-dev-me/response-streaming-invocations',
      { 'Fn::Sub': '${AWS::AccountId}:svc-dev-me' },
      { 'Fn::Sub': '${AWS::Region}:${AWS::AccountId}:function:svc-dev-me:${Alias}' },
      { 'Fn::Join': [':', ['function', { 'Fn::Sub': 'svc-${Stage}-me' }]] },
      { 'Fn::Sub': 'svc-${Stage}-me' },
      { 'Fn::Sub': '${Service}-dev-me' },
      { 'Fn::Sub': 'svc-dev-${Name}' },
    ].map((value) => [`a part of an ARN: ${JSON.stringify(value)}`, value] as [string, unknown]),
    ["a function URL's attribute", { 'Fn::GetAtt': ['Url', 'FunctionArn'] }],
    ['a parameter of SSM in the template', { 'Fn::GetAtt': ['Parameter', 'Value'] }],
    ['an ARN as text', { 'Fn::Sub': 'arn:aws:lambda:${AWS::Region}:1:function:svc-dev-me:$LATEST' }],
    [
      'a URI with an ARN',
      'arn:aws:apigateway:x:lambda:path/arn:aws:lambda:x:1:function:svc-dev-me/invocations',
    ],
  ];
  for (const [what, value] of CALLS) {
    it(`by ${what}`, () => {
      expect(called(value)).to.deep.equal(['Me']);
    });
  }

  const COMPUTED: [what: string, value: unknown][] = [
    ['parts', { 'Fn::Join': ['-', ['svc', 'dev', 'me']] }],
    ['parts in a list', [{ a: [{ 'Fn::Join': ['-', ['svc', 'dev', 'me']] }] }]],
    ['one of two', { 'Fn::If': ['C', 'svc-dev-me', 'elsewhere'] }],
    [
      'a text of which a part is known',
      'arn:aws:lambda:x:1:function:svc-${stageVariables.stage}-me/invocations',
    ],
    ['a part that is not known', { 'Fn::Sub': 'arn:aws:lambda:x:1:function:svc-${Stage}-me' }],
  ];
  for (const [what, value] of COMPUTED) {
    it(`by a name that is computed from ${what}`, () => {
      expect(called(value)).to.deep.equal(['Me']);
    });
  }

  it('by no name that does not fit what is known of it', () => {
    for (const name of ['svc-${Stage}-you', 'x-svc-${Stage}-me', 'svc-${Stage}-me-too', '${Any}'])
      expect(called({ 'Fn::Sub': `arn:aws:lambda:x:1:function:${name}` }), name).to.deep.equal([]);
    for (const value of ['undefined', ['svc', 'dev', 'me'], { a: 'svc-', b: 'dev-me' }])
      expect(called(value)).to.deep.equal([]);
  });

  it('are all that may have one name', () => {
    const FunctionName = { 'Fn::If': ['Live', 'svc-dev-me', 'other'] };
    const Two = { Type: 'AWS::Lambda::Function', Properties: { FunctionName } };
    const Resources = { ...template.Resources, Two };
    expect([...calledFunctions({ Resources })('svc-dev-me')].sort()).to.deep.equal(['Me', 'Two']);
  });

  it('may have a name that looks like a part of an ARN', () => {
    const Aws = { Type: 'AWS::Lambda::Function', Properties: { FunctionName: 'aws-me' } };
    const calls = calledFunctions({ Resources: { ...template.Resources, Aws } });
    for (const name of ['aws-me', 'us-east-1:aws-me', 'function:aws-me'])
      expect([...calls(name)], name).to.deep.equal(['Aws']);
  });

  it('are told apart where they have no names', () => {
    expect(called([{ Ref: 'One' }, { Ref: 'Two' }])).to.deep.equal(['One', 'Two']);
  });

  for (const value of [
    { Ref: 'Topic' },
    { Ref: 'Loop' },
    { Ref: 'Other' },
    'svc-dev-me-too',
    'x:svc-dev-me',
    'svc-dev-me:live:x',
    'https://svc-dev-me',
    'https://x.example/svc-dev-me',
    'https://x.example/functions',
    'function:',
    '(*svc-dev-me',
    '*svc-dev-me(',
    'arn:aws:lambda',
    'my svc-dev-me',
    'svc-dev-me, a name',
    { Ref: { toString: '' } },
    7,
  ]) {
    it(`are none of ${JSON.stringify(value)}`, () => {
      expect(called(value)).to.deep.equal([]);
    });
  }
});

describe('what a route calls', () => {
  const calls = (properties: Record<string, unknown>): string[] => [
    ...calledByRoute(template)({ properties }),
  ];
  const link = { 'Fn::Join': ['/', ['integrations', { Ref: 'Link' }]] };
  const elsewhere = { 'Fn::Sub': 'https://${Host}/x' };
  const Away = { Type: 'AWS::ApiGatewayV2::Integration', Properties: { IntegrationUri: elsewhere } };
  const away = calledByRoute({ Resources: { ...template.Resources, Away } });

  it('are functions', () => {
    expect(calls({ Target: link })).to.deep.equal(['Me']);
    expect(calls({ Integration: { Uri: { 'Fn::GetAtt': ['One', 'Arn'] } } })).to.deep.equal(['One']);
    expect(calls({ Target: [link, elsewhere] })).to.deep.equal(['Me']);
  });

  it('is another URI, of its own or of an integration', () => {
    expect(calls({ Integration: { Uri: elsewhere } })).to.deep.equal([JSON.stringify(elsewhere)]);
    expect(calls({ Integration: { Uri: { 'Fn::Sub': 'https://a' } } })).to.deep.equal(['"https://a"']);
    expect([...away({ properties: { Target: { Ref: 'Away' } } })]).to.deep.equal([JSON.stringify(elsewhere)]);
  });

  it('is an integration without a URI, by what it says', () => {
    const queue = {
      IntegrationSubtype: 'SQS-SendMessage',
      RequestParameters: { QueueUrl: { Ref: 'Queue' } },
    };
    const more = { ApiId: { Ref: 'HttpApi' }, Description: 'x' };
    const Queue = { Type: 'AWS::ApiGatewayV2::Integration', Properties: { ...queue, ...more } };
    const toQueue = calledByRoute({ Resources: { ...template.Resources, Queue } });
    expect([...toQueue({ properties: { Target: { 'Fn::Sub': 'integrations/${Queue}' } } })]).to.deep.equal([
      JSON.stringify(queue),
    ]);
    expect(calls({ Integration: { Type: 'MOCK' } })).to.deep.equal(['{"Type":"MOCK"}']);
  });

  it('is an integration elsewhere, in any spelling of its ID', () => {
    expect(calls({ Target: 'integrations/abc' })).to.deep.equal(['"integrations/abc"']);
    const [target] = calls({ Target: { Ref: 'None' } });
    expect(calls({ Target: { 'Fn::Sub': '${None}' } })).to.deep.equal([target]);
  });

  it('is nothing that is known', () => {
    expect(calls({})).to.deep.equal([]);
    expect(calls({ Integration: 'x' })).to.deep.equal([]);
  });
});
