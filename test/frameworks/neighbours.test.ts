/** Beside the plugins people use, in either order: packages, with the same protection. */
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { unzipSync } from 'fflate';
import { type Aws, startAws } from '../support/aws';
import { byTurns } from '../support/by-turns';
import {
  type CfTemplate,
  FRAMEWORKS,
  type Framework,
  type Resource,
  makeService,
  service,
} from '../support/frameworks';
import { type InProcessRun, type PluginClass, type ServiceFiles, runInProcess } from '../support/in-process';
import { accessByRoute, expectProblems, packaged } from '../support/template';

const handler = 'handler.handler';
const functions = {
  me: { handler, passage: true, events: [{ httpApi: 'GET /me' }] },
  open: { handler, events: [{ httpApi: 'GET /open' }] },
  scoped: { handler, passage: { scopes: ['s'] }, events: [{ httpApi: 'ANY /scoped' }] },
};
const EXPECTED = { 'GET /me': 'JWT passage', 'GET /open': 'NONE', 'ANY /scoped': 'JWT passage [s]' };

interface Neighbour {
  readonly plugin: string;
  readonly custom?: object;
  readonly functions?: object;
  readonly files?: Record<string, string>;
  readonly modules?: Record<string, string>;
}

const NEIGHBOURS: readonly Neighbour[] = [
  {
    plugin: 'serverless-esbuild',
    custom: { esbuild: { config: './esbuild.config.js' } },
    functions: Object.fromEntries(
      Object.entries(functions).map(([name, fn]) => [name, { ...fn, handler: 'typed.handler' }]),
    ),
    files: {
      'typed.ts': 'export const handler = async (event: { n: number }): Promise<number> => event.n;\n',
      'package.json': '{}',
      // esbuild's own process is in the folder that it was started in.
      'esbuild.config.js': `module.exports = () => ({ bundle: true, packager: 'npm', absWorkingDir: __dirname });`,
    },
  },
  {
    plugin: 'serverless-iam-roles-per-function',
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
    custom: { customDomain: { domainName: 'api.example.com', apiType: 'http', endpointType: 'regional' } },
  },
  { plugin: 'serverless-prune-plugin', custom: { prune: { automatic: true, number: 3 } } },
  {
    plugin: 'serverless-plugin-split-stacks',
    custom: { splitStacks: { perFunction: true, perType: true } },
  },
];

const STACKS_MAP = `module.exports = {
  'AWS::ApiGatewayV2::Route': { destination: 'Routes' },
  'AWS::ApiGatewayV2::Authorizer': { destination: 'Authorizers' },
};`;

/** Also what holds issuer and audience. */
const STACKS_MAP_OF_VALUES = STACKS_MAP.replace(
  '};',
  `'AWS::Lambda::Function': { destination: 'Functions' } };`,
);

const KNOWN_TO_AWS = {
  issuer: { 'Fn::Sub': ['https://idp.example/${P}/${AWS::Region}', { P: { Ref: 'Pool' } }] },
  audience: [
    { Ref: 'PoolClient' },
    { 'Fn::Sub': '${Pool}-${Pool.ProviderName}-${AWS::Region}-${Tenant}' },
    { 'Fn::ImportValue': { 'Fn::Sub': '${Tenant}-audience' } },
    { 'Fn::Join': ['-', ['x', { Ref: 'Pool' }]] },
  ],
};

const USER_POOL = {
  Parameters: { Tenant: { Type: 'String', Default: 'x' } },
  Resources: {
    Pool: { Type: 'AWS::Cognito::UserPool', Properties: {} },
    PoolClient: { Type: 'AWS::Cognito::UserPoolClient', Properties: { UserPoolId: { Ref: 'Pool' } } },
  },
};

let aws: Aws;
before(async () => {
  aws = await startAws();
});
after(() => aws.close());

function beside(
  { plugin, custom, functions: own = functions, files = {}, modules = {} }: Neighbour,
  first: boolean,
): ServiceFiles {
  const plugins = first ? [plugin, 'serverless-passage'] : ['serverless-passage', plugin];
  const config = service(own, {
    plugins,
    custom: { passage: { appId: 'a', authOrigin: 'https://a.example' }, ...custom },
  });
  return { service: config, files, modules: { [plugin]: plugin, ...modules } };
}

