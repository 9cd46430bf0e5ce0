/** Protected code, where another plugin has rewritten the handlers of all functions: a bundler, or a wrapper. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { byTurns } from '../support/by-turns';
import { FRAMEWORKS, type Framework, type Resource, service } from '../support/frameworks';
import { type InProcessRun, packageService } from '../support/in-process';
import { type Act, pluginThat, withActs, without } from '../support/other-plugin';
import { placesOf } from '../support/template';

const APP = { issuer: 'https://issuer.example/', audience: 'api' };
const WRAPPER = '/opt/nodejs/node_modules/wrapper/handler.handler';

const moved: Act = ({ service: { functions } }) => {
  for (const fn of Object.values(functions)) fn.handler = `.build/${fn.handler ?? ''}`;
};
const wrapped: Act = ({ service: { functions } }) => {
  for (const fn of Object.values(functions)) fn.handler = WRAPPER;
};

type Acts = (readonly [act: Act, event: string])[];

/** What a bundler and a wrapper do, and when. */
const REWRITES: [what: string, rewrite: Acts[number]][] = [
  ['moved', [moved, 'before:package:createDeploymentArtifacts']],
  ['moved early', [moved, 'after:package:initialize']],
  ['wrapped', [wrapped, 'after:package:initialize']],
  ['wrapped late', [wrapped, 'after:package:createDeploymentArtifacts']],
];

const EARLY = ['initialize', 'before:package:initialize'];
const COMPILED = 'after:package:compileEvents';

const get = (path: string, passage?: unknown): object => ({ httpApi: { method: 'GET', path, passage } });

interface Service {
  readonly functions?: Record<string, object>;
  readonly app?: object;
  readonly resources?: object;
}

const me = { handler: 'handler.me', events: [get('/me', true)] };
const you = { handler: 'handler.you', events: [get('/you', true)] };

const serviceWith = ({ functions = { me, you }, app = {}, resources }: Service): object =>
  service(functions, { custom: { passage: { ...APP, ...app } }, ...(resources && { resources }) });

const run = (framework: Framework, acts: Acts, config: Service = {}): Promise<InProcessRun> =>
  packageService(framework, withActs(acts, serviceWith(config)));

const copied: Act = ({ service: { functions } }) => {
  if (functions.me === undefined) return;
  functions.copy = { ...functions.me, name: 'svc-dev-copy', events: [], ...{ url: true } };
};

const openUrl = (logicalId: string): Resource => ({
  Type: 'AWS::Lambda::Url',
  Properties: { AuthType: 'NONE', TargetFunctionArn: { 'Fn::GetAtt': [logicalId, 'Arn'] } },
});

const copyOf = (resource: Resource | undefined): Resource => {
  const copy = structuredClone(resource);
  if (copy === undefined) throw new Error('no such function');
  Object.assign(copy.Properties, { FunctionName: 'svc-dev-copy' });
  return copy;
};

const copiedOnly: Act = ({ resources }) => {
  resources.Copy = copyOf(resources.MeLambdaFunction);
};

const copiedResource: Act = (scene) => {
  copiedOnly(scene);
  scene.resources.Url = openUrl('Copy');
};

/** What the service has is wrapped once it is compiled, and the copy is not. */
const wrappedResources: Act = ({ resources }) => {
  for (const id of ['MeLambdaFunction', 'YouLambdaFunction'])
    Object.assign(resources[id]?.Properties ?? {}, { Handler: WRAPPER });
  resources.Url = openUrl('Copy');
};

const emptied: Act = ({ service: { functions } }) => {
  Object.assign(functions.me ?? {}, { events: [] });
};

/** A compiled function gets another logical ID, and loses all that was compiled for it. */
const renamedResource: Act = (scene) => {
  copiedResource(scene);
  const { resources } = scene;
  for (const [id, resource] of Object.entries(resources))
    if (id === 'MeLambdaFunction' || JSON.stringify(resource).includes('"MeLambdaFunction"'))
      Reflect.deleteProperty(resources, id);
};

/** The same code, which CloudFormation computes the handler or the file of. */
const copiedComputed =
  (change: (properties: Record<string, unknown>) => void): Act =>
  (scene) => {
    copiedResource(scene);
    change(scene.resources.Copy?.Properties ?? {});
  };

/** Another function gets the events, and the code gets a public one. */
const gated: Act = ({ service: { functions } }) => {
  const { me: before } = functions;
  if (before === undefined) return;
  functions.gate = { name: 'svc-dev-gate', handler: 'handler.gate', events: before.events };
  functions.inner = { ...before, name: 'svc-dev-inner', events: [{ httpApi: 'GET /internal/me' }] };
  delete functions.me;
};

