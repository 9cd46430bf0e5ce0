/** Which values of a template are, or may be, the ID of our API. */
import { expect } from 'chai';
import type { Template } from '../../src/cloudformation';
import type { Value } from '../../src/config/config';
import { apiMatchers } from '../../src/template/api-ids';
import { plain, planOf } from '../support/plans';

const { plan } = planOf(plain({ me: { passage: true, events: [{ httpApi: 'GET /me' }] } }));
const STACK = { name: 'svc-dev', parameters: { Given: 'abc123' } };
const OF_SSM = 'AWS::SSM::Parameter::Value<String>';

const template: Template = {
  Resources: {},
  Parameters: {
    Named: { Type: OF_SSM, Default: '/api/id' },
    Unnamed: { Type: OF_SSM },
    Nameless: { Type: OF_SSM },
    Text: { Type: 'String', Default: '/api/id' },
  },
  Mappings: { Ids: { dev: { api: 'abc123', other: 'def456' } } },
  Outputs: {
    Api: { Value: { Ref: 'HttpApi' }, Export: { Name: { 'Fn::Sub': '${AWS::StackName}-api' } } },
    Topic: { Value: { Ref: 'Topic' }, Export: { Name: 'topic' } },
    Broken: 'x',
  },
};

/** Whether the value may be the ID of the HTTP API, which has that ID in the plan. */
function isApi(id: Value, value: unknown): boolean {
  const withId = { ...plan, stack: STACK, httpApi: { ...plan.httpApi, id } };
  return apiMatchers(template, withId).http(value);
}

const oneOf = (...values: unknown[]): Value => ({ 'Fn::If': ['C', ...values] });
const imported = (name: unknown): Value => ({ 'Fn::ImportValue': name });
const sub = (text: string): Value => ({ 'Fn::Sub': text });

describe('values that may be the ID of an API', () => {
  const SAME: [what: string, id: Value, value: unknown][] = [
    ['the same of which nothing is known', { 'Fn::GetStackOutput': ['x'] }, { 'Fn::GetStackOutput': ['x'] }],
    ['a text', 'abc123', 'abc123'],
    ['a text that is computed', 'abc123', { 'Fn::Join': ['', ['abc', '123']] }],
    ['one of two texts', 'abc123', oneOf('x', 'abc123')],
    ['a text of one of two', oneOf('x', 'abc123'), 'abc123'],
    ['a text in a list', 'abc123', ['x', 'abc123']],
    ['a text in a value', 'abc123', { a: { b: ['abc123'] } }],
    ['a computed text in a value', 'abc123', { a: sub('abc123') }],
    ['a text beside another key', 'abc123', { 'Fn::Sub': 'abc123', Note: 'x' }],
    ['a parameter that is given', 'abc123', { Ref: 'Given' }],
    ['a value of a mapping', 'abc123', { 'Fn::FindInMap': ['Ids', 'dev', 'api'] }],
    ['a reference in a text', { Ref: 'HttpApi' }, sub('${HttpApi}')],
    ['an attribute', { Ref: 'HttpApi' }, { 'Fn::GetAtt': ['HttpApi', 'ApiId'] }],
    ['the same parameter', { Ref: 'Given' }, { 'Fn::Join': ['', [{ Ref: 'Given' }]] }],
    ['an import of an output of this stack', { Ref: 'HttpApi' }, imported('svc-dev-api')],
    ['an import in a list', imported('api'), { 'Fn::Join': ['', [imported('api')]] }],
    ['an import in another spelling', imported('svc-dev-api'), imported(sub('${AWS::StackName}-api'))],
    ['an import of one of two names', imported('api'), imported(oneOf('api', 'x'))],
    [
      'an import with one part unknown',
      imported(sub('${A}-api')),
      imported({ 'Fn::Join': ['', [{ Ref: 'A' }, '-api']] }),
    ],
    ['a parameter of SSM', '{{resolve:ssm:/api/id}}', '{{resolve:ssm:/api/id:3}}'],
    ['a secure parameter of SSM', '{{resolve:ssm:/api/id}}', '{{resolve:ssm-secure:/api/id}}'],
    ['a parameter of the template from SSM', '{{resolve:ssm:/api/id}}', { Ref: 'Named' }],
    ['what a parameter of the template reads from SSM', { Ref: 'Named' }, sub('{{resolve:ssm:/api/id}}')],
  ];
  for (const [what, id, value] of SAME) {
    it(`are ${what}`, () => {
      expect(isApi(id, value)).to.equal(true);
    });
  }

  const OTHER: [what: string, id: Value, value: unknown][] = [
    ['another text', 'abc123', 'abc124'],
    ['nothing', 'abc123', undefined],
    ['an empty text', oneOf('abc123', ''), ''],
    ['a text with an unknown part', sub('${A}-api'), sub('${B}-api')],
    ['a text with the same account in it', sub('${AWS::AccountId}-a'), sub('${AWS::AccountId}-b')],
    ['another value of a mapping', 'abc123', { 'Fn::FindInMap': ['Ids', 'dev', 'other'] }],
    ['a key that is read as a text', 'Ref', { Ref: 'Other' }],
    ['the name of a parameter', 'Given', { Ref: 'Given' }],
    ['a parameter in the name of an import', imported(sub('${Stage}-api')), { Ref: 'Stage' }],
    [
      'one in the name of an import in a list',
      { 'Fn::Join': ['', [imported(sub('${Stage}-api'))]] },
      { Ref: 'Stage' },
    ],
    [
      'a parameter in the key of a mapping',
      { 'Fn::FindInMap': ['Ids', { Ref: 'Stage' }, 'none'] },
      { Ref: 'Stage' },
    ],
    ['an import of another name', imported('api'), imported('topic')],
    ['an import of another name that is not known', imported({ Ref: 'A' }), imported({ Ref: 'B' })],
    ['an import of another output of this stack', { Ref: 'HttpApi' }, imported('topic')],
    ['a computed reference', oneOf({ Ref: 7 }, 'abc123'), { Ref: 7 }],
    ['another parameter of SSM', '{{resolve:ssm:/api/id}}', '{{resolve:ssm:/api/id2}}'],
    ['a text about a parameter of SSM', '{{resolve:ssm:/api/id}}', 'see {{resolve:ssm:/api/id}}'],
    ['a secret', '{{resolve:ssm:/api/id}}', '{{resolve:secretsmanager:/api/id}}'],
    ['a parameter with that text', '{{resolve:ssm:/api/id}}', { Ref: 'Text' }],
    ['another parameter from SSM, of no name', { Ref: 'Unnamed' }, { Ref: 'Nameless' }],
  ];
  for (const [what, id, value] of OTHER) {
    it(`are not ${what}`, () => {
      expect(isApi(id, value)).to.equal(false);
    });
  }
});
