/** Our advice about keys comes before the framework's own validation, on every framework alike. */
import { expect } from 'chai';
import { FRAMEWORKS, OUTERMOST, makeService, service } from '../support/frameworks';
import { packageService, runInProcess } from '../support/in-process';

const me = (fn: object): object => ({
  me: { handler: 'handler.me', events: [{ httpApi: 'GET /me' }], ...fn },
});

const CASES: [what: string, config: object, where: string][] = [
  [
    'next to an event',
    service(me({ events: [{ httpApi: 'GET /me', passage: true }] })),
    'functions.me.events[0].passage',
  ],
  ['misspelt on a function', service(me({ pasage: true })), 'functions.me.pasage'],
  [
    'misspelt inside an event',
    service(me({ events: [{ httpApi: { method: 'GET', path: '/me', apssage: true } }] })),
    'functions.me.events[0].httpApi.apssage',
  ],
  ['on the provider', service(me({}), { provider: { passage: true } }), 'provider.passage'],
  ['at the top level', service(me({}), { passage: true }), 'passage'],
  [
    'in a list of functions',
    { ...service({}), functions: [me({ protected: true })] },
    'functions.me.protected',
  ],
];

for (const framework of FRAMEWORKS) {
  describe(`${framework}: misplaced keys`, () => {
    for (const [what, config, where] of CASES) {
      it(what, async () => {
        const run = await packageService(framework, { service: config });
        expect(run.code, run.output).to.equal(1);
        expect(
          run.problems.map((problem) => problem.where),
          run.output,
        ).to.include(where);
        expect(run.template).to.equal(null);
      });
    }

    it('keep the framework’s own checks', async () => {
      const run = await packageService(framework, {
        service: { ...service(me({ handlr: 'x' })), configValidationMode: 'error' },
      });
      expect(run.code).to.equal(1);
      expect(run.problems).to.deep.equal([]);
      expect(run.output).to.include('handlr');
    });

    it('leave it to the framework to report a plugin that is listed twice', async () => {
      const plugins = ['serverless-passage', 'serverless-passage'];
      const run = await packageService(framework, { service: service(me({}), { plugins }) });
      expect(run.code).to.equal(1);
      expect(run.output).to.include('duplicate plugin');
    });

    it('are no obstacle to printing the configuration, where the framework only warns', async () => {
      const folder = makeService({
        service: { ...service(me({ pasage: true })), configValidationMode: 'warn' },
      });
      try {
        const run = await runInProcess(framework, folder, ['print']);
        expect(run.code, run.output).to.equal(0);
      } finally {
        folder.remove();
      }
    });
  });
}

for (const framework of OUTERMOST) {
  it(`${framework}: misplaced keys are no obstacle to help`, async () => {
    const folder = makeService({ service: service(me({ pasage: true })) });
    try {
      const run = await runInProcess(framework, folder, ['package', '--help']);
      expect(run.code, run.output).to.equal(0);
    } finally {
      folder.remove();
    }
  });
}
