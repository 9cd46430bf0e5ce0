import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect } from 'chai';
import { buildSync } from 'esbuild';

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

  it('what only some commands need is not loaded with the plugin', () => {
    const loaded = [...loadedWith('src/plugin.ts')];
    const inFolders = (...names: string[]): string[] =>
      loaded.filter((file) => names.some((name) => file.startsWith(`src/${name}/`)));
    expect(inFolders('plan')).not.to.deep.equal([]);
    expect(inFolders('drift', 'offline', 'providers', 'runtime', 'testing')).to.deep.equal([]);
    expect(
      inFolders('commands')
        .map((file) => basename(file, '.ts'))
        .sort(),
    ).to.deep.equal(EVERY_COMMAND);
  });
});

/** Of `src/commands`: what is checked before a command, its options, and a warning without which nothing is printed. */
const EVERY_COMMAND = ['check-first', 'definitions', 'unaudited', 'unaudited-messages'];

/** A file and all that it imports at once: a bundle holds them in one file, whose name says nothing of them. */
function loadedWith(entry: string): ReadonlySet<string> {
  const { metafile } = buildSync({
    ...{ absWorkingDir: join(SRC, '..'), entryPoints: [entry], external: ['serverless-passage/*'] },
    ...{ bundle: true, platform: 'node', write: false, metafile: true, logLevel: 'silent' },
  });
  const loaded = new Set<string>();
  const add = (path: string): void => {
    if (loaded.has(path)) return;
    loaded.add(path);
    const imports = metafile.inputs[path]?.imports ?? [];
    for (const { path: imported, kind } of imports) if (kind === 'import-statement') add(imported);
  };
  add(entry);
  return loaded;
}
