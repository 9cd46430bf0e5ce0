/** The README is short, and its first steps work. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { ROOT, readUserPages } from '../../scripts/docs/pages';

const README = readFileSync(join(ROOT, 'README.md'), 'utf8');

describe('README', () => {
  it('has at most 170 lines', () => {
    expect(README.trimEnd().split('\n').length).to.be.at.most(170);
  });

  it('names the two commands that do all the set-up', () => {
    for (const command of ['npm ci && npm run demo', 'npm ci && npm test'])
      expect(README).to.include(command);
  });

  it('installs the plugin before it asks for a clone', () => {
    expect(README.indexOf('npm install')).to.be.within(0, README.indexOf('npm ci'));
  });

  it('needs no environment variable in an example', () => {
    const [readme] = readUserPages();
    for (const { text } of readme!.blocks) expect(text).not.to.include('${env:');
  });
});
