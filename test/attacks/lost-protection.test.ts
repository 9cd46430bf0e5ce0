/** What the user configured stays, whatever another plugin makes of the events before they are compiled. */
import { expect } from 'chai';
import { byTurns } from '../support/by-turns';
import { FRAMEWORKS, service } from '../support/frameworks';
import { packageService } from '../support/in-process';
import { nothing, withPlugin } from '../support/other-plugin';
import { accessByMethod, accessByRoute, expectProblems, packaged } from '../support/template';
import { APPS, HOOKS, LEGAL, LISTED, REFUSED, me, rest } from './lost-protection.cases';

for (const framework of FRAMEWORKS) {
  describe(`attacks, ${framework}: another plugin takes away`, () => {
    for (const [number, test] of REFUSED.entries()) {
      const { what, functions, passage = APPS, provider = {}, act, where } = test;
      const event = byTurns(HOOKS, framework, number);
      const listed = byTurns(LISTED, framework, number);
      it(`${what} (${event}, listed ${listed})`, async () => {
        const config = service(functions, { custom: { passage }, provider });
        const run = await packageService(framework, withPlugin(act, { event, listed }, config));
        expectProblems(run, ...where.map((place) => `PASSAGE_AUDIT_FAILED ${place}`));
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
      withPlugin(nothing, { event: 'initialize', listed: 'last' }, config),
    );
    expect(accessByMethod(packaged(run))).to.deep.equal({ ApiGatewayMethodUGet: 'JWT customers [admin]' });
  });
});
