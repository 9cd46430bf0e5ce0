/** Every link within the repository leads somewhere, and so does the link of every message. */
import { existsSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import { expect } from 'chai';
import { ROOT, anchorsOf, linksOf, readAllPages, readUserPages } from '../../scripts/docs/pages';
import { CODES } from '../../src/errors';

const PAGES = new Map(readAllPages().map((page) => [page.path, page]));

function isOutside(link: string): boolean {
  return /^[a-z]+:/.test(link);
}

describe('links of the documents', () => {
  for (const page of PAGES.values()) {
    it(`${page.path}: every relative link and anchor exists`, () => {
      const broken = linksOf(page)
        .filter((link) => !isOutside(link))
        .filter((link) => {
          const [path = '', anchor] = link.split('#');
          const target = path === '' ? page.path : posix.join(posix.dirname(page.path), path);
          if (!existsSync(join(ROOT, target))) return true;
          if (anchor === undefined) return false;
          const other = PAGES.get(target);
          // A line of a source file.
          if (other === undefined)
            return statSync(join(ROOT, target)).isDirectory() || !/^L\d+$/.test(anchor);
          return !anchorsOf(other).has(anchor);
        });
      expect(broken).to.deep.equal([]);
    });
  }

  it('finds a link whose target does not exist', () => {
    const page = { path: 'x.md', blocks: [], text: '# A b\n[a](#a-b) [b](nowhere.md#c "t")\n[c]: gone.md' };
    expect(linksOf(page)).to.deep.equal(['#a-b', 'nowhere.md#c', 'gone.md']);
    expect([...anchorsOf(page)]).to.deep.equal(['a-b']);
  });

  it('every page is reachable from the README', () => {
    const reached = new Set(['README.md']);
    for (const path of reached) {
      for (const link of linksOf(PAGES.get(path)!).filter((one) => !isOutside(one))) {
        const target = posix.join(posix.dirname(path), link.split('#')[0] ?? '');
        if (PAGES.has(target)) reached.add(target);
      }
    }
    expect([...reached]).to.include.members(readUserPages().map(({ path }) => path));
  });

  it('docs/errors.md has a section for each code', () => {
    const anchors = anchorsOf(PAGES.get('docs/errors.md')!);
    expect([...anchors]).to.include.members(CODES.map((code) => code.toLowerCase()));
  });
});
