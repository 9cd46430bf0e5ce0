/** The YAML of every page is packaged by real frameworks. */
import { expect } from 'chai';
import { type Block, completeService, isService, markerText, readUserPages } from '../../scripts/docs/pages';
import { OUTERMOST } from '../support/frameworks';
import { packageService } from '../support/in-process';
import { accessByMethod, accessByRoute, expectRefused, packaged } from '../support/template';

const SERVICES = readUserPages().flatMap(({ path, blocks }) =>
  blocks.filter(isService).map((block) => ({ path, block })),
);

/** What the fixtures compile to, where it says something. */
const EXPECTED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'first example': { 'GET /orders': 'JWT passage', 'POST /orders': 'JWT passage', 'GET /health': 'NONE' },
  'quick start': { 'GET /hello': 'NONE', 'GET /me': 'JWT passage' },
  'smallest block': { 'GET /me': 'JWT passage' },
  precedence: {
    'PUT /profile/{id}': 'JWT passage',
    'GET /profile/{id}': 'NONE',
    'GET /orders': 'JWT passage [orders:read]',
    'DELETE /orders/{id}': 'JWT passage [orders:admin]',
  },
  'protect all': { 'GET /orders': 'JWT passage', 'POST /orders': 'JWT passage', 'GET /health': 'NONE' },
  scopes: {
    'GET /orders': 'JWT passage [orders:read orders:admin]',
    'DELETE /orders/{id}': 'JWT passage [orders:admin]',
  },
  'user pool': { 'GET /me': 'JWT passage' },
  'several apps': { 'GET /basket': 'JWT customers', 'POST /refund': 'JWT staff' },
  'external api': { 'GET /me': 'JWT passage' },
  sharing: { 'GET /orders': 'JWT {"Fn::ImportValue":"sls-gateway-dev-PassageAuthorizerId"}' },
  cors: { 'ANY /app/{proxy+}': 'JWT passage', 'OPTIONS /app/{proxy+}': 'NONE' },
  'own cors': { 'ANY /app/{proxy+}': 'JWT passage', 'OPTIONS /app/{proxy+}': 'NONE' },
  rest: {
    ApiGatewayMethodOrdersGet: 'JWT passage',
    ApiGatewayMethodOrdersOptions: 'NONE',
    ApiGatewayMethodOrdersHealthGet: 'NONE',
  },
  migrated: {
    'GET /me': 'JWT auth0 [profile:read]',
    'ANY /app/{proxy+}': 'JWT auth0',
    'OPTIONS /app/{proxy+}': 'NONE',
    'GET /health': 'NONE',
  },
};

const MODULES = { 'serverless-offline': 'serverless-offline14' };

function nameOf(block: Block): string {
  return markerText(block, 'fixture') ?? block.marker ?? block.text.split('\n', 1)[0] ?? '';
}

describe('the YAML of the documents', () => {
  it('has a fixture for each expectation, each name once', () => {
    const names = SERVICES.flatMap(({ block }) => markerText(block, 'fixture') ?? []);
    expect(names).to.include.members(Object.keys(EXPECTED));
    expect(names).to.have.lengthOf(new Set(names).size);
  });

  for (const framework of OUTERMOST) {
    for (const { path, block } of SERVICES) {
      const code = markerText(block, 'refused');
      it(`${framework} ${code === undefined ? 'packages' : 'refuses'} ${path}: ${nameOf(block)}`, async () => {
        const run = await packageService(framework, { service: completeService(block), modules: MODULES });
        if (code !== undefined) {
          expectRefused(run, code);
          return;
        }
        const template = packaged(run);
        const expected = EXPECTED[nameOf(block)];
        if (expected !== undefined)
          expect({ ...accessByRoute(template), ...accessByMethod(template) }).to.deep.equal(expected);
      });
    }
  }

  it('exports what the services of a shared API import', async () => {
    const [owner, sharing] = ['owner', 'sharing'].map(
      (name) => SERVICES.find(({ block }) => markerText(block, 'fixture') === name)?.block,
    );
    const template = packaged(await packageService('osls4', { service: completeService(owner!) }));
    const exported = Object.values(template.Outputs).map(({ Export }) => Export?.Name);
    const imported = [...sharing!.text.matchAll(/sls-gateway-dev-\w+/g)];
    expect(imported).not.to.be.empty;
    for (const [name] of imported) expect(exported).to.include(name);
  });
});
