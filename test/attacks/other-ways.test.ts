/** Other ways to a protected function than its own routes. */
import { expect } from 'chai';
import { byTurns } from '../support/by-turns';
import { FRAMEWORKS } from '../support/frameworks';
import { packageService } from '../support/in-process';
import { placesOf, warningsOf } from '../support/template';
import { BY_MODE, HIDDEN, LEGAL, WARNED } from './other-ways.cases';
import { ALL, APP, filesOf } from './template.cases';

for (const framework of FRAMEWORKS) {
  describe(`attacks, ${framework}: other ways to a protected function`, () => {
    for (const [number, test] of [...BY_MODE, ...HIDDEN].entries()) {
      if (byTurns([true, false], framework, number))
        it(`${test.what}: refused under protect: all`, async () => {
          const strict = await packageService(framework, filesOf({ ...test, passage: ALL }));
          expect(placesOf(strict.problems), strict.output).to.include(`PASSAGE_AUDIT_FAILED ${test.where}`);
        });
      else
        it(`${test.what}: a warning`, async () => {
          const lenient = await packageService(framework, filesOf({ ...test, passage: APP }));
          expect(lenient.code, lenient.output).to.equal(0);
          const what = BY_MODE.includes(test) ? 'anyone can call functions.me' : 'uses Fn::Transform';
          expect(lenient.output).to.include(`${test.where}: ${what}`);
        });
    }

    for (const [number, test] of WARNED.entries()) {
      it(`${test.what}: a warning`, async () => {
        const passage = byTurns([APP, ALL], framework, number);
        const result = await packageService(framework, filesOf({ ...test, passage }));
        expect(result.code, result.output).to.equal(0);
        expect(result.notes).to.include(test.where);
      });
    }

    for (const test of LEGAL) {
      it(`${test.what}: nothing is said`, async () => {
        const result = await packageService(framework, filesOf(test));
        expect(warningsOf(result)).to.deep.equal([]);
      });
    }
  });
}
