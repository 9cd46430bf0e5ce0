/** The attacks of `test/attacks`, without a framework: in milliseconds, and so for each mutant. */
import { expect } from 'chai';
import { APPS, HOOKS, LEGAL, LISTED, REFUSED } from '../attacks/lost-protection.cases';
import * as template from '../attacks/template.cases';
import { service } from '../support/frameworks';
import { nothing, withPlugin } from '../support/other-plugin';
import { type PlainRun, packagePlain } from '../support/plain-framework';
import { accessByRoute, placesOf } from '../support/template';

describe('protection: nothing is refused before another plugin takes away', () => {
  for (const { what, functions, passage = APPS, provider = {} } of REFUSED) {
    it(what, async () => {
      const config = service(functions, { custom: { passage }, provider });
      const run = await packagePlain(withPlugin(nothing, { event: 'initialize', listed: 'last' }, config));
      expect(placesOf(run.problems)).to.deep.equal([]);
    });
  }
});

describe('protection: another plugin takes away', () => {
  for (const { what, functions, passage = APPS, provider = {}, act, where } of REFUSED) {
    for (const event of HOOKS) {
      it(`${what} (${event})`, async () => {
        for (const listed of LISTED) {
          const config = service(functions, { custom: { passage }, provider });
          const run = await packagePlain(withPlugin(act, { event, listed }, config));
          expect(placesOf(run.problems)).to.have.members(
            where.map((place) => `PASSAGE_AUDIT_FAILED ${place}`),
          );
        }
      });
    }
  }
});

describe('protection: what another plugin may do', () => {
  for (const { what, functions, passage = APPS, act, expected } of LEGAL) {
    for (const event of HOOKS) {
      it(`${what} (${event})`, async () => {
        const config = service(functions, { custom: { passage } });
        const run = await packagePlain(withPlugin(act, { event, listed: 'last' }, config));
        expect(placesOf(run.problems)).to.deep.equal([]);
        expect(run.template === null ? null : accessByRoute(run.template)).to.deep.equal(expected);
      });
    }
  }
});

describe('protection: the template', () => {
  const run = (test: template.Case): Promise<PlainRun> => packagePlain(template.filesOf(test));

  for (const test of template.REFUSED) {
    it(`refuses ${test.what}`, async () => {
      for (const passage of [template.APP, template.ALL]) {
        const { problems } = await run({ ...test, passage });
        expect(placesOf(problems)).to.include(`PASSAGE_AUDIT_FAILED ${test.where}`);
      }
    });
  }
  for (const test of template.BY_MODE) {
    it(`refuses ${test.what} under protect: all, and warns otherwise`, async () => {
      const strict = await run({ ...test, passage: template.ALL });
      expect(placesOf(strict.problems)).to.include(`PASSAGE_AUDIT_FAILED ${test.where}`);
      const lenient = await run(test);
      expect(placesOf(lenient.problems)).to.deep.equal([]);
      expect(lenient.output).to.include(`${test.where}: `);
    });
  }
  for (const test of template.ALL_ONLY) {
    it(`refuses ${test.what} under protect: all only`, async () => {
      const strict = await run({ ...test, passage: template.ALL });
      expect(placesOf(strict.problems)).to.deep.equal([`PASSAGE_AUDIT_FAILED ${test.where}`]);
      const lenient = await run(test);
      expect(placesOf(lenient.problems)).to.deep.equal([]);
    });
  }
  for (const test of template.LEGAL) {
    it(`accepts ${test.what}`, async () => {
      const { problems } = await run(test);
      expect(placesOf(problems)).to.deep.equal([]);
    });
  }
});