const renamed: Act = ({ service: { functions } }) => {
  const { me: before } = functions;
  if (before === undefined) return;
  functions.me2 = { handler: before.handler ?? '', name: 'svc-dev-me2', events: [{ httpApi: 'GET /v1/me' }] };
  delete functions.me;
};

const SHARED = {
  web: { handler: 'handler.handler', events: [get('/x')] },
  adm: { handler: 'handler.handler', events: [get('/admin', true)] },
};

/** The user's own route, which gets all requests that no event gets. */
const REST_OF_ALL = {
  Resources: {
    All: {
      Type: 'AWS::ApiGatewayV2::Route',
      Properties: {
        ApiId: { Ref: 'HttpApi' },
        RouteKey: '$default',
        Target: { 'Fn::Sub': 'integrations/${HttpApiIntegrationWeb}' },
      },
    },
  },
};

interface Case {
  readonly what: string;
  readonly acts: Acts;
  readonly config?: Service;
  readonly where: string;
}

const CASES: Case[] = [
  ...EARLY.map((event) => ({
    what: `one of two functions with one handler is removed (${event})`,
    acts: [[without('adm'), event]] satisfies Acts,
    config: { functions: SHARED, resources: REST_OF_ALL },
    where: 'PASSAGE_AUDIT_FAILED Resources.All',
  })),
  ...EARLY.map((event) => ({
    what: `a function is copied (${event})`,
    acts: [[copied, event]] satisfies Acts,
    config: { app: { protect: 'all' } },
    where: 'PASSAGE_AUDIT_FAILED functions.copy.url',
  })),
  {
    what: 'a compiled function is copied',
    acts: [[copiedResource, COMPILED]],
    config: { app: { protect: 'all' } },
    where: 'PASSAGE_AUDIT_FAILED Resources.Url',
  },
  {
    what: 'a compiled function is copied, and handlers are wrapped then',
    acts: [
      [copiedOnly, 'after:package:compileFunctions'],
      [wrappedResources, COMPILED],
    ],
    config: { app: { protect: 'all' } },
    where: 'PASSAGE_AUDIT_FAILED Resources.Url',
  },
  ...[{}, { protect: 'all' }].map((app) => ({
    what: `a compiled function without events gets another logical ID, ${JSON.stringify(app)}`,
    acts: [
      [emptied, 'before:package:compileEvents'],
      [renamedResource, COMPILED],
    ] satisfies Acts,
    config: { app },
    where: 'PASSAGE_AUDIT_FAILED Resources.Url',
  })),
  {
    what: 'a compiled function is copied with its handler and file as functions',
    acts: [
      [
        copiedComputed((properties) => {
          const { Handler, Code } = properties;
          properties.Handler = { 'Fn::Sub': Handler };
          const { S3Key = '' } = Code as { readonly S3Key?: string };
          properties.Code = { ...(Code as object), S3Key: { 'Fn::Join': ['/', S3Key.split('/')] } };
        }),
        COMPILED,
      ],
    ],
    config: { app: { protect: 'all' } },
    where: 'PASSAGE_AUDIT_FAILED Resources.Url',
  },
  ...[{ me }, { me, you }].map((functions) => ({
    what: `code gets a public event, one of ${String(Object.keys(functions).length)} functions`,
    acts: [[gated, 'before:package:initialize']] satisfies Acts,
    config: { functions },
    where: 'PASSAGE_AUDIT_FAILED functions.inner.events[0].httpApi',
  })),
  {
    what: 'a function with a setting gets another name',
    acts: [[renamed, 'before:package:initialize']],
    config: { functions: { me: { handler: 'handler.me', passage: { scopes: ['admin'] } }, you } },
    where: 'PASSAGE_AUDIT_FAILED functions.me2.events[0].httpApi',
  },
];

/** Events, and a later one, with none of the framework between that reads functions. */
const BETWEEN = [
  ['after:package:initialize', 'before:package:createDeploymentArtifacts'],
  ['before:package:setupProviderConfiguration', 'before:package:createDeploymentArtifacts'],
  ['after:package:createDeploymentArtifacts', 'before:package:compileFunctions'],
] as const;

