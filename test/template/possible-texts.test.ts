/** What a value of a template can become, as text. */
import { expect } from 'chai';
import type { Template } from '../../src/cloudformation';
import type { StackValues } from '../../src/service/context';
import { possibleTexts } from '../../src/template/possible-texts';

const template: Template = {
  Resources: { Me: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: 'svc-dev-me' } } },
};
const textsOf = (value: unknown, more: Partial<Template> = {}, stack?: StackValues): readonly string[] =>
  possibleTexts({ ...template, ...more }, stack)(value);

const STACK = { name: 'svc-dev', parameters: { A: 'given', List: 'x,y', B: '/given' } };

describe('texts that a value can become', () => {
  it('are unknown where nothing is said', () => {
    for (const value of [
      7,
      null,
      {},
      { Ref: 'Me' },
      { Ref: 'AWS::StackName' },
      { Ref: 'toString' },
      { Ref: ['x'] },
      { 'Fn::GetAtt': ['Me', 'Arn'] },
      { 'Fn::Sub': {} },
      { 'Fn::Join': 'x' },
      { 'Fn::Select': [3, ['a']] },
      { 'Fn::Split': ['x'] },
      { 'Fn::Split': ['-', 'a-b'] },
      { 'Fn::Select': [0, { 'Fn::Split': [{ Ref: 'A' }, 'a-b'] }] },
      { 'Fn::FindInMap': ['M'] },
      { 'Fn::FindInMap': ['M', 'a', 'b'] },
    ])
      expect(textsOf(value), JSON.stringify(value)).to.deep.equal(['*']);
  });

  it('are those of the first key of a value that is none of CloudFormation', () => {
    expect(textsOf({ 'Fn::Sub': 'a', Ref: 'Me' })).to.deep.equal(['a']);
  });

  it('are parts of a text that is split', () => {
    expect(textsOf({ 'Fn::Select': [1, { 'Fn::Split': ['-', 'a-b'] }] })).to.deep.equal(['b']);
    const either = { 'Fn::If': ['C', 'a-b', 'c-d'] };
    expect(textsOf({ 'Fn::Join': ['', { 'Fn::Split': ['-', either] }] })).to.deep.equal(['ab', 'cd']);
  });

  it('have an unknown part', () => {
    expect(textsOf({ 'Fn::Sub': 'a-${X}-${Y.Arn}' })).to.deep.equal(['a-*-*']);
    expect(textsOf({ 'Fn::Join': ['-', ['a', { 'Fn::ImportValue': 'x' }]] })).to.deep.equal(['a-*']);
    expect(textsOf('f-${stageVariables.x}')).to.deep.equal(['f-*']);
  });

  it('are of the stack, of parameters, and of mappings', () => {
    expect(textsOf({ Ref: 'AWS::StackName' }, {}, STACK)).to.deep.equal(['svc-dev']);
    const Parameters = {
      A: { Type: 'String', Default: 'a' },
      B: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/name' },
      C: { Type: 'String' },
    };
    expect(textsOf({ 'Fn::Sub': '${A}-${B}-${C}' }, { Parameters })).to.deep.equal(['a-*-*']);
    expect(textsOf({ 'Fn::Sub': '${A}-${B}-${C}' }, { Parameters }, STACK)).to.deep.equal(['given-*-*']);
    expect(textsOf({ 'Fn::Sub': '${ A }' }, { Parameters })).to.deep.equal(['a']);
    expect(textsOf({ Ref: ['A'] }, { Parameters })).to.deep.equal(['*']);
    const numbers = { Parameters: { N: { Type: 'Number', Default: 7 } } };
    expect(textsOf({ Ref: 'N' }, numbers)).to.deep.equal(['7']);
    expect(textsOf({ 'Fn::Select': [1, { Ref: 'List' }] }, {}, STACK)).to.deep.equal(['y']);
    const Mappings = { M: { x: { k: 'one' }, y: { k: 'two', l: ['list'] } }, N: 7 };
    const inMap = (...keys: unknown[]): readonly string[] => textsOf({ 'Fn::FindInMap': keys }, { Mappings });
    expect(inMap('M', 'x', 'k')).to.deep.equal(['one']);
    expect(inMap('M', { Ref: 'AWS::Region' }, 'k')).to.deep.equal(['one', 'two']);
    expect(inMap('M', 'x', 'k', { DefaultValue: 'z' })).to.deep.equal(['one']);
    expect(inMap('M', 'y', 'l')).to.deep.equal(['*']);
    expect(inMap('N', 'y', 'l')).to.deep.equal(['*']);
    const Lists = { L: { x: { k: ['a', 'b'], none: [7], text: 'c' }, y: { k: ['d', 'e'] } } };
    const inList = (...keys: unknown[]): readonly string[] =>
      textsOf({ 'Fn::Select': [1, { 'Fn::FindInMap': keys }] }, { Mappings: Lists });
    expect(inList('L', 'x', 'k')).to.deep.equal(['b']);
    expect(inList('L', { Ref: 'AWS::Region' }, 'k')).to.deep.equal(['b', 'e']);
    for (const key of ['none', 'text']) expect(inList('L', 'x', key)).to.deep.equal(['*']);
  });

  it('are those of each branch and each stage', () => {
    expect(textsOf({ 'Fn::Sub': ['x${V}', { V: { 'Fn::If': ['C', 'a', 'b'] } }] })).to.deep.equal([
      'xa',
      'xb',
    ]);
    const stage = (properties: object): Template['Resources'][string] => ({
      Type: 'AWS::ApiGatewayV2::Stage',
      Properties: { StageVariables: properties },
    });
    const value = { 'Fn::Sub': 'f-${!stageVariables.f}' };
    const Resources = {
      A: stage({ f: 'a' }),
      B: stage({ f: 'b' }),
      C: stage({ f: { Ref: 'X' } }),
      D: stage({ g: 'd' }),
    };
    expect(textsOf(value, { Resources })).to.deep.equal(['f-a', 'f-b', 'f-*']);
    const variables = [
      { 'Fn::Join': ['-', ['a', 'b']] },
      '${stageVariables.f}',
      { 'Fn::Sub': '${!stageVariables.f}' },
    ];
    for (const [i, variable] of variables.entries())
      expect(textsOf(value, { Resources: { A: stage({ f: variable }) } })).to.deep.equal([
        ['f-a-b', 'f-${stageVariables.f}', 'f-${stageVariables.f}'][i],
      ]);
  });

  it('are those of stages, canaries and deployments', () => {
    const variables = { f: 'a' };
    const sources: [type: string, properties: object][] = [
      ['AWS::ApiGateway::Deployment', { StageDescription: { Variables: variables } }],
      ['AWS::ApiGateway::Deployment', { DeploymentCanarySettings: { StageVariableOverrides: variables } }],
      ['AWS::ApiGateway::Stage', { StageName: 'dev', Variables: variables }],
      ['AWS::ApiGateway::Stage', { CanarySetting: { StageVariableOverrides: variables } }],
      ['AWS::ApiGatewayV2::ApiGatewayManagedOverrides', { Stage: { StageVariables: variables } }],
      ['AWS::Serverless::Api', { Variables: variables }],
      ['AWS::Serverless::HttpApi', { StageVariables: variables }],
    ];
    for (const [Type, Properties] of sources) {
      const Resources = { A: { Type, Properties: Properties as Record<string, unknown> } };
      expect(textsOf('${stageVariables.f}', { Resources }), Type).to.deep.equal(['a']);
    }
  });

  it('do not grow without end', () => {
    const either = { 'Fn::If': ['C', 'a', 'b'] };
    const [text, ...more] = textsOf({ 'Fn::Join': ['', Array.from({ length: 50 }, () => either)] });
    expect(text).to.match(/^a{9}\*{41}$/);
    expect(more).to.have.length(511);
    const oneOf = (length: number): object => ({ 'Fn::If': ['C', ...Array.from({ length }, () => 'a')] });
    expect(textsOf(oneOf(1001))).to.deep.equal(['*']);
    expect(textsOf(oneOf(1000))).to.have.length(1000);
    expect(textsOf({ 'Fn::Join': ['', [oneOf(10), oneOf(100)]] })).to.have.length(1000);
  });
});
