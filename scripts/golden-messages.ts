/** Makes `test/golden/messages.txt` and `outputs.txt` anew: every message, and what the commands print. */
import { writeFileSync } from 'node:fs';
import { goldenTexts } from '../test/support/golden-messages';

async function refresh(): Promise<void> {
  for (const [file, text] of Object.entries(await goldenTexts())) writeFileSync(file, text);
}

refresh().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
