import { expect } from 'chai';
import { type Template } from '../../src/cloudformation';

import type { NestedTemplate } from '../../src/template/nested-references';
import { withNestedStacks } from '../../src/template/nested-stacks';

const stack = (file: string, Parameters: object = {}): object => ({
  Type: 'AWS::CloudFormation::Stack',
  Properties: {
    TemplateURL: { 'Fn::Join': ['/', ['https://s3', { Ref: 'Bucket' }, 'now', file]] },
    Parameters,
  },
});
const route = (Properties: object): object => ({ Type: 'AWS::ApiGatewayV2::Route', Properties });
const template = (Resources: object, rest: object = {}): Template & NestedTemplate =>
  ({ Resources, Parameters: {}, Outputs: {}, Mappings: {}, macros: [], ...rest }) as Template &
    NestedTemplate;

describe('nested stacks, read back', () => {
  it('what parameters and outputs stand for', () => {
    const files: Record<string, NestedTemplate> = {
      'routes.json': template(
        {
          Route: route({
            ApiId: { Ref: 'HttpApiParameter' },
            AuthorizerId: { Ref: 'AuthorizerParameter' },
            Target: { Ref: 'Local' },
          }),
        },
        { Parameters: { HttpApiParameter: {}, AuthorizerParameter: {} } },
      ),
      'authorizers.json': template(
        { Authorizer: { Type: 'A', Properties: { ApiId: { Ref: 'HttpApiParameter' } } } },
        { Parameters: { HttpApiParameter: {} }, Outputs: { Authorizer: { Value: { Ref: 'Authorizer' } } } },
      ),
    };
    const root = template({
      HttpApi: { Type: 'AWS::ApiGatewayV2::Api' },
      Routes: stack('routes.json', {
        HttpApiParameter: { Ref: 'HttpApi' },
        AuthorizerParameter: { 'Fn::GetAtt': ['Authorizers', 'Outputs.Authorizer'] },
      }),
      Authorizers: stack('authorizers.json', { HttpApiParameter: { Ref: 'HttpApi' } }),
      Here: route({ AuthorizerId: { 'Fn::GetAtt': ['Authorizers', 'Outputs.Authorizer'] } }),
    });
    const before = structuredClone(root);
    const { Resources } = withNestedStacks(root, (name) => files[name] ?? null);
    expect(Resources.Route?.Properties).to.deep.equal({
      ApiId: { Ref: 'HttpApi' },
      AuthorizerId: { Ref: 'Authorizer' },
      Target: { Ref: 'Local' },
    });
    expect(Resources.Authorizer?.Properties).to.deep.equal({ ApiId: { Ref: 'HttpApi' } });
    expect(Resources.Here?.Properties).to.deep.equal({ AuthorizerId: { Ref: 'Authorizer' } });
    expect(root).to.deep.equal(before);
  });

  it('what references in an Fn::Sub stand for, in its text too', () => {
    const nested = template(
      {
        A: route({ X: { 'Fn::Sub': ['x/${V}', { V: { Ref: 'PoolParameter' } }] } }),
        B: route({ X: { 'Fn::Sub': 'x/${Pool}/${ Pool }/${!Pool}/${Local}' } }),
        C: route({ X: { 'Fn::Sub': 'x/${AWS::Region}' } }),
        E: route({ X: 'a text with ${Pool}' }),
        F: route({ X: [{ 'Fn::Sub': 7 }, { 'Fn::Sub': ['${Pool}', 'x'] }] }),
      },
      {
        Parameters: { PoolParameter: {}, Pool: {} },
        Outputs: { Id: { Value: { 'Fn::GetAtt': ['A', 'Id'] } } },
      },
    );
    const root = template({
      Nested: stack('n.json', { PoolParameter: { Ref: 'UserPool' }, Pool: 'evil' }),
      D: route({ X: { 'Fn::Sub': '${Nested.Outputs.Id}/${HttpApi.Id}' } }),
    });
    const { Resources } = withNestedStacks(root, () => nested);
    expect(Object.entries(Resources).map(([id, { Properties }]) => [id, Properties?.X])).to.deep.equal([
      [
        'D',
        {
          'Fn::Sub': [
            '${Nested.Outputs.Id}/${HttpApi.Id}',
            { 'Nested.Outputs.Id': { 'Fn::GetAtt': ['A', 'Id'] } },
          ],
        },
      ],
      ['A', { 'Fn::Sub': ['x/${V}', { V: { Ref: 'UserPool' } }] }],
      ['B', { 'Fn::Sub': ['x/${Pool}/${ Pool }/${!Pool}/${Local}', { Pool: 'evil', ' Pool ': 'evil' }] }],
      ['C', { 'Fn::Sub': 'x/${AWS::Region}' }],
      ['E', 'a text with ${Pool}'],
      ['F', [{ 'Fn::Sub': 7 }, { 'Fn::Sub': ['${Pool}', 'x'] }]],
    ]);
  });

  it('stacks of stacks, with parameters and outputs on the way, and no stack in itself', () => {
    const Parameters = { Api: {} };
    const files: Record<string, NestedTemplate> = {
      'outer.json': template(
        {
          Inner: stack('inner.json', { Api: { Ref: 'Api' } }),
          Beside: route({ Target: { 'Fn::GetAtt': ['Inner', 'Outputs.Id'] } }),
        },
        { Parameters, Outputs: { Id: { Value: { 'Fn::GetAtt': ['Inner', 'Outputs.Id'] } } } },
      ),
      'inner.json': template(
        { Deep: route({ ApiId: { Ref: 'Api' } }), Outer: stack('outer.json'), Self: stack('inner.json') },
        { Parameters, Outputs: { Id: { Value: { Ref: 'Deep' } } } },
      ),
    };
    const root = template({
      Outer: stack('outer.json', { Api: { Ref: 'HttpApi' } }),
      Here: route({ Target: { 'Fn::GetAtt': ['Outer', 'Outputs.Id'] } }),
    });
    const { Resources } = withNestedStacks(root, (name) => files[name] ?? null);
    expect(Object.keys(Resources).sort()).to.deep.equal(['Beside', 'Deep', 'Here', 'Outer', 'Self']);
    expect(Resources.Deep?.Properties).to.deep.equal({ ApiId: { Ref: 'HttpApi' } });
    for (const id of ['Beside', 'Here'])
      expect(Resources[id]?.Properties, id).to.deep.equal({ Target: { Ref: 'Deep' } });
  });

  it('the name and ID of a stack are those of no other one', () => {
    const values = [{ Ref: 'AWS::StackName' }, { 'Fn::Sub': '${AWS::StackId}' }];
    const root = template({ Here: route({ values }), Nested: stack('n.json') });
    const { Resources } = withNestedStacks(root, () => template({ There: route({ values }) }));
    expect(Resources.Here?.Properties?.values).to.deep.equal(values);
    expect(Resources.There?.Properties?.values).to.deep.equal([
      { Ref: 'Nested/AWS::StackName' },
      { 'Fn::Sub': ['${AWS::StackId}', { 'AWS::StackId': { Ref: 'Nested/AWS::StackId' } }] },
    ]);
  });

  it('references in lists, and in the ways to write an output', () => {
    const nested = template(
      {
        A: route({ Scopes: ['x', { Ref: 'P' }, { Ref: ['P'] }], Name: { 'Fn::GetAtt': ['Other', 'Name'] } }),
      },
      { Parameters: { P: {} }, Outputs: { Id: { Value: 'id' }, Text: 'x', XId: { Value: 'other' } } },
    );
    const outputs = ['Outputs.Id', 'Id', 'Outputs.Text', 'Outputs.None', 'XOutputs.Id', 7];
    const root = template({
      Nested: stack('n.json', { P: 'p' }),
      Here: route({
        values: outputs.map((output) => ({ 'Fn::GetAtt': ['Nested', output] })),
        P: { Ref: 'P' },
      }),
    });
    const { Resources } = withNestedStacks(root, () => nested);
    expect(Resources.A?.Properties).to.deep.equal({
      Scopes: ['x', 'p', { Ref: ['P'] }],
      Name: { 'Fn::GetAtt': ['Other', 'Name'] },
    });
    expect(Resources.Here?.Properties).to.deep.equal({
      values: ['id', 'id', ...outputs.slice(2).map((output) => ({ 'Fn::GetAtt': ['Nested', output] }))],
      P: { Ref: 'P' },
    });
  });

  it('attributes of other resources', () => {
    const values = [
      { 'Fn::GetAtt': ['HttpApi', 'ApiEndpoint'] },
      { 'Fn::GetAtt': 'HttpApi.ApiEndpoint' },
      { 'Fn::GetAtt': [] },
    ];
    const root = template({ Nested: stack('n.json'), Here: route({ values }) });
    const { Resources } = withNestedStacks(root, () => template({ There: route({ values }) }));
    for (const id of ['Here', 'There']) expect(Resources[id]?.Properties).to.deep.equal({ values });
  });

  it('are files of this package, by their name alone', () => {
    const asked: string[] = [];
    const root = template({
      A: stack('a.json'),
      B: { ...stack('b.json'), Type: 'Custom::Stack' },
      C: stack('c.yml'),
      D: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: 'https://s3/x/y/d.json' } },
    });
    withNestedStacks(root, (name) => {
      asked.push(name);
      return null;
    });
    expect(asked).to.deep.equal(['a.json', 'd.json']);
  });

  it('a template elsewhere stays unseen', () => {
    const root = template({ Away: stack('away.json') });
    expect(withNestedStacks(root, () => null)).to.equal(root);
  });

  it('one logical ID in two stacks: neither hides the other', () => {
    const root = template({ Open: route({ RouteKey: 'GET /open' }), Nested: stack('n.json') });
    const { Resources } = withNestedStacks(root, () => template({ Open: { Type: 'AWS::SNS::Topic' } }));
    expect(Object.entries(Resources).map(([id, { Type }]) => [id, Type])).to.deep.equal([
      ['Open', 'AWS::ApiGatewayV2::Route'],
      ['Nested/Open', 'AWS::SNS::Topic'],
    ]);
  });

  it('one logical ID in two stacks: each reference is to the resource of its own stack', () => {
    const Id = { Type: 'AWS::ApiGatewayV2::Integration' };
    const values = [
      { Ref: 'Id' },
      { 'Fn::GetAtt': ['Id', 'Arn'] },
      { 'Fn::GetAtt': 'Id.Arn' },
      { 'Fn::Sub': 'x/${Id}/${Id.Arn}/${!Id}' },
      { 'Fn::Sub': ['${Id}/${V}', { Id: 'text', V: { Ref: 'Id' } }] },
      { Ref: 'Route' },
      { Ref: 'Other' },
    ];
    const nested = template({ Id, Route: route({ values }) }, { Outputs: { Id: { Value: { Ref: 'Id' } } } });
    const root = template({
      One: stack('one.json'),
      Two: stack('two.json'),
      Here: route({ values: ['One', 'Two'].map((id) => ({ 'Fn::GetAtt': [id, 'Outputs.Id'] })) }),
    });
    const { Resources } = withNestedStacks(root, () => nested);
    expect(Object.keys(Resources)).to.deep.equal(['Here', 'Id', 'Route', 'Two/Id', 'Two/Route']);
    expect(Resources.Here?.Properties?.values).to.deep.equal([{ Ref: 'Id' }, { Ref: 'Two/Id' }]);
    expect(Resources.Route?.Properties?.values).to.deep.equal(values);
    const variables = { Id: { Ref: 'Two/Id' }, 'Id.Arn': { 'Fn::GetAtt': ['Two/Id', 'Arn'] } };
    expect(Resources['Two/Route']?.Properties?.values).to.deep.equal([
      { Ref: 'Two/Id' },
      { 'Fn::GetAtt': ['Two/Id', 'Arn'] },
      { 'Fn::GetAtt': ['Two/Id', 'Arn'] },
      { 'Fn::Sub': ['x/${Id}/${Id.Arn}/${!Id}', variables] },
      { 'Fn::Sub': ['${Id}/${V}', { Id: 'text', V: { Ref: 'Two/Id' } }] },
      { Ref: 'Two/Route' },
      { Ref: 'Other' },
    ]);
  });

  it('one logical ID in a stack and in one within it', () => {
    const files: Record<string, NestedTemplate> = {
      'outer.json': template({ Inner: stack('inner.json'), A: route({ X: { Ref: 'A' } }) }),
      'inner.json': template({ A: route({ X: { Ref: 'A' } }) }),
    };
    const root = template({ Outer: stack('outer.json'), A: route({ X: { Ref: 'A' } }) });
    const { Resources } = withNestedStacks(root, (name) => files[name] ?? null);
    expect(Object.entries(Resources).map(([id, { Properties }]) => [id, Properties?.X])).to.deep.equal([
      ['A', { Ref: 'A' }],
      ['Outer/A', { Ref: 'Outer/A' }],
      ['Inner/A', { Ref: 'Inner/A' }],
    ]);
  });

  it('defaults of parameters, also of names in SSM and of lists', () => {
    const names = ['Text', 'Given', 'Named', 'List', 'Names', 'None'];
    const Parameters = {
      Text: { Type: 'String', Default: 'default' },
      Given: { Type: 'String', Default: 'default' },
      Named: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/api/id' },
      List: { Type: 'CommaDelimitedList', Default: 'a,b' },
      Names: { Type: 'AWS::SSM::Parameter::Value<List<String>>' },
      None: { Type: 'String' },
    };
    const nested = template({ A: route({ X: names.map((name) => ({ Ref: name })) }) }, { Parameters });
    const root = template({ Nested: stack('n.json', { Given: 'given', Names: { Ref: 'Name' } }) });
    const ofSsm = (Name: unknown): object => ({ 'Fn::Sub': ['{{resolve:ssm:${Name}}}', { Name }] });
    expect(withNestedStacks(root, () => nested).Resources.A?.Properties?.X).to.deep.equal([
      'default',
      'given',
      ofSsm('/api/id'),
      { 'Fn::Split': [',', 'a,b'] },
      { 'Fn::Split': [',', ofSsm({ Ref: 'Name' })] },
      undefined,
    ]);
  });

  it('mappings: under another name where another stack has another mapping of that name', () => {
    const X = ['Same', 'Other', 'New', 7].map((name) => ({ 'Fn::FindInMap': [name, 'a', 'b'] }));
    const Mappings = { Same: { a: { b: 'x' } }, Other: { a: { b: 'nested' } }, New: { a: { b: 'new' } } };
    const [Same, Other] = [Mappings.Same, { a: { b: 'root' } }];
    const root = template(
      { One: stack('one.json'), Two: stack('two.json'), Here: route({ X }) },
      { Mappings: { Same, Other } },
    );
    const flat = withNestedStacks(root, () => template({ A: route({ X }) }, { Mappings }));
    expect(flat.Mappings).to.deep.equal({
      ...{ Same, Other, New: Mappings.New },
      ...{ 'One/Other': Mappings.Other, 'Two/Other': Mappings.Other },
    });
    expect(flat.Resources.Here?.Properties).to.deep.equal({ X });
    expect(flat.Resources.A?.Properties?.X).to.deep.equal([
      X[0],
      { 'Fn::FindInMap': ['One/Other', 'a', 'b'] },
      X[2],
      X[3],
    ]);
  });

  it('resources that are none', () => {
    const root = template({ Nested: stack('n.json'), None: null });
    const { Resources } = withNestedStacks(root, () => template({ Text: 'x', List: [] }));
    expect(Resources).to.deep.equal({ None: null, Text: 'x', List: [] });
  });

  it('a condition of the stack is one of each resource in it, which may have one of its own', () => {
    const conditional = { ...stack('n.json'), Condition: 'IsProd' };
    const root = template({ Nested: conditional, Here: route({}) });
    const nested = template({
      A: route({ RouteKey: 'GET /a' }),
      B: { ...route({}), Condition: 'Own' },
      List: [],
    });
    const { Resources } = withNestedStacks(root, () => nested);
    expect(Object.entries(Resources).map(([id, { Condition }]) => [id, Condition])).to.deep.equal([
      ['Here', undefined],
      ['A', 'IsProd'],
      ['B', { 'Fn::And': [{ Condition: 'IsProd' }, { Condition: 'Own' }] }],
      ['List', undefined],
    ]);
  });

  it('a stack without a condition adds none', () => {
    const A = route({ RouteKey: 'GET /a' });
    const { Resources } = withNestedStacks(template({ Nested: stack('n.json') }), () => template({ A }));
    expect(Resources).to.deep.equal({ A });
  });

  it('macros of every stack', () => {
    const root = template({ Nested: stack('n.json') }, { Transform: 'Root' });
    const { Transform } = withNestedStacks(root, () => template({}, { macros: ['Nested'] }));
    expect(Transform).to.deep.equal(['Root', 'Nested']);
  });

  it('one template at several depths, and no circle', () => {
    const files: Record<string, NestedTemplate> = {
      'one.json': template({ Two: stack('two.json'), Leaf: stack('leaf.json'), Self: stack('one.json') }),
      'two.json': template({ Deep: stack('leaf.json'), Back: stack('one.json') }),
      'leaf.json': template({ Route: route({}) }),
    };
    const { Resources } = withNestedStacks(
      template({ One: stack('one.json') }),
      (name) => files[name] ?? null,
    );
    const types = Object.entries(Resources).map(([id, { Type }]) => `${id} ${String(Type)}`);
    expect(types).to.have.members([
      'Self AWS::CloudFormation::Stack',
      'Back AWS::CloudFormation::Stack',
      'Route AWS::ApiGatewayV2::Route',
      'Deep/Route AWS::ApiGatewayV2::Route',
    ]);
  });

  it('a circle ends', () => {
    const files: Record<string, NestedTemplate> = {
      'a.json': template(
        { X: route({ ApiId: { Ref: 'P' } }) },
        { Parameters: { P: {} }, Outputs: { O: { Value: { Ref: 'P' } } } },
      ),
    };
    const root = template({ A: stack('a.json', { P: { 'Fn::GetAtt': ['A', 'Outputs.O'] } }) });
    expect(withNestedStacks(root, (name) => files[name] ?? null).Resources).to.include.keys('X');
  });
});
