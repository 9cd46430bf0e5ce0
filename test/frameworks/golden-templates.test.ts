/** The templates in `test/golden/templates` are what the frameworks compile (npm run golden:templates makes them anew). */
import { expect } from 'chai';
import { FRAMEWORKS } from '../support/frameworks';
import { compileGolden } from '../support/golden-compile';
import { GOLDEN_NAMES, goldenText } from '../support/golden-service';

for (const framework of FRAMEWORKS) {
  for (const name of GOLDEN_NAMES) {
    it(`golden templates: ${framework} compiles the same today (${name})`, async () => {
      expect(await compileGolden(framework, name)).to.equal(goldenText(framework, name));
    });
  }
}