interface Packaged {
  readonly run: InProcessRun;
  /** Every template that was written, nested ones included. */
  readonly templates: readonly CfTemplate[];
}

async function packageAll(framework: Framework, { plugins = {}, ...files }: ServiceFiles): Promise<Packaged> {
  const folder = makeService(files);
  try {
    const run = await runInProcess(framework, folder, ['package'], { plugins, env: aws.env });
    return { run, templates: templateFiles(folder.dir).map(readTemplate) };
  } finally {
    folder.remove();
  }
}

function templateFiles(dir: string): string[] {
  const out = join(dir, '.serverless');
  const names = existsSync(out) ? readdirSync(out) : [];
  return names
    .filter((name) => /(update-stack|nested-stack.*)\.json$/.test(name))
    .map((name) => join(out, name));
}

function readTemplate(path: string): CfTemplate {
  return JSON.parse(readFileSync(path, 'utf8')) as CfTemplate;
}

const LAMBDA_FUNCTION = 'PassageAuthorizerLambdaFunction';

/** The Lambda authorizer and its role, in whichever template they are. */
function lambdaResources(templates: readonly CfTemplate[]): Record<string, unknown> {
  const entries = templates.flatMap(({ Resources }) => Object.entries(Resources));
  const ours = entries.filter(([id]) => id.startsWith(LAMBDA_FUNCTION));
  return Object.fromEntries(
    ours.map(([id, { Properties }]) => {
      // Its role may be in another stack: the audit follows the reference.
      const rest = Object.entries(Properties).filter(([key]) => key !== 'Role' && key !== 'Code');
      return [id, { ...Object.fromEntries(rest), zip: zipName(Properties.Code) }];
    }),
  );
}

function zipName(code: unknown): string | undefined {
  return (code as { S3Key?: string } | undefined)?.S3Key?.split('/').at(-1);
}

/** Names of the files in each zip that is not ours. */
function otherFiles(dir: string): string[] {
  const out = join(dir, '.serverless');
  const zips = readdirSync(out).filter((name) => name.endsWith('.zip') && name !== 'passageAuthorizer.zip');
  return zips.flatMap((name) => Object.keys(unzipSync(readFileSync(join(out, name)))));
}

