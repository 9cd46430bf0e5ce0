import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect } from 'chai';
import { goldenTexts, messageLines } from '../support/golden-messages';

describe('golden: every message, and what the commands print', () => {
  let texts: Record<string, string>;
  before(async () => {
    texts = await goldenTexts();
  });

  // A message without samples fails here too, and in the compiler.
  it('the files are as `npm run golden:messages` makes them', () => {
    for (const [file, text] of Object.entries(texts))
      expect(text, basename(file)).to.equal(readFileSync(file, 'utf8'));
  });

  it('statements and fixes have no full stop at their end, which the grammar leaves out', () => {
    const lines = messageLines().filter(([name]) => /: (what|found|expected|fix)$/.test(name));
    expect(lines).to.have.length.above(300);
    expect(lines.filter(([, text]) => text.endsWith('.'))).to.deep.equal([]);
  });
});
