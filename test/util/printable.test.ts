import { expect } from 'chai';
import * as fc from 'fast-check';
import { printable, printableJson } from '../../src/util/printable';
import { anyCharacter } from '../support/texts';

/** Everything but the line break of indented JSON. */
const HOSTILE = /(?!\n)[\p{Cc}\p{Cf}\u2028\u2029]/u;

describe('util: text that others wrote', () => {
  it('writes control, bidirectional and invisible characters as escapes', () => {
    expect(printable('a\u001b[2Jb\u009bc\u202ed')).to.equal('a\\u{1b}[2Jb\\u{9b}c\\u{202e}d');
    expect(printable('ünïcode 漢字 🙂')).to.equal('ünïcode 漢字 🙂');
  });

  it('JSON means the same, and has none of these characters, whatever is in it', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string({ unit: anyCharacter }), fc.string({ unit: anyCharacter })),
        (value) => {
          const text = printableJson(value);
          expect(text).not.to.match(HOSTILE);
          expect(JSON.parse(text)).to.deep.equal(JSON.parse(JSON.stringify(value)));
        },
      ),
    );
  });
});
