/** What the user configured stays, whatever another plugin makes of the events before they are compiled. */
import { expect } from 'chai';
import { byTurns } from '../support/by-turns';
import { FRAMEWORKS, service } from '../support/frameworks';
import { type InProcessRun, packageService } from '../support/in-process';
import { withPlugin } from '../support/other-plugin';
import { accessByMethod, accessByRoute, packaged } from '../support/template';
import { APPS, HOOKS, LEGAL, LISTED, REFUSED, me, rest } from './lost-protection.cases';

function expectRefused(run: InProcessRun, ...facts: string[]): void {
  expect(run.code, run.output).to.equal(1);
  expect([...new Set(run.problems.map(({ code }) => code))]).to.deep.equal(['PASSAGE_AUDIT_FAILED']);
  for (const fact of facts) expect(JSON.stringify(run.problems)).to.include(fact);
  expect(run.template).to.equal(null);
}

for (const framework of FRAMEWORKS) {
  describe(`attacks, ${framework}: another plugin takes away`, () => {
    for (const [number, { what, functions, passage = APPS, provider = {}, act }] of REFUSED.entries()) {
      const event = byTurns(HOOKS, framework, number);
      const listed = byTurns(LISTED, framework, number);
      it(`${what} (${event}, listed ${listed})`, async () => {
        const config = service(functions, { custom: { passage }, provider });
        const run = await packageService(framework, withPlugin(act, { event, listed }, config));
        expectRefused(run);
      });
    }
  });
}

describe('attacks: what another plugin may do', () => {
  for (const { what, functions, passage = APPS, act, expected } of LEGAL) {
    for (const event of HOOKS) {
      it(`${what} (${event})`, async () => {
        const config = service(functions, { custom: { passage } });
        const run = await packageService('osls4', withPlugin(act, { event, listed: 'last' }, config));
        expect(accessByRoute(packaged(run))).to.deep.equal(expected);
      });
    }
  }

  it('keep the scopes of REST methods', async () => {
    const config = service(me(rest({ passage: { scopes: ['admin'] } }), { passage: true }), {
      custom: { passage: APPS },
    });
    const run = await packageService(
      'osls4',
      withPlugin(() => undefined, { event: 'initialize', listed: 'last' }, config),
    );
    expect(accessByMethod(packaged(run))).to.deep.equal({ ApiGatewayMethodUGet: 'JWT customers [admin]' });
  });
});
