import * as fc from 'fast-check';
import { serviceChoice } from './choices';
import { edits } from './edit-choices';
import { check } from './run';

describe('fuzz: what is let through keeps the promise', function () {
  this.timeout(120_000);

  it('for random services and random edits of another plugin (npm run fuzz tries thousands)', async () => {
    const property = fc.asyncProperty(serviceChoice, edits, async (choice, changes) => {
      const found = await check(choice, changes);
      if (found.length > 0) throw new Error(found.join('\n'));
    });
    await fc.assert(property, { numRuns: 300, seed: 20261124 });
  });
});
