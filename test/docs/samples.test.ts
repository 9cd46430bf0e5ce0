/** What the documents show of real runs is what a run prints today. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { ROOT, readUserPages } from '../../scripts/docs/pages';
import { makeSample, showsSample } from '../../scripts/docs/samples';
import { PICTURES, drawPicture } from '../../scripts/picture';
import { PROCESS_TIMEOUT_MS } from '../support/frameworks';

describe('samples in the documents (`npm run docs` refreshes them)', function () {
  this.timeout(PROCESS_TIMEOUT_MS);

  for (const page of readUserPages()) {
    for (const block of page.blocks.filter(({ marker }) => /^(output|template)\b/.test(marker ?? ''))) {
      it(`${page.path}: ${block.marker!}`, async () => {
        const sample = await makeSample(page, block);
        if (!showsSample(block, sample!)) expect(block.text).to.equal(sample);
      });
    }
  }

  for (const [name, picture] of Object.entries(PICTURES)) {
    it(`docs/${name}`, async () => {
      expect(await drawPicture(picture)).to.equal(readFileSync(join(ROOT, 'docs', name), 'utf8'));
    });
  }
});