for (const framework of FRAMEWORKS) {
  describe(`${framework}: other plugins, with a Lambda authorizer`, () => {
    const lambda = { issuer: 'https://a.example/', audience: 'a', authorizerType: 'lambda' };
    /** @param expected files of ours in the archives of the user's functions */
    const packageLambda = async (
      files: ServiceFiles,
      expected: readonly string[] = [],
    ): Promise<[Record<string, unknown>, Buffer]> => {
      const config = files.service as { custom: object };
      const folder = makeService({
        ...files,
        service: { ...config, custom: { ...config.custom, passage: lambda } },
      });
      try {
        packaged(await runInProcess(framework, folder, ['package'], { env: aws.env }));
        const others = otherFiles(folder.dir).filter((name) =>
          /passage-?authorizer|routes\.json/i.test(name),
        );
        expect(others).to.deep.equal(expected);
        const zip = readFileSync(join(folder.dir, '.serverless', 'passageAuthorizer.zip'));
        return [lambdaResources(templateFiles(folder.dir).map(readTemplate)), zip];
      } finally {
        folder.remove();
      }
    };
    let alone: [Record<string, unknown>, Buffer];
    before(async () => {
      alone = await packageLambda({ service: service(functions, { custom: {} }) });
    });

    for (const [number, neighbour] of NEIGHBOURS.entries()) {
      const first = byTurns([true, false], framework, number);
      it(`${neighbour.plugin}, listed ${first ? 'before' : 'after'} ours`, async () => {
        expect(await packageLambda(beside(neighbour, first))).to.deep.equal(alone);
      });
    }

    const PACKAGING: [what: string, settings: object, expected?: readonly string[]][] = [
      ['a zip for each function', { individually: true }],
      ['patterns that leave everything out', { patterns: ['!**', 'handler.js'] }],
      [
        'patterns that take everything in, and so what was packaged before',
        { patterns: ['**'] },
        ['.serverless/passageAuthorizer.zip'],
      ],
      ['an artifact of the service', { artifact: 'own.zip' }],
    ];
    for (const [what, settings, expected] of PACKAGING) {
      it(what, async () => {
        const config = service(functions, { package: settings, custom: {} });
        const files = { 'own.zip': 'PK' };
        expect(await packageLambda({ service: config, files }, expected)).to.deep.equal(alone);
      });
    }

    it('functions that are container images', async () => {
      const image = '123456789012.dkr.ecr.us-east-1.amazonaws.com/me@sha256:' + 'a'.repeat(64);
      const me = { image, passage: true, events: [{ httpApi: 'GET /me' }] };
      const others = { open: functions.open, scoped: functions.scoped };
      expect(await packageLambda({ service: service({ me, ...others }, { custom: {} }) })).to.deep.equal(
        alone,
      );
    });
  });

  describe(`${framework}: other plugins`, () => {
    for (const [number, neighbour] of NEIGHBOURS.entries()) {
      const first = byTurns([false, true], framework, number);
      it(`${neighbour.plugin}, listed ${first ? 'before' : 'after'} ours`, async () => {
        const { run, templates } = await packageAll(framework, beside(neighbour, first));
        packaged(run);
        const access = Object.assign({}, ...templates.map(accessByRoute)) as Record<string, string>;
        // A nested stack names the authorizer by parameter: what is behind it is the audit's to follow.
        const resolved = Object.entries(access).map(([route, how]) => [
          route,
          how.replace('HttpApiAuthorizerPassageParameter', 'passage'),
        ]);
        expect(Object.fromEntries(resolved)).to.deep.equal(EXPECTED);
      });
    }
  });

  describe(`${framework}: nested stacks`, () => {
    const split: Neighbour = {
      plugin: 'serverless-plugin-split-stacks',
      custom: { splitStacks: { perType: false } },
      files: { 'stacks-map.js': STACKS_MAP },
    };
    /** Does something to the root and to each nested template, after they have been split. */
    const run = (act: NestedAct): Promise<Packaged> => {
      const { service: config, ...files } = beside(split, true);
      const plugins = [split.plugin, './other.js', 'serverless-passage'];
      return packageAll(framework, {
        ...files,
        service: { ...(config as object), plugins },
        plugins: { './other.js': editNested(act) },
      });
    };

    it('routes and authorizer each in a stack of their own', async () => {
      const { run: done, templates } = await run(() => undefined);
      expect(routesOf(packaged(done))).to.deep.equal([]);
      expect(templates.flatMap((template) => Object.keys(accessByRoute(template)))).to.have.members(
        Object.keys(EXPECTED),
      );
    });

    for (const authorizerType of ['jwt', 'lambda']) {
      describe(`values that only CloudFormation knows, authorizerType: ${authorizerType}`, () => {
        const custom = { ...split.custom, passage: { ...KNOWN_TO_AWS, authorizerType } };
        const runWith = (act: NestedAct, first = true): Promise<Packaged> => {
          const files = { 'stacks-map.js': STACKS_MAP_OF_VALUES };
          const { service: config, ...rest } = beside({ ...split, files }, true);
          const plugins = first
            ? [split.plugin, './other.js', 'serverless-passage']
            : ['serverless-passage', split.plugin, './other.js'];
          return packageAll(framework, {
            ...rest,
            service: { ...(config as object), custom, resources: USER_POOL, plugins },
            plugins: { './other.js': editNested(act) },
          });
        };

        it('what the plugin writes in their place is followed', async () => {
          for (const first of [true, false]) packaged((await runWith(() => undefined, first)).run);
        });

        it('another value of the parameter that took their place', async () => {
          const { run: done } = await runWith(({ Resources }) => {
            for (const { Properties } of Object.values(Resources)) {
              const parameters = Properties.Parameters as Record<string, unknown> | undefined;
              if (parameters?.PoolParameter !== undefined) parameters.PoolParameter = 'evil';
            }
          });
          const where = done.problems.map((problem) => problem.where);
          expect(where.join()).to.match(/JwtConfiguration|Environment/);
        });

        it('another text around them', async () => {
          const { run: done } = await runWith((_root, nested) => {
            const text = JSON.stringify(nested.Resources).replaceAll(
              'https://idp.example',
              'https://evil.example',
            );
            nested.Resources = JSON.parse(text) as CfTemplate['Resources'];
          });
          const where = done.problems.map((problem) => problem.where);
          expect(where.join()).to.match(/JwtConfiguration|Environment/);
        });
      });
    }

    const FOUND: [what: string, act: NestedAct, ...where: string[]][] = [
      [
        'a route opened in its nested stack',
        (_root, nested) => {
          for (const { Properties } of routesOf(nested))
            if (Properties.RouteKey === 'GET /me') Properties.AuthorizationType = 'NONE';
        },
        'Resources.HttpApiRouteGetMe.AuthorizationType',
      ],
      [
        'a nested route pointed at another authorizer',
        ({ Resources }) => {
          for (const { Properties } of Object.values(Resources)) {
            const parameters = Properties.Parameters as Record<string, unknown> | undefined;
            if (parameters?.HttpApiAuthorizerPassageParameter !== undefined)
              parameters.HttpApiAuthorizerPassageParameter = 'other';
          }
        },
        'Resources.HttpApiRouteGetMe.AuthorizerId',
        'Resources.HttpApiRouteAnyScoped.AuthorizerId',
      ],
      [
        'a nested authorizer with another issuer',
        (_root, { Resources }) => {
          for (const { Properties } of Object.values(Resources))
            if (Properties.JwtConfiguration !== undefined)
              Properties.JwtConfiguration = {
                ...(Properties.JwtConfiguration as object),
                Issuer: 'https://evil.example',
              };
        },
        'Resources.HttpApiAuthorizerPassage.Properties.JwtConfiguration',
      ],
      [
        'a nested stack that cannot be read',
        ({ Resources }) => {
          for (const { Type, Properties } of Object.values(Resources))
            if (Type === 'AWS::CloudFormation::Stack') Properties.TemplateURL = 'https://s3/elsewhere.json';
        },
        'Resources.HttpApiAuthorizerPassage',
        'Resources.HttpApiRouteGetMe',
        'Resources.HttpApiRouteAnyScoped',
      ],
    ];
    /** What a stack is there for, where there is a public route behind its own. */
    const conditionOn =
      (part: string): NestedAct =>
      ({ Resources }) => {
        for (const [logicalId, resource] of Object.entries(Resources))
          if (resource.Type === 'AWS::CloudFormation::Stack' && logicalId.includes(part))
            Object.assign(resource, { Condition: 'IsProd' });
        Resources.Behind = {
          Type: 'AWS::ApiGatewayV2::Route',
          Properties: { ApiId: { Ref: 'HttpApi' }, RouteKey: '$default', Target: 'integrations/x' },
        };
      };
    FOUND.push(
      [
        'a condition on the stack of protected routes, with a public route behind them',
        conditionOn('Routes'),
        'Resources.HttpApiRouteGetMe',
        'Resources.HttpApiRouteAnyScoped',
      ],
      [
        'a condition on the stack of the authorizer',
        conditionOn('Authorizers'),
        'Resources.HttpApiAuthorizerPassage.Condition',
      ],
    );
    for (const [what, act, ...where] of FOUND) {
      it(what, async () => {
        const { run: done } = await run(act);
        expectProblems(done, ...where.map((place) => `PASSAGE_AUDIT_FAILED ${place}`));
      });
    }
  });
}

type NestedAct = (root: CfTemplate, nested: CfTemplate) => void;

function routesOf({ Resources }: CfTemplate): Resource[] {
  return Object.values(Resources).filter(({ Type }) => Type === 'AWS::ApiGatewayV2::Route');
}

function editNested(act: NestedAct): PluginClass {
  return class Other {
    readonly hooks: Record<string, () => void>;

    constructor({ serviceDir, service: own }: Host) {
      this.hooks = {
        'after:aws:package:finalize:mergeCustomProviderResources': () => {
          for (const path of templateFiles(serviceDir).filter((name) => name.includes('nested-stack'))) {
            const nested = readTemplate(path);
            act(own.provider.compiledCloudFormationTemplate, nested);
            writeFileSync(path, JSON.stringify(nested));
          }
        },
      };
    }
  };
}

interface Host {
  readonly serviceDir: string;
  readonly service: { readonly provider: { readonly compiledCloudFormationTemplate: CfTemplate } };
}
