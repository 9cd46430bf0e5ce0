/** What CloudFormation rewrites before it reads it. */
import { expect } from 'chai';
import type { Template } from '../../src/cloudformation';
import { isRewritten, macrosOf, transformIn } from '../../src/template/transforms';

describe('template: what is rewritten', () => {
  it('is found by the key, wherever it is', () => {
    for (const value of [
      { 'Fn::Transform': {} },
      { a: [{ 'Fn::Transform': {} }] },
      { 'Fn::ForEach::Routes': [] },
      [{ b: { 'Fn::ForEach::X': [] } }],
      ['x', { 'Fn::Transform': {} }, {}],
      { a: 'x', 'Fn::Transform': {} },
    ])
      expect(isRewritten(value), JSON.stringify(value)).to.equal(true);
    for (const value of [
      { a: 'Fn::Transform' },
      { Transform: {} },
      ['Fn::Transform'],
      [],
      { a: [] },
      null,
      'Fn::Transform',
      7,
    ])
      expect(isRewritten(value), JSON.stringify(value)).to.equal(false);
  });

  it('as a whole, by macros: one, several, or none', () => {
    expect(macrosOf({ Transform: 'A' })).to.deep.equal(['A']);
    expect(macrosOf({ Transform: ['A', { Name: 'B' }] })).to.deep.equal(['A', { Name: 'B' }]);
    expect(macrosOf({ Transform: { Name: 'B' } })).to.deep.equal([{ Name: 'B' }]);
    expect(macrosOf({})).to.deep.equal([]);
    expect(macrosOf({ 'Fn::Transform': { Name: 'B' } } as Partial<Template>)).to.deep.equal([
      'Fn::Transform',
    ]);
  });

  it('by the key that says so, also of a loop', () => {
    expect(transformIn({ a: [{ 'Fn::ForEach::Routes': [] }] })).to.equal('Fn::ForEach::Routes');
    expect(transformIn({ a: { b: 1 }, 'Fn::Transform': {} })).to.equal('Fn::Transform');
    expect(transformIn([{ Ref: 'A' }, 'Fn::Transform'])).to.equal(undefined);
  });
});
