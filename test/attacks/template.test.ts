/** Routes that resources, extensions and late plugins open in the compiled template. */
import { expect } from 'chai';
import { FRAMEWORKS, type Framework } from '../support/frameworks';
import { type InProcessRun, packageService } from '../support/in-process';
import { ALL, ALL_ONLY, APP, BY_MODE, type Case, LEGAL, REFUSED, filesOf } from './template.cases';

const run = (framework: Framework, test: Case): Promise<InProcessRun> =>
  packageService(framework, filesOf(test));

const places = ({ problems }: InProcessRun): string[] =>
  problems.map(({ code, where }) => `${code} ${where}`);

for (const framework of FRAMEWORKS) {
  describe(`attacks, ${framework}: the template`, () => {
    for (const test of REFUSED) {
      it(`refuses ${test.what}`, async () => {
        for (const passage of [APP, ALL]) {
          const result = await run(framework, { ...test, passage });
          expect(result.code, result.output).to.equal(1);
          expect(
            places(result).filter((place) => place.includes(test.where)),
            result.output,
          ).to.have.length.above(0);
        }
      });
    }
    for (const test of BY_MODE) {
      it(`refuses ${test.what} under protect: all, warns otherwise, and accepts passage: false`, async () => {
        const strict = await run(framework, { ...test, passage: ALL });
        expect(places(strict), strict.output).to.include(`PASSAGE_AUDIT_FAILED ${test.where}`);
        const lenient = await run(framework, test);
        expect(lenient.code, lenient.output).to.equal(0);
        expect(lenient.output).to.include(`${test.where}: `);
      });
    }
    for (const test of ALL_ONLY) {
      it(`refuses ${test.what} under protect: all only`, async () => {
        const strict = await run(framework, { ...test, passage: ALL });
        expect(places(strict), strict.output).to.deep.equal([`PASSAGE_AUDIT_FAILED ${test.where}`]);
        const lenient = await run(framework, test);
        expect(lenient.code, lenient.output).to.equal(0);
      });
    }
  });
}

describe('attacks: what the template may have', () => {
  for (const test of LEGAL) {
    it(test.what, async () => {
      for (const framework of FRAMEWORKS) {
        const result = await run(framework, test);
        expect(result.code, result.output).to.equal(0);
      }
    });
  }
});
