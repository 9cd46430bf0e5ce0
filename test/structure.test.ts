import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect } from 'chai';

const SRC = join(__dirname, '../src');

describe('structure of src/', () => {
  const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .filter((file) => !file.startsWith('generated'));

  it('no two files have one name, so that a name in a stack trace or an editor tab is enough', () => {
    const names = files.map((file) => basename(file));
    expect(names.filter((name, i) => names.indexOf(name) !== i)).to.deep.equal([]);
  });

  it('at most five files are in no folder', () => {
    expect(files.filter((file) => file === basename(file))).to.have.length.at.most(5);
  });
});
