/** Routes that resources, extensions and late plugins open in the compiled template. */
import { expect } from 'chai';
import { byTurns } from '../support/by-turns';
import { FRAMEWORKS, type Framework } from '../support/frameworks';
import { type InProcessRun, packageService } from '../support/in-process';
import { expectProblems, expectRefused, placesOf } from '../support/template';
import { ALL, ALL_ONLY, APP, BY_MODE, type Case, LEGAL, REFUSED, filesOf } from './template.cases';

const run = (framework: Framework, test: Case): Promise<InProcessRun> =>
  packageService(framework, filesOf(test));

const protectOf = (passage: object): string => (passage === ALL ? 'protect: all' : 'opt-in');

for (const framework of FRAMEWORKS) {
  describe(`attacks, ${framework}: the template`, () => {
    for (const [number, test] of REFUSED.entries()) {
      const passage = byTurns([APP, ALL], framework, number);
      it(`refuses ${test.what} (${protectOf(passage)})`, async () => {
        const result = await run(framework, { ...test, passage });
        expectRefused(result);
        expect(placesOf(result.problems), result.output).to.include(`PASSAGE_AUDIT_FAILED ${test.where}`);
      });
    }
    for (const [number, test] of BY_MODE.entries()) {
      if (byTurns([true, false], framework, number))
        it(`refuses ${test.what} under protect: all`, async () => {
          const strict = await run(framework, { ...test, passage: ALL });
          expectRefused(strict);
          expect(placesOf(strict.problems), strict.output).to.include(`PASSAGE_AUDIT_FAILED ${test.where}`);
        });
      else
        it(`warns of ${test.what}`, async () => {
          const lenient = await run(framework, test);
          expect(lenient.code, lenient.output).to.equal(0);
          expect(lenient.output).to.include(`${test.where}: `);
        });
    }
    for (const [number, test] of ALL_ONLY.entries()) {
      if (byTurns([true, false], framework, number))
        it(`refuses ${test.what} under protect: all`, async () => {
          const strict = await run(framework, { ...test, passage: ALL });
          expectProblems(strict, `PASSAGE_AUDIT_FAILED ${test.where}`);
        });
      else
        it(`accepts ${test.what} otherwise`, async () => {
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
