import * as fc from 'fast-check';
import { serviceChoice } from './choices';
import { edits } from './edit-choices';
import { check } from './run';

describe('fuzz: what is let through keeps the promise', function () {
  this.timeout(120_000);

  it('for random services and random edits of another plugin (npm run fuzz tries thousands)', async () => {
    const property = fc.asyncProperty(serviceChoice, edits, async (choice, changes) => {
      const { wrong } = await check(choice, changes);
      if (wrong.length > 0) throw new Error(wrong.join('\n'));
    });
    await fc.assert(property, { numRuns: 300, seed: 20261124 });
  });
});
