import { expect } from 'chai';
import * as fc from 'fast-check';
import { printable, printableJson } from '../../src/util/printable';

const HOSTILE = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/;

describe('util: text that others wrote', () => {
  it('writes control, bidirectional and invisible characters as escapes', () => {
    expect(printable('a\u001b[2Jb\u009bc\u202ed')).to.equal('a\\u{1b}[2Jb\\u{9b}c\\u{202e}d');
    expect(printable('ünïcode 漢字 🙂')).to.equal('ünïcode 漢字 🙂');
  });

  it('JSON means the same, and has none of these characters, whatever is in it', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' })), (value) => {
        const text = printableJson(value);
        expect(text).not.to.match(HOSTILE);
        expect(JSON.parse(text)).to.deep.equal(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});
