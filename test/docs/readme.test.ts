/** The README's examples are the ones that were run. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { CODES } from '../../src/errors';
import { FRAMEWORKS } from '../support/frameworks';
import { packageService } from '../support/in-process';
import { accessByMethod, accessByRoute, packaged } from '../support/template';

const README = readFileSync(join(__dirname, '../../README.md'), 'utf8');

const FIXTURES = new Map(
  [...README.matchAll(/<!-- fixture: (.+?) -->\s+```yaml\n([\s\S]*?)```/g)].map(([, name, text]) => [
    name!,
    text!,
  ]),
);

/** What an example leaves out because it is the same in all of them. */
const HEADER: Record<string, string> = {
  service: 'service: recipe',
  provider: 'provider: { name: aws, runtime: nodejs22.x }',
  plugins: 'plugins: [serverless-passage]',
  frameworkVersion: "frameworkVersion: '*'",
};

function whole(text: string): string {
  const missing = Object.entries(HEADER).filter(([key]) => !new RegExp(`^${key}:`, 'm').test(text));
  return [...missing.map(([, line]) => line), text].join('\n');
}

const EXPECTED: Record<string, Record<string, string>> = {
  'quick start': { 'GET /hello': 'NONE', 'GET /me': 'JWT passage' },
  'another provider': { 'GET /me': 'JWT passage' },
  'protect all': { 'GET /orders': 'JWT passage', 'POST /orders': 'JWT passage', 'GET /health': 'NONE' },
  scopes: {
    'GET /orders': 'JWT passage [orders:read orders:admin]',
    'DELETE /orders/{id}': 'JWT passage [orders:admin]',
  },
  'user pool': { 'GET /me': 'JWT passage' },
  'several apps': { 'GET /basket': 'JWT customers', 'POST /refund': 'JWT staff' },
  'external api': { 'GET /me': 'JWT passage' },
  owner: { 'GET /me': 'JWT passage' },
  sharing: { 'GET /orders': 'JWT {"Fn::ImportValue":"sls-gateway-dev-PassageAuthorizerId"}' },
  cors: { 'ANY /app/{proxy+}': 'JWT passage', 'OPTIONS /app/{proxy+}': 'NONE' },
  rest: {
    ApiGatewayMethodOrdersGet: 'JWT passage',
    ApiGatewayMethodOrdersOptions: 'NONE',
    ApiGatewayMethodOrdersHealthGet: 'NONE',
  },
  stages: { 'GET /me': 'JWT passage' },
};

describe('README', () => {
  it('has an example for each expectation, and the other way round', () => {
    expect([...FIXTURES.keys()]).to.have.members(Object.keys(EXPECTED));
  });

  for (const framework of FRAMEWORKS) {
    for (const [name, text] of FIXTURES) {
      it(`${framework} packages: ${name}`, async () => {
        const run = await packageService(
          framework,
          { service: whole(text) },
          { PASSAGE_APP_ID: 'testapp123' },
        );
        const template = packaged(run);
        expect({ ...accessByRoute(template), ...accessByMethod(template) }).to.deep.equal(EXPECTED[name]);
      });
    }
  }

  it('the owner of a shared authorizer exports what the others import', async () => {
    const template = packaged(
      await packageService(
        'osls4',
        { service: whole(FIXTURES.get('owner')!) },
        { PASSAGE_APP_ID: 'testapp123' },
      ),
    );
    const exported = Object.values(template.Outputs).map(({ Export }) => Export?.Name);
    for (const [imported] of FIXTURES.get('sharing')!.matchAll(/sls-gateway-dev-\w+/g))
      expect(exported).to.include(imported);
  });

  it('explains every code under an anchor of its own', () => {
    for (const code of CODES) expect(README).to.match(new RegExp(`^### ${code}$`, 'm'));
  });

  it('has links that lead somewhere', () => {
    const anchors = [...README.matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
      title!
        .toLowerCase()
        .replace(/[^\w\- ]/g, '')
        .replace(/ /g, '-'),
    );
    for (const [, anchor] of README.matchAll(/\]\(#([^)]+)\)/g)) expect(anchors).to.include(anchor);
  });

  it('names the two commands that do all the set-up', () => {
    for (const command of ['npm ci && npm run demo', 'npm ci && npm test'])
      expect(README).to.include(command);
  });
});
