/** The attacks of `test/attacks`, without a framework: in milliseconds, and so for each mutant. */
import { expect } from 'chai';
import { APPS, HOOKS, LEGAL, LISTED, REFUSED } from '../attacks/lost-protection.cases';
import * as template from '../attacks/template.cases';
import { service } from '../support/frameworks';
import { withPlugin } from '../support/other-plugin';
import { type PlainRun, packagePlain } from '../support/plain-framework';
import { accessByRoute } from '../support/template';

const places = ({ problems }: PlainRun): string[] => problems.map(({ code, where }) => `${code} ${where}`);

describe('protection: another plugin takes away', () => {
  for (const { what, functions, passage = APPS, provider = {}, act } of REFUSED) {
    for (const event of HOOKS) {
      it(`${what} (${event})`, async () => {
        for (const listed of LISTED) {
          const config = service(functions, { custom: { passage }, provider });
          const run = await packagePlain(withPlugin(act, { event, listed }, config));
          expect(new Set(run.problems.map(({ code }) => code))).to.deep.equal(
            new Set(['PASSAGE_AUDIT_FAILED']),
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
        expect(places(run)).to.deep.equal([]);
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
        const found = places(await run({ ...test, passage }));
        expect(found.filter((place) => place.includes(test.where))).to.have.length.above(0);
      }
    });
  }
  for (const test of template.BY_MODE) {
    it(`refuses ${test.what} under protect: all, and warns otherwise`, async () => {
      expect(places(await run({ ...test, passage: template.ALL }))).to.include(
        `PASSAGE_AUDIT_FAILED ${test.where}`,
      );
      const lenient = await run(test);
      expect(places(lenient)).to.deep.equal([]);
      expect(lenient.output).to.include(`${test.where}: `);
    });
  }
  for (const test of template.ALL_ONLY) {
    it(`refuses ${test.what} under protect: all only`, async () => {
      expect(places(await run({ ...test, passage: template.ALL }))).to.deep.equal([
        `PASSAGE_AUDIT_FAILED ${test.where}`,
      ]);
      expect(places(await run(test))).to.deep.equal([]);
    });
  }
  for (const test of template.LEGAL) {
    it(`accepts ${test.what}`, async () => {
      expect(places(await run(test))).to.deep.equal([]);
    });
  }
});