for (const framework of FRAMEWORKS) {
  describe(`attacks, ${framework}: protected code whose handler is rewritten`, () => {
    for (const [number, { what, acts, config, where }] of CASES.entries())
      it(`is known where ${what}`, async () => {
        for (const [how, rewrite] of REWRITES.filter((_, at) =>
          byTurns([true, false], framework, number + at),
        )) {
          const result = await run(framework, [...acts, rewrite], config);
          expect(placesOf(result.problems), `${how}: ${result.output}`).to.deep.equal([where]);
          expect(result.template).to.equal(null);
        }
      });

    it('is known where the copy is made after the handlers were moved', async () => {
      const [, rewrite] = REWRITES[0]!;
      const acts: Acts = [rewrite, [copied, 'after:package:createDeploymentArtifacts']];
      const result = await run(framework, acts, { app: { protect: 'all' } });
      expect(placesOf(result.problems), result.output).to.deep.equal([
        'PASSAGE_AUDIT_FAILED functions.copy.url',
      ]);
    });

    for (const [event, later] of BETWEEN)
      it(`is known where it is copied or renamed on ${event}, and rewritten on ${later}`, async () => {
        for (const rewrite of [moved, wrapped]) {
          const copy = await run(
            framework,
            [
              [copied, event],
              [rewrite, later],
            ],
            { app: { protect: 'all' } },
          );
          expect(placesOf(copy.problems), copy.output).to.deep.equal([
            'PASSAGE_AUDIT_FAILED functions.copy.url',
          ]);
          const config = {
            functions: {
              me: { handler: 'handler.me', passage: { scopes: ['admin'] }, events: [get('/me')] },
              you,
            },
          };
          const other = await run(
            framework,
            [
              [renamed, event],
              [rewrite, later],
            ],
            config,
          );
          expect(placesOf(other.problems), other.output).to.deep.equal([
            'PASSAGE_AUDIT_FAILED functions.me2.events[0].httpApi',
          ]);
        }
      });

    it('may be any of those whose handler is the new function’s', async () => {
      for (const later of ['after:package:initialize', 'before:package:createDeploymentArtifacts']) {
        const first = [wrapped, 'before:package:initialize'] as const;
        const copy = await run(framework, [first, [copied, later]], { app: { protect: 'all' } });
        expect(placesOf(copy.problems), copy.output).to.deep.equal([
          'PASSAGE_AUDIT_FAILED functions.copy.url',
        ]);
        const code = await run(framework, [first, [gated, later]], { functions: { me, you } });
        expect(placesOf(code.problems), code.output).to.deep.equal([
          'PASSAGE_AUDIT_FAILED functions.inner.events[0].httpApi',
        ]);
        const other = await run(framework, [first, [renamed, later]], {
          functions: { me: { ...me, passage: { scopes: ['admin'] }, events: [get('/me')] }, you },
        });
        expect(placesOf(other.problems), other.output).to.deep.equal([
          'PASSAGE_AUDIT_FAILED functions.me2.events[0].httpApi',
        ]);
      }
    });

    it('is not led to the name of a public route where all handlers are one', async () => {
      const swapped: Act = ({ service: { functions } }) => {
        const { me: before, pub } = functions;
        if (before === undefined || pub === undefined) return;
        functions.pub2 = { ...before, name: 'svc-dev-pub2', events: pub.events };
        delete functions.me;
        delete functions.pub;
      };
      const acts: Acts = [
        [wrapped, 'before:package:initialize'],
        [swapped, 'after:package:initialize'],
      ];
      const config = { functions: { me, pub: { handler: 'handler.pub', events: [get('/pub')] } } };
      const result = await run(framework, acts, config);
      expect(placesOf(result.problems), result.output).to.deep.equal([
        'PASSAGE_AUDIT_FAILED functions.pub2.events[0].httpApi',
      ]);
    });

    it('is known where one plugin copies it, and another one rewrites handlers on the same event', async () => {
      for (const event of [...EARLY, 'before:package:createDeploymentArtifacts']) {
        const { plugins, ...files } = withActs([[copied, event]], serviceWith({ app: { protect: 'all' } }));
        const list = ['serverless-passage', './other.js', './wrapper.js'];
        const result = await packageService(framework, {
          service: { ...(files.service as object), plugins: list },
          plugins: { ...plugins, './wrapper.js': pluginThat([[wrapped, event]]) },
        });
        expect(placesOf(result.problems), result.output).to.deep.equal([
          'PASSAGE_AUDIT_FAILED functions.copy.url',
        ]);
      }
    });
  });
}

const STACK_FILE = 'cloudformation-template-copy-nested-stack.json';

/** A nested stack with a copy of the function, as a plugin that splits stacks writes it. */
const copiedToNestedStack =
  (write: (text: string) => void): Act =>
  ({ resources }) => {
    const copy = copyOf(resources.MeLambdaFunction);
    Reflect.deleteProperty(copy, 'DependsOn');
    Object.assign(copy.Properties, { Role: { Ref: 'Role' } });
    const Parameters = { Role: { Type: 'String' } };
    write(JSON.stringify({ Parameters, Resources: { Copy: copy, Url: openUrl('Copy') } }));
    resources.CopyNestedStack = {
      Type: 'AWS::CloudFormation::Stack',
      Properties: {
        TemplateURL: `https://s3.amazonaws.com/bucket/${STACK_FILE}`,
        Parameters: { Role: { 'Fn::GetAtt': ['IamRoleLambdaExecution', 'Arn'] } },
      },
    };
  };

