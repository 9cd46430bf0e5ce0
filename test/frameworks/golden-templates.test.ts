/** The templates in `test/golden/templates` are what the frameworks compile (npm run golden:templates makes them anew). */
import { expect } from 'chai';
import { FRAMEWORKS } from '../support/frameworks';
import { compileGolden } from '../support/golden-compile';
import { goldenText } from '../support/golden-service';

for (const framework of FRAMEWORKS) {
  it(`golden templates: ${framework} compiles the same today`, async () => {
    expect(await compileGolden(framework)).to.equal(goldenText(framework));
  });
}
