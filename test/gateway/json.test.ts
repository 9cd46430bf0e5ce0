import { expect } from 'chai';
import { parseStrictObject } from '../../src/gateway/json';

describe('gateway: JSON of a token', () => {
  const parse = (bytes: Buffer | string): ReturnType<typeof parseStrictObject> =>
    parseStrictObject(Buffer.from(bytes));

  const REFUSED: [what: string, bytes: Buffer | string][] = [
    ['bytes that are not UTF-8', Buffer.from([0x7b, 0xff, 0x7d])],
    ['no JSON', '{'],
    ['a list', '[]'],
    ['a property twice', '{"a":1,"a":2}'],
    ['one twice in two spellings', '{"a":1,"\\u0061":2}'],
    ['one twice further down', '{"x":[{"a":{},"a":1}]}'],
    ['one twice around an object', '{"a":{"b":1},"a":2}'],
    ['deep nesting', `{"a":${'['.repeat(100)}${']'.repeat(100)}}`],
  ];
  it('is refused, each problem by another name', () => {
    const problems = REFUSED.map(([what, bytes]) => {
      const parsed = parse(bytes);
      expect(parsed.ok, what).to.equal(false);
      return parsed.ok ? '' : parsed.problem;
    });
    expect(problems).not.to.include('').and.not.include(undefined);
    expect(new Set(problems).size).to.equal(5);
  });

  it('is an object', () => {
    for (const text of [
      '{}',
      '{"a":"a:","b":{"a":1},"c":[{"a":1},{"a":2}]}',
      '{"a":"\\"a\\":","b":"{[","c":"]}\\\\"}',
      `{"a":${'['.repeat(99)}${']'.repeat(99)}}`,
    ])
      expect(parse(text), text).to.deep.equal({ ok: true, object: JSON.parse(text) as object });
  });
});
