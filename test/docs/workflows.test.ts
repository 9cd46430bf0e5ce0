/** The workflows on GitHub do what a contributor runs, and no more than they need. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { parse } from 'yaml';
import { ROOT, readUserPages } from '../../scripts/docs/pages';

interface Workflow {
  readonly permissions?: unknown;
  readonly jobs: Readonly<
    Record<string, { readonly steps: readonly { readonly name?: string; readonly run?: string }[] }>
  >;
}

const FOLDER = join(ROOT, '.github/workflows');
const FILES = readdirSync(FOLDER);
const read = (name: string): string => readFileSync(join(FOLDER, name), 'utf8');

function stepsOf(text: string): readonly { readonly name?: string; readonly run?: string }[] {
  return Object.values((parse(text) as Workflow).jobs).flatMap(({ steps }) => steps);
}

describe('workflows', () => {
  for (const name of FILES) {
    it(`${name} names each step and says which permissions it has`, () => {
      expect((parse(read(name)) as Workflow).permissions).not.to.equal(undefined);
      for (const step of stepsOf(read(name))) expect(step.name, JSON.stringify(step)).to.be.a('string');
    });
  }

  it('pin each action by the hash of a commit, with its version, in the documents too', () => {
    const documented = readUserPages().flatMap(({ blocks }) => blocks.map(({ text }) => text));
    const uses = [...FILES.map(read), ...documented].flatMap((text) => text.match(/\buses: .*/g) ?? []);
    expect(uses).not.to.be.empty;
    for (const line of uses) expect(line).to.match(/^uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+(\.\d+)*$/);
  });

  it('ci.yml runs the commands of .ci/run', () => {
    const commands = stepsOf(read('ci.yml')).flatMap(({ run }) => run ?? []);
    const local = readFileSync(join(ROOT, '.ci/run'), 'utf8').match(/^npm .+$/gm);
    expect(commands).to.deep.equal(local);
  });
});
