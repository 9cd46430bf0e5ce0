/** Beside the plugins people use, in either order: packages, with the same protection. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import {
  type CfTemplate,
  type Files,
  type Framework,
  type Run,
  makeService,
  service,
} from '../support/frameworks';
import { type Aws, startAws } from '../support/aws';
import { accessByRoute, expectRefused, packaged } from '../support/template';

const handler = 'handler.handler';
const functions = {
  me: { handler, passage: true, events: [{ httpApi: 'GET /me' }] },
  open: { handler, events: [{ httpApi: 'GET /open' }] },
  scoped: { handler, passage: { scopes: ['s'] }, events: [{ httpApi: 'ANY /scoped' }] },
};
const EXPECTED = { 'GET /me': 'JWT passage', 'GET /open': 'NONE', 'ANY /scoped': 'JWT passage [s]' };

interface Neighbour {
  readonly plugin: string;
  readonly on: readonly Framework[];
  readonly custom?: object;
  readonly functions?: object;
  readonly files?: Record<string, string>;
  readonly modules?: Record<string, string>;
}

const BOTH = ['serverless3', 'osls3', 'osls4'] as const;

const NEIGHBOURS: readonly Neighbour[] = [
  {
    plugin: 'serverless-esbuild',
    on: BOTH,
    custom: { esbuild: { bundle: true, packager: 'npm' } },
    functions: Object.fromEntries(
      Object.entries(functions).map(([name, fn]) => [name, { ...fn, handler: 'typed.handler' }]),
    ),
    files: {
      'typed.ts': 'export const handler = async (event: { n: number }): Promise<number> => event.n;\n',
      'package.json': '{}',
    },
  },
  {
    plugin: 'serverless-iam-roles-per-function',
    on: BOTH,
    functions: {
      ...functions,
      me: {
        ...functions.me,
        iamRoleStatements: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }],
      },
    },
  },
  {
    plugin: 'serverless-domain-manager',
    on: BOTH,
    custom: { customDomain: { domainName: 'api.example.com', apiType: 'http', endpointType: 'regional' } },
  },
  { plugin: 'serverless-prune-plugin', on: BOTH, custom: { prune: { automatic: true, number: 3 } } },
  {
    plugin: 'serverless-plugin-split-stacks',
    on: BOTH,
    custom: { splitStacks: { perFunction: true, perType: true } },
  },
];

const STACKS_MAP = `module.exports = {
  'AWS::ApiGatewayV2::Route': { destination: 'Routes' },
  'AWS::ApiGatewayV2::Authorizer': { destination: 'Authorizers' },
};`;

let aws: Aws;
before(async () => {
  aws = await startAws();
});
after(() => aws.close());

function beside(
  { plugin, custom, functions: own = functions, files = {}, modules = {} }: Neighbour,
  first: boolean,
): Files {
  const plugins = first ? [plugin, 'serverless-passage'] : ['serverless-passage', plugin];
  const config = service(own, {
    plugins,
    custom: { passage: { appId: 'a', authOrigin: 'https://a.example' }, ...custom },
  });
  return { service: config, files, modules: { [plugin]: plugin, ...modules } };
}

/** The run, and every template it wrote, nested ones included. */
async function packageAll(
  framework: Framework,
  files: Files,
): Promise<{ run: Run; templates: CfTemplate[] }> {
  const folder = makeService(files);
  try {
    const run = await folder.run(framework, ['package'], aws.env);
    const out = join(folder.dir, '.serverless');
    const names = existsSync(out)
      ? readdirSync(out).filter((name) => /(update-stack|nested-stack.*)\.json$/.test(name))
      : [];
    return {
      run,
      templates: names.map((name) => JSON.parse(readFileSync(join(out, name), 'utf8')) as CfTemplate),
    };
  } finally {
    folder.remove();
  }
}

for (const neighbour of NEIGHBOURS) {
  for (const framework of neighbour.on) {
    for (const first of [true, false]) {
      it(`${framework} beside ${neighbour.plugin}, listed ${first ? 'after' : 'before'} it`, async () => {
        const { run, templates } = await packageAll(framework, beside(neighbour, first));
        packaged(run);
        const access = Object.fromEntries(
          templates.flatMap((template) => Object.entries(accessByRoute(template))),
        );
        // A nested stack names the authorizer by parameter: what is behind it is the audit's to follow.
        const words = Object.fromEntries(
          Object.entries(access).map(([route, word]) => [
            route,
            word.replace('HttpApiAuthorizerPassageParameter', 'passage'),
          ]),
        );
        expect(words).to.deep.equal(EXPECTED);
      });
    }
  }
}

describe('nested stacks are audited', () => {
  const split = NEIGHBOURS.at(-1)!;
  const sabotage = (code: string): Record<string, string> => ({
    'stacks-map.js': STACKS_MAP,
    'other.js': `const { readFileSync, writeFileSync, readdirSync } = require('fs');
module.exports = class Other {
  constructor(serverless) {
    this.hooks = { 'after:aws:package:finalize:mergeCustomProviderResources': () => {
      for (const name of readdirSync('.serverless').filter((n) => /nested-stack/.test(n))) {
        const path = '.serverless/' + name, t = JSON.parse(readFileSync(path, 'utf8')), root = serverless.service.provider.compiledCloudFormationTemplate;
        ${code}
        writeFileSync(path, JSON.stringify(t));
      }
    } };
  }
};`,
  });
  const run = async (code: string): Promise<{ run: Run; templates: CfTemplate[] }> => {
    const files = beside(
      { ...split, files: sabotage(code), custom: { splitStacks: { perType: false } } },
      true,
    );
    const config = {
      ...(files.service as object),
      plugins: [split.plugin, './other.js', 'serverless-passage'],
    };
    return packageAll('osls4', { ...files, service: config });
  };

  it('routes and authorizer each in a stack of their own', async () => {
    const { run: done, templates } = await run('');
    const root = packaged(done);
    expect(
      Object.values(root.Resources).filter(({ Type }) => Type === 'AWS::ApiGatewayV2::Route'),
    ).to.deep.equal([]);
    expect(templates.flatMap((template) => Object.keys(accessByRoute(template)))).to.have.members(
      Object.keys(EXPECTED),
    );
  });

  for (const [what, code] of [
    [
      'a route opened in its nested stack',
      "for (const r of Object.values(t.Resources)) if (r.Properties.RouteKey === 'GET /me') r.Properties.AuthorizationType = 'NONE';",
    ],
    [
      'a nested route pointed at another authorizer',
      "for (const s of Object.values(root.Resources)) if (s.Properties?.Parameters?.HttpApiAuthorizerPassageParameter) s.Properties.Parameters.HttpApiAuthorizerPassageParameter = 'other';",
    ],
    [
      'a nested authorizer with another issuer',
      "for (const r of Object.values(t.Resources)) if (r.Properties.JwtConfiguration) r.Properties.JwtConfiguration.Issuer = 'https://evil.example';",
    ],
    [
      'a nested stack that cannot be read',
      "for (const s of Object.values(root.Resources)) if (s.Type === 'AWS::CloudFormation::Stack') s.Properties.TemplateURL = 'https://s3/elsewhere.json';",
    ],
  ] as const) {
    it(what, async () => {
      expectRefused((await run(code)).run, 'PASSAGE_AUDIT_FAILED');
    });
  }
});
