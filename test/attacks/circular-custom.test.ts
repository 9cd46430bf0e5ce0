/** Other plugins may keep in `custom` what is no JSON: it is none of our business, before our block is complete too. */
import { expect } from 'chai';
import { FRAMEWORKS, service } from '../support/frameworks';
import { type InProcessRun, type PluginClass, packageService } from '../support/in-process';
import { accessByRoute, packaged } from '../support/template';

type Json = Record<string, unknown>;

interface Own {
  readonly service: { readonly custom: Json & { passage: Json } };
}

/** A plugin that keeps a value in `custom`, and completes the block. */
const keeping = (valueOf: (plugin: object, own: Own) => unknown, block: Json): PluginClass =>
  class Keeper {
    readonly self = this;
    readonly hooks: object;

    constructor(own: Own) {
      const { custom } = own.service;
      this.hooks = {
        initialize: (): void => {
          Object.assign(custom.passage, block);
        },
        'before:aws:package:finalize:saveServiceState': (): void => {
          // The framework cannot save it either.
          if (typeof custom.other === 'bigint') delete custom.other;
        },
      };
      custom.other = valueOf(this, own);
    }
  };

const circular = (): Json => {
  const value: Json = { list: [] };
  (value.list as unknown[]).push(value);
  return value;
};

const KEPT: [what: string, valueOf: (plugin: object) => unknown][] = [
  ['itself', (plugin) => ({ plugin })],
  ['a circular object', circular],
  ['a BigInt', () => 1n],
  ['a function', () => () => undefined],
];

const me = (passage: unknown): Json => ({
  me: { handler: 'handler.me', passage, events: [{ httpApi: 'GET /me' }] },
});

interface Case {
  readonly valueOf: (plugin: object, own: Own) => unknown;
  readonly block: Json;
  readonly functions?: Json;
}

const run = (framework: (typeof FRAMEWORKS)[number], test: Case): Promise<InProcessRun> =>
  packageService(framework, {
    service: {
      ...service(test.functions ?? me(true), { custom: { passage: { issuer: 'https://issuer.example/' } } }),
      plugins: ['./other.js', 'serverless-passage'],
    },
    plugins: { './other.js': keeping(test.valueOf, test.block) },
  });

for (const framework of FRAMEWORKS) {
  describe(`attacks, ${framework}: a plugin keeps in custom`, () => {
    for (const [what, valueOf] of KEPT) {
      it(`${what}, and completes the block`, async () => {
        const result = await run(framework, { valueOf, block: { audience: 'api' } });
        expect(result.code, result.output).to.equal(0);
        expect(accessByRoute(packaged(result))).to.deep.equal({ 'GET /me': 'JWT passage' });
      });

      it(`${what}, and a mistake is reported as ever`, async () => {
        const result = await run(framework, { valueOf, block: {}, functions: me('ture') });
        expect(
          result.problems.map(({ where }) => where),
          result.output,
        ).to.include('custom.passage.audience');
        const changed = await run(framework, {
          valueOf,
          block: { issuer: 'https://o.example/', audience: 'api' },
        });
        expect(
          changed.problems.map(({ where }) => where),
          changed.output,
        ).to.deep.equal(['custom.passage.issuer']);
      });
    }

    // Once only: the framework itself looks at all that it is.
    it('the framework, and completes the block', async () => {
      const valueOf = (plugin: object, own: Own): unknown => ({ plugin, own });
      const result = await run(framework, { valueOf, block: { audience: 'api' } });
      expect(result.code, result.output).to.equal(0);
      expect(accessByRoute(packaged(result))).to.deep.equal({ 'GET /me': 'JWT passage' });
    });

    it('itself, beside a misspelt key', async () => {
      const result = await run(framework, {
        valueOf: (plugin) => ({ plugin }),
        block: { audience: 'api' },
        functions: { me: { handler: 'handler.me', pasage: true, events: [{ httpApi: 'GET /me' }] } },
      });
      expect(
        result.problems.map(({ where }) => where),
        result.output,
      ).to.include('functions.me.pasage');
    });
  });
}
