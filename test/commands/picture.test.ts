import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { PICTURE, drawRoutes } from '../../scripts/picture';

it('the picture in docs/ is what a run prints today (npx tsx scripts/picture.ts makes it anew)', async () => {
  expect(await drawRoutes()).to.equal(readFileSync(PICTURE, 'utf8'));
});
