/** How values of a template are compared, and what they refer to. */
import { expect } from 'chai';
import * as fc from 'fast-check';
import {
  type Template,
  literalText,
  propertiesOf,
  referencesIn,
  referredId,
  refersTo,
  resourcesByType,
  resourcesOfTypes,
  sameValue,
  typeOf,
} from '../src/cloudformation';

describe('cloudformation: sameValue', () => {
  const SAME: [what: string, a: unknown, b: unknown][] = [
    ['the order of keys', { a: 1, b: [{ c: 2, d: 3 }] }, { b: [{ d: 3, c: 2 }], a: 1 }],
    ['a key that is undefined', { a: 1, b: undefined }, { a: 1 }],
    ['a reference by Fn::Sub', { Ref: 'Pool' }, { 'Fn::Sub': '${Pool}' }],
    ['a reference by Fn::Sub, deep in a list', [{ x: { Ref: 'Pool' } }], [{ x: { 'Fn::Sub': '${Pool}' } }]],
    ['a string by Fn::Sub', 'https://a.example', { 'Fn::Sub': 'https://a.example' }],
    [
      'a reference by a variable',
      { 'Fn::Sub': 'x/${Pool}/${AWS::Region}' },
      { 'Fn::Sub': ['x/${P}/${AWS::Region}', { P: { Ref: 'Pool' } }] },
    ],
    [
      'an attribute by a variable',
      { 'Fn::Sub': 'x/${Pool.Arn}' },
      { 'Fn::Sub': ['x/${Pool_Arn}', { Pool_Arn: { 'Fn::GetAtt': ['Pool', 'Arn'] } }] },
    ],
    ['an attribute as text', { 'Fn::GetAtt': ['Pool', 'Arn'] }, { 'Fn::GetAtt': 'Pool.Arn' }],
    ['an attribute of a nested stack', { 'Fn::GetAtt': ['S', 'Outputs.A'] }, { 'Fn::GetAtt': 'S.Outputs.A' }],
    ['an attribute by Fn::Sub', { 'Fn::GetAtt': ['Pool', 'Arn'] }, { 'Fn::Sub': '${Pool.Arn}' }],
    ['a variable that is not used', { Ref: 'Pool' }, { 'Fn::Sub': ['${Pool}', { X: { Ref: 'Other' } }] }],
    ['a reference by nothing but a variable', { Ref: 'A' }, { 'Fn::Sub': ['${B}', { B: { Ref: 'A' } }] }],
    [
      'variables that have each other’s names',
      { 'Fn::Sub': '${B}/${A}' },
      { 'Fn::Sub': ['${A}/${B}', { A: { Ref: 'B' }, B: { Ref: 'A' } }] },
    ],
    [
      'references in the value of a variable',
      { 'Fn::Sub': ['${A}', { A: { 'Fn::Select': [0, { Ref: 'B' }] } }] },
      { 'Fn::Sub': ['${A}', { A: { 'Fn::Select': [0, { 'Fn::Sub': '${B}' }] } }] },
    ],
  ];
  for (const [what, a, b] of SAME) {
    it(`is true whatever ${what}`, () => {
      expect([sameValue(a, b), sameValue(b, a)]).to.deep.equal([true, true]);
    });
  }

  const DIFFERENT: [what: string, a: unknown, b: unknown][] = [
    ['an attribute and its resource', { Ref: 'Pool' }, { 'Fn::GetAtt': 'Pool.Arn' }],
    ['another attribute', { 'Fn::GetAtt': ['Pool', 'Arn'] }, { 'Fn::GetAtt': 'Pool.Id' }],
    ['the order of a list', ['a', 'b'], ['b', 'a']],
    ['a text and a number', { a: '1' }, { a: 1 }],
    ['a list and its only entry', ['a'], 'a'],
    ['an attribute in Fn::Sub', { Ref: 'Pool' }, { 'Fn::Sub': '${Pool.Arn}' }],
    ['a literal in Fn::Sub', { Ref: 'Pool' }, { 'Fn::Sub': '${!Pool}' }],
    ['text around the variable', { Ref: 'Pool' }, { 'Fn::Sub': '${Pool}x' }],
    ['text before the variable', { Ref: 'Pool' }, { 'Fn::Sub': 'x${Pool}' }],
    ['another variable', { Ref: 'Pool' }, { 'Fn::Sub': '${Other}' }],
    ['a map of variables', { Ref: 'Pool' }, { 'Fn::Sub': ['${Pool}', { Pool: 'x' }] }],
    ['a variable that hides a resource', { Ref: 'Pool' }, { 'Fn::Sub': ['${Pool}', { Pool: { Ref: 'X' } }] }],
    [
      'a variable that is more than a reference',
      { 'Fn::Sub': '${Pool}' },
      { 'Fn::Sub': ['${P}', { P: { 'Fn::Select': [0, { Ref: 'Pool' }] } }] },
    ],
    [
      'a literal next to a variable',
      { 'Fn::Sub': '${Pool}/${!Literal}' },
      { 'Fn::Sub': ['${Pool}/${Literal}', { Pool: { Ref: 'Pool' } }] },
    ],
    [
      'an attribute of an attribute',
      { 'Fn::Sub': '${A.B.C}' },
      { 'Fn::Sub': ['${X}', { X: { 'Fn::GetAtt': ['A', 'B', 'C'] } }] },
    ],
    [
      'a reference that is a text with a variable',
      { Ref: 'A' },
      { 'Fn::Sub': ['${X}', { X: { Ref: 'A}${B' } }] },
    ],
    [
      'two texts with the value of an export',
      { 'Fn::Sub': ['x${A}', { A: { 'Fn::ImportValue': 'a' } }] },
      { 'Fn::Sub': ['y${A}', { A: { 'Fn::ImportValue': 'a' } }] },
    ],
    [
      'a reference with a second key',
      { Ref: 'A' },
      { 'Fn::Sub': ['${X}', { X: { Ref: 'A', 'Fn::GetAtt': ['A', 'Arn'] } }] },
    ],
    ['an export', { Ref: 'A' }, { 'Fn::Sub': ['${X}', { X: { 'Fn::ImportValue': 'A' } }] }],
    ['a reference to a number', { Ref: '7' }, { 'Fn::Sub': ['${X}', { X: { Ref: 7 } }] }],
    [
      'an attribute that is a number',
      { 'Fn::Sub': '${A.7}' },
      { 'Fn::Sub': ['${X}', { X: { 'Fn::GetAtt': ['A', 7] } }] },
    ],
    ['a reference to a list', { Ref: 'A,B' }, { 'Fn::Sub': ['${X}', { X: { Ref: ['A', 'B'] } }] }],
    [
      'a reference that closes its variable',
      { 'Fn::Sub': '${A}${B}' },
      { 'Fn::Sub': ['${X}', { X: { Ref: 'A}${B' } }] },
    ],
    ['a third entry', { 'Fn::Sub': '${Pool}' }, { 'Fn::Sub': ['${Pool}', {}, {}] }],
    ['a second key', { Ref: 'Pool' }, { 'Fn::Sub': '${Pool}', Other: 1 }],
    ['another function', { Ref: 'Pool' }, { 'Fn::If': '${Pool}' }],
    ['a variable in a string', 'a${B}', { 'Fn::Sub': 'a${B}' }],
    ['another reference', { Ref: 'A' }, { Ref: 'B' }],
    ['a reference beside another key', { Ref: 'A' }, { Ref: 'A', Other: 1 }],
    ['a reference behind another key', { Ref: 'A' }, { Other: 1, Ref: 'A' }],
    ['an Fn::Sub of no text', { 'Fn::Sub': 7 }, { 'Fn::Sub': '7' }],
    ['an Fn::Sub in a list of its own', { Ref: 'A' }, { 'Fn::Sub': ['${A}'] }],
    ['an Fn::Sub whose variables are a list', { Ref: 'A' }, { 'Fn::Sub': ['${A}', []] }],
    ['an empty object and nothing', {}, undefined],
    ['null and nothing', { a: null }, { a: undefined }],
  ];
  for (const [what, a, b] of DIFFERENT) {
    it(`is false for ${what}`, () => {
      expect([sameValue(a, b), sameValue(b, a)]).to.deep.equal([false, false]);
    });
  }

  it('is true for any value and its copy, and false for the value in a list', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(sameValue(value, structuredClone(value))).to.equal(true);
        expect(sameValue({ value }, { value: [value] })).to.equal(false);
      }),
    );
  });

  const name = fc.constantFrom('A', 'B', 'A.Arn');
  const reference = fc.constantFrom('A', 'B').map((Ref) => ({ Ref }));
  // The name of a variable of Fn::Sub is listed too.
  const namesIn = (one: unknown): Set<unknown> => new Set(referencesIn(one).filter((id) => id !== 'X'));
  const value = fc.oneof(
    reference,
    name,
    name.map((one) => ({ 'Fn::Sub': `\${${one}}` })),
    name.map((one) => ({ 'Fn::Sub': one })),
    name.map((one) => ({ 'Fn::GetAtt': one.split('.') })),
    fc.tuple(name, name).map(([one, other]) => ({ 'Fn::Sub': `\${${one}}/\${${other}}` })),
    fc.tuple(name, reference).map(([one, X]) => ({ 'Fn::Sub': [`\${X}/\${${one}}`, { X }] })),
    fc.tuple(reference, fc.constantFrom(1, undefined)).map(([one, Other]) => ({ ...one, Other })),
  );

  it('is what it is for two lists of one value each, in any order', () => {
    fc.assert(
      fc.property(value, value, (a, b) => {
        const expected = sameValue([a], [b]);
        expect([sameValue(a, b), sameValue(b, a), sameValue({ a }, { a: b })]).to.deep.equal(
          Array(3).fill(expected),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('is true for two values that are the same as a third one', () => {
    fc.assert(
      fc.property(value, value, value, (a, b, c) => {
        if (sameValue(a, b) && sameValue(b, c)) expect(sameValue(a, c)).to.equal(true);
      }),
      { numRuns: 300 },
    );
  });

  it('is true only for values that refer to the same', () => {
    fc.assert(
      fc.property(value, value, (a, b) => {
        if (sameValue(a, b)) expect(namesIn(a)).to.deep.equal(namesIn(b));
      }),
      { numRuns: 300 },
    );
  });
});

describe('cloudformation: literalText', () => {
  const join = (...parameters: unknown[]): object => ({ 'Fn::Join': parameters });

  it('is that of a string, and of functions of nothing but text', () => {
    expect(literalText('GET /a')).to.equal('GET /a');
    expect(literalText({ 'Fn::Sub': 'GET /a' })).to.equal('GET /a');
    expect(literalText(join(' ', ['GET', '/a']))).to.equal('GET /a');
    expect(literalText(join(' ', ['GET', join('/', ['', { 'Fn::Sub': 'a' }])]))).to.equal('GET /a');
    expect(literalText(join(' ', []))).to.equal('');
  });

  it('is not known of anything else', () => {
    const unknown: unknown[] = [
      ...[undefined, null, 7, ['GET /a'], {}, { Ref: 'A' }, { 'Fn::Sub': '${A}' }],
      ...[{ 'Fn::Other': [' ', ['GET', '/a']] }, { 'Fn::Join': 'GET /a' }, join()],
      ...[join(' '), join(' ', 'GET'), join(7, ['GET', '/a']), join(undefined, ['GET', '/a'])],
      ...[join(' ', ['GET', '/a'], 'more'), join(' ', ['GET', { Ref: 'A' }]), join(' ', ['GET', 7])],
    ];
    for (const value of unknown) expect(literalText(value), JSON.stringify(value)).to.equal(null);
  });
});

describe('cloudformation: references', () => {
  const FOUND: [what: string, value: unknown][] = [
    ['Ref', { Ref: 'Api' }],
    ['Fn::GetAtt, as a list', { 'Fn::GetAtt': ['Api', 'ApiId'] }],
    ['Fn::GetAtt, as a text', { 'Fn::GetAtt': 'Api.ApiId' }],
    ['Fn::Sub', { 'Fn::Sub': 'x-${Api}' }],
    ['Fn::Sub of an attribute', { 'Fn::Sub': '${Api.ApiId}' }],
    ['Fn::Sub with spaces', { 'Fn::Sub': '${ Api }' }],
    ['Fn::Sub with variables', { 'Fn::Sub': ['${Api}', {}] }],
    ['a variable of Fn::Sub', { 'Fn::Sub': ['${X}', { X: { Ref: 'Api' } }] }],
    ['a value deep inside', { 'Fn::If': ['C', { a: [{ Ref: 'Api' }] }, 'x'] }],
    ['the second variable', { 'Fn::Sub': '${A}/${Api}' }],
  ];
  for (const [what, value] of FOUND) {
    it(`are found in ${what}`, () => {
      expect(refersTo(value, 'Api')).to.equal(true);
      expect(refersTo(value, 'Ap')).to.equal(false);
    });
  }

  for (const value of [
    'Api',
    ['Api'],
    { Api: 'x' },
    { 'Fn::Sub': '${!Api}' },
    { 'Fn::Join': ['', ['Api']] },
    null,
    7,
  ]) {
    it(`are not found in ${JSON.stringify(value)}`, () => {
      expect(referencesIn(value)).not.to.include('Api');
    });
  }

  it('are none in a text, or beside what a variable of Fn::Sub stands for', () => {
    expect(referencesIn({ a: '${A}' })).to.deep.equal([]);
    expect(referencesIn({ 'Fn::Sub': [{ Ref: 'A' }, {}] })).to.deep.equal(['A']);
    expect(referencesIn({ 'Fn::Sub': 7 })).to.deep.equal([]);
    expect(
      referencesIn({ 'Fn::Sub': ['${A}/${B.Id}/${C}', { A: 'x', 'B.Id': { Ref: 'D' } }] }),
    ).to.deep.equal(['C', 'D']);
  });

  it('are all listed', () => {
    const value = { a: { Ref: 'A' }, b: [{ 'Fn::GetAtt': ['B', 'Arn'] }, { 'Fn::Sub': '${C}${D.Arn}' }] };
    expect(referencesIn(value)).to.deep.equal(['A', 'B', 'C', 'D']);
  });

  it('are plain, or none', () => {
    expect(referredId({ Ref: 'A' })).to.equal('A');
    expect(referredId({ 'Fn::GetAtt': ['A', 'Arn'] })).to.equal('A');
    expect(referredId({ 'Fn::GetAtt': 'A.Arn' })).to.equal('A');
    expect(referredId({ 'Fn::Sub': '${A}' })).to.equal('A');
    expect(referredId({ 'Fn::Sub': ['${Id}', { Id: { 'Fn::GetAtt': ['A', 'Arn'] } }] })).to.equal('A');
    for (const value of ['A', null, {}, { Ref: '' }, { Ref: 7 }, ['A'], { 'Fn::GetAtt': [] }])
      expect(referredId(value), JSON.stringify(value)).to.equal(null);
  });
});

describe('cloudformation: resources', () => {
  it('have a type where it is a text', () => {
    expect([{ Type: 'A' }, { Type: ['A'] }, {}, undefined].map(typeOf)).to.deep.equal(['A', '', '', '']);
  });

  it('are found by their types, in the order of these', () => {
    const [a, b, c] = [{ Type: 'A' }, { Type: 'B' }, { Type: 'A', Condition: 'C' }];
    const template: Template = { Resources: { One: a, Two: b, Three: c, Four: {} } };
    expect(resourcesOfTypes(template, ['B', 'Other', 'A'])).to.deep.equal([
      ['Two', b],
      ['One', a],
      ['Three', c],
    ]);
    expect(resourcesOfTypes(template, [])).to.deep.equal([]);
    expect(resourcesOfTypes(template, [undefined])).to.deep.equal([['Four', {}]]);
    expect([...resourcesByType(template).keys()]).to.deep.equal(['A', 'B', undefined]);
  });

  it('are listed once where they cannot change, and anew otherwise', () => {
    const frozen: Template = { Resources: Object.freeze({ A: {} }) };
    expect(resourcesByType(frozen)).to.equal(resourcesByType(frozen));
    const open: Template = { Resources: { A: {} } };
    expect(resourcesByType(open)).not.to.equal(resourcesByType(open));
  });

  it('are objects, and so are their properties', () => {
    const resource = { Type: 'A', Properties: { a: 1 } };
    const Resources = {
      Good: resource,
      Nothing: null,
      List: [],
      Text: 'x',
    } as unknown as Template['Resources'];
    expect([...resourcesByType({ Resources }).values()]).to.deep.equal([[['Good', resource]]]);
    expect(propertiesOf(resource)).to.deep.equal({ a: 1 });
    expect(propertiesOf(undefined)).to.deep.equal({});
    expect(propertiesOf({ Properties: [] as never })).to.deep.equal({});
  });
});
