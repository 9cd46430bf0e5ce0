/** Values of a template that are what the framework compiled, also where a plugin has rewritten texts in them. */
import { expect } from 'chai';
import { isAsCompiled } from '../../src/template/as-compiled';

describe('values as they were compiled', () => {
  const URI = ['arn:', { 'Fn::GetAtt': ['GateLambdaFunction', 'Arn'] }];
  const SAME: [compiled: unknown, found: unknown][] = [
    ['me', 'me'],
    [{ Ref: 'A' }, { 'Fn::Sub': '${A}' }],
    ['#{AWS::Region}', { Ref: 'AWS::Region' }],
    ['a #{A}-#{B}', { 'Fn::Sub': 'a ${A}-${B}' }],
    [{ 'Fn::Sub': '#{A} ${B}' }, { 'Fn::Sub': '${A} ${B}' }],
    [
      { Uri: { 'Fn::Join': ['', [...URI, '#{A}']] }, Ttl: 0 },
      { Uri: { 'Fn::Join': ['', [...URI, { Ref: 'A' }]] }, Ttl: 0 },
    ],
    [{ Scopes: ['#{A}', 'x', null] }, { Scopes: [{ Ref: 'A' }, 'x', null] }],
  ];
  for (const [compiled, found] of SAME) {
    it(`${JSON.stringify(compiled)} is ${JSON.stringify(found)}`, () => {
      expect(isAsCompiled(compiled, found)).to.equal(true);
    });
  }

  const OTHER: [compiled: unknown, found: unknown][] = [
    ['me', 'you'],
    ['#{A}', { Ref: 'B' }],
    ['#{A}', 'A'],
    ['a ${A}', { 'Fn::Sub': 'a ${A}' }],
    [{ Description: 'a ${A}' }, { Description: { 'Fn::Sub': 'a ${A}' } }],
    ['#{}', { 'Fn::Sub': '${}' }],
    ['# {A}', { 'Fn::Sub': '# ${A}' }],
    [{ Ref: 'A' }, '#{A}'],
    [{ Ref: '#{A}' }, { Ref: '${A}' }],
    [{ Scopes: ['#{A}', 'x'] }, { Scopes: [{ Ref: 'A' }] }],
    [
      { Uri: '#{A}', Ttl: 0 },
      { Uri: { Ref: 'A' }, Ttl: 300 },
    ],
    [undefined, null],
  ];
  for (const [compiled, found] of OTHER) {
    it(`${JSON.stringify(compiled)} is not ${JSON.stringify(found)}`, () => {
      expect(isAsCompiled(compiled, found)).to.equal(false);
    });
  }
});
