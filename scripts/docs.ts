/** Refreshes what the documents show of real runs: samples of output, compiled resources, pictures. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, type Page, readUserPages } from './docs/pages';
import { makeSample, showsSample } from './docs/samples';
import { type Picture, PICTURES, drawPicture } from './picture';

async function refresh({ path, text, blocks, ...page }: Page): Promise<void> {
  let fresh = text;
  // From the last to the first, so that the offsets of the others stay.
  for (const block of blocks.toReversed()) {
    const sample = await makeSample({ path, text, blocks, ...page }, block);
    if (sample !== undefined && !showsSample(block, sample))
      fresh = fresh.slice(0, block.start) + sample + fresh.slice(block.start + block.text.length);
  }
  if (fresh === text) return;
  writeFileSync(join(ROOT, path), fresh);
  console.log(`${path} is new`);
}

async function redraw(name: string, picture: Picture): Promise<void> {
  const file = join(ROOT, 'docs', name);
  const before = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const after = await drawPicture(picture);
  if (after === before) return;
  writeFileSync(file, after);
  console.log(`docs/${name} is new`);
}

async function main(): Promise<void> {
  for (const page of readUserPages()) await refresh(page);
  for (const [name, picture] of Object.entries(PICTURES)) await redraw(name, picture);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