for (const framework of FRAMEWORKS) {
  describe(`attacks, ${framework}: a copy of a compiled function in a nested stack`, () => {
    const nested = async (acts: Acts, app: object): Promise<InProcessRun> => {
      const { plugins, ...files } = withActs(acts, serviceWith({ app }));
      const list = ['serverless-passage', './other.js', './nested.js'];
      class Nested {
        readonly hooks: Record<string, () => void>;
        constructor({
          service: own,
          serviceDir,
        }: {
          service: Parameters<Act>[0]['service'];
          serviceDir: string;
        }) {
          const write = (text: string): void => {
            mkdirSync(join(serviceDir, '.serverless'), { recursive: true });
            writeFileSync(join(serviceDir, '.serverless', STACK_FILE), text);
          };
          this.hooks = {
            [COMPILED]: () => {
              const resources = own.provider.compiledCloudFormationTemplate?.Resources ?? {};
              copiedToNestedStack(write)({ service: own, resources });
            },
          };
        }
      }
      return packageService(framework, {
        ...files,
        service: { ...(files.service as object), plugins: list },
        plugins: { ...plugins, './nested.js': Nested },
      });
    };

    for (const [what, rewrite] of [['as it was', [() => undefined, 'initialize']] as const, ...REWRITES])
      it(`is refused under protect: all, its handler ${what}`, async () => {
        const result = await nested([rewrite], { protect: 'all' });
        expect(placesOf(result.problems), result.output).to.deep.equal([
          'PASSAGE_AUDIT_FAILED Resources.Url',
        ]);
        expect(result.template).to.equal(null);
      });

    it('is warned about otherwise', async () => {
      const result = await nested([], {});
      expect(result.code, result.output).to.equal(0);
      expect(result.output).to.include(
        'Resources.Url: anyone can call Resources.Copy, the code of functions.me',
      );
    });
  });
}

const health: Act = ({ service: { functions } }) => {
  functions.health = {
    name: 'svc-dev-health',
    handler: 'health.handler',
    events: [{ httpApi: 'GET /health' }],
  };
  Object.assign(functions.health, { url: true, passage: false });
};

/** A function of the same package that a plugin writes into the template, with other code. */
const addedResource: Act = (scene) => {
  copiedResource(scene);
  Object.assign(scene.resources.Copy?.Properties ?? {}, { Handler: 'health.handler' });
};

const PUBLIC = { handler: 'handler.pub', passage: false, events: [get('/pub')] };

/** Each with what a wrapper or a bundler makes of it. */
const LEGAL: [what: string, acts: Acts, config?: Service][] = [
  ['a public function', [], { functions: { me, pub: PUBLIC } }],
  ['a public function with a URL', [], { functions: { me, pub: { ...PUBLIC, url: true } } }],
  ['a protected function with a URL of the user', [], { functions: { me: { ...me, url: true }, you } }],
  ['a public function that a plugin adds', [[health, 'before:package:initialize']]],
  ['a public function that a plugin writes into the template', [[addedResource, COMPILED]]],
  [
    'a function that is removed',
    [[without('you'), 'before:package:initialize']],
    { functions: { me, you, pub: PUBLIC } },
  ],
  [
    'one of two functions with one handler that is removed, and a public one of the user',
    [[without('adm'), 'before:package:initialize']],
    { functions: SHARED },
  ],
  [
    'a function that is removed, and the route of the user for all else',
    [[without('adm'), 'before:package:initialize']],
    {
      functions: { ...SHARED, web: { ...SHARED.web, handler: 'handler.web' } },
      resources: REST_OF_ALL,
    },
  ],
  [
    'a protected function with another name',
    [
      [
        ({ service: own }) => {
          own.functions = Object.fromEntries(
            Object.entries(own.functions).map(([name, fn]) => [
              `${name}V2`,
              { ...fn, name: `svc-dev-${name}V2` },
            ]),
          );
        },
        'before:package:initialize',
      ],
    ],
    { functions: { me, pub: PUBLIC } },
  ],
];

describe('attacks: all handlers are rewritten', () => {
  for (const [number, [what, acts, config = {}]] of LEGAL.entries())
    it(`beside ${what}`, async () => {
      for (const [at, [how, rewrite]] of REWRITES.entries()) {
        // Under `protect: all`, the user's own public routes are refused anyway.
        const isAll = (number + at) % 2 === 0 && config.functions?.web === undefined;
        const app = isAll ? { protect: 'all' } : {};
        const result = await run('osls4', [...acts, rewrite], { ...config, app });
        expect(result.code, `${how}: ${result.output}`).to.equal(0);
      }
    });
});
