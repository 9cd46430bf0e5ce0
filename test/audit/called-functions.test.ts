import { expect } from 'chai';
import { calledFunctions } from '../../src/audit/called-functions';
import type { Template } from '../../src/cloudformation';

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

  it('are told apart where they have no names', () => {
    expect(called([{ Ref: 'One' }, { Ref: 'Two' }])).to.deep.equal(['One', 'Two']);
  });

  for (const value of [
    { Ref: 'Topic' },
    { Ref: 'Loop' },
    { Ref: 'Other' },
    'svc-dev-me-too',
    'x:svc-dev-me',
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
