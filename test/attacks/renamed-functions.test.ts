/** Protected code under another name: it is guarded as long as a function runs it. */
import { expect } from 'chai';
import { hasTurn } from '../support/by-turns';
import { FRAMEWORKS, type Resource, service } from '../support/frameworks';
import { packageService } from '../support/in-process';
import { placesOf } from '../support/template';
import { type Act, pluginThat, withActs } from '../support/other-plugin';

const APP = { issuer: 'https://issuer.example/', audience: 'api' };
const URI = `123456789012.dkr.ecr.us-east-1.amazonaws.com/me@sha256:${'a'.repeat(64)}`;
const COPY = { 'Fn::GetAtt': ['CopyLambdaFunction', 'Arn'] };

/** Another function with the code of `me`, which goes or stays. */
const copied =
  (handler: string, more: object = {}, isKept = false): Act =>
  ({ service: { functions } }) => {
    functions.copy = { name: 'svc-dev-copy', handler, events: [], ...more };
    if (!isKept) delete functions.me;
  };

const added =
  (resources: Record<string, Resource>): Act =>
  (scene) => {
    Object.assign(scene.resources, resources);
  };

const url = added({
  Url: { Type: 'AWS::Lambda::Url', Properties: { AuthType: 'NONE', TargetFunctionArn: COPY } },
});
const byName = added({
  Url: { Type: 'AWS::Lambda::Url', Properties: { AuthType: 'NONE', TargetFunctionArn: 'svc-dev-copy' } },
});
const second = added({
  Second: {
    Type: 'AWS::ApiGatewayV2::Api',
    Properties: { Name: 'x', ProtocolType: 'HTTP', Target: COPY },
  },
});
const route = added({
  Link: {
    Type: 'AWS::ApiGatewayV2::Integration',
    Properties: {
      ApiId: { Ref: 'HttpApi' },
      IntegrationType: 'AWS_PROXY',
      IntegrationUri: COPY,
      PayloadFormatVersion: '2.0',
    },
  },
  Raw: {
    Type: 'AWS::ApiGatewayV2::Route',
    Properties: {
      ApiId: { Ref: 'HttpApi' },
      RouteKey: 'GET /v2/me',
      Target: { 'Fn::Sub': 'integrations/${Link}' },
    },
  },
});

const SPELLINGS = [
  'handler.me',
  './handler.me',
  './/handler.me',
  'src/../handler.me',
  '/var/task/handler.me',
];
const WAYS: [what: string, act: Act, where: string][] = [
  ['a function URL', url, 'Resources.Url'],
  ['a function URL by name', byName, 'Resources.Url'],
  ['a second API', second, 'Resources.Second'],
  ['a route', route, 'Resources.Raw'],
];

const serviceWith = ({ app = {}, me = {} }: { app?: object; me?: object }): object =>
  service(
    {
      me: { handler: 'handler.me', passage: true, events: [{ httpApi: 'GET /me' }], ...me },
      you: { handler: 'handler.you', passage: true, events: [{ httpApi: 'GET /you' }] },
    },
    {
      provider: { ecr: { images: { app: { uri: URI } } } },
      custom: { passage: { ...APP, ...app } },
    },
  );
const SERVICE = serviceWith({});

const filesOf = (first: Act, after: Act, more: { app?: object; me?: object } = {}) =>
  withActs(
    [
      [first, 'before:package:initialize'],
      [after, 'after:package:compileEvents'],
    ],
    serviceWith(more),
  );

const nothing: Act = () => undefined;

for (const framework of FRAMEWORKS) {
  const foundIn = async (files: ReturnType<typeof filesOf>): Promise<string[]> => {
    const run = await packageService(framework, files);
    expect(run.template, run.output).to.equal(null);
    return placesOf(run.problems);
  };

  describe(`attacks, ${framework}: a function with another name and the same code is opened`, () => {
    for (const [number, [what, way, where]] of WAYS.entries()) {
      it(`by ${what}`, async () => {
        for (const handler of SPELLINGS.filter((_, at) => hasTurn(framework, number + at)))
          expect(await foundIn(filesOf(copied(handler), way)), handler).to.deep.equal([
            `PASSAGE_AUDIT_FAILED ${where}`,
          ]);
      });

      it(`by ${what}, whatever the other function says of itself`, async () => {
        const said = copied('handler.me', { passage: false });
        expect(await foundIn(filesOf(said, way))).to.deep.equal([`PASSAGE_AUDIT_FAILED ${where}`]);
      });

      it(`by ${what}, under protect: all, beside the function itself`, async () => {
        const files = filesOf(copied('./handler.me', {}, true), way, { app: { protect: 'all' } });
        expect(await foundIn(files)).to.deep.equal([`PASSAGE_AUDIT_FAILED ${where}`]);
      });
    }

    it('by a function URL of its own', async () => {
      for (const isKept of [false, true])
        for (const more of [{ url: true }, { url: { cors: true }, passage: false }])
          expect(
            await foundIn(filesOf(copied('./handler.me', more, isKept), nothing)),
            JSON.stringify(more),
          ).to.deep.equal(['PASSAGE_AUDIT_FAILED functions.copy.url']);
    });
  });
}

const without: Act = ({ service: { functions } }) => {
  delete functions.copy;
  delete functions.me;
};
const COMPILED = 'after:package:compileFunctions';

/** Each with the function that is called in the end. */
const TEMPLATES: [what: string, acts: [act: Act, event: string][], logicalId: string][] = [
  [
    'that is compiled and then deleted',
    [
      [copied('handler.me'), 'before:package:initialize'],
      [without, COMPILED],
    ],
    'CopyLambdaFunction',
  ],
  ['that is deleted once it is compiled', [[without, COMPILED]], 'MeLambdaFunction'],
  [
    'that is written into the template',
    [
      [
        (scene) => {
          scene.resources.Copy = structuredClone(scene.resources.MeLambdaFunction)!;
          Object.assign(scene.resources.Copy.Properties, { FunctionName: 'copy' });
          without(scene);
        },
        COMPILED,
      ],
    ],
    'Copy',
  ],
];

const opened = (target: unknown): Act =>
  added({ Url: { Type: 'AWS::Lambda::Url', Properties: { AuthType: 'NONE', TargetFunctionArn: target } } });

const ALB = {
  listenerArn:
    'arn:aws:elasticloadbalancing:us-east-1:123456789012:listener/app/x/50dc6c495c0c9188/f2f7dc8efc522ab2',
  priority: 1,
  conditions: { path: '/me' },
};

for (const framework of FRAMEWORKS) {
  describe(`attacks, ${framework}: the code of a function that has lost its event`, () => {
    for (const [what, acts, logicalId] of TEMPLATES) {
      it(`is guarded in one ${what}`, async () => {
        const url = opened({ 'Fn::GetAtt': [logicalId, 'Arn'] });
        const files = withActs([...acts, [url, 'after:package:compileEvents']], SERVICE);
        const run = await packageService(framework, files);
        const places = placesOf(run.problems);
        expect(places, run.output).to.deep.equal(['PASSAGE_AUDIT_FAILED Resources.Url']);
        expect(run.template).to.equal(null);
      });
    }

    for (const event of [
      { websocket: 'admin' },
      { websocket: '$default' },
      { alb: ALB },
      { alb: { ...ALB, authorizer: [] } },
    ])
      it(`is not called by ${JSON.stringify(event)}`, async () => {
        const act: Act = ({ service: { functions } }) => {
          if (functions.me !== undefined)
            Object.assign(functions.me, { events: [event], passage: undefined });
          delete functions.me?.passage;
        };
        const run = await packageService(framework, filesOf(act, nothing));
        const places = placesOf(run.problems);
        expect(places, run.output).to.deep.equal(['PASSAGE_AUDIT_FAILED functions.me.events']);
        expect(run.template).to.equal(null);
      });
  });
}

/** A function of the service, and the same code as another plugin writes it in another function. */
const REWRITTEN: [what: string, me: object, copy: object][] = [
  ['an image as an object', { image: URI }, { image: { uri: URI, command: [] } }],
  ['an image as a text', { image: { uri: URI } }, { image: URI }],
  ['the URI of an image that has a name', { image: 'app' }, { image: { uri: URI } }],
  [
    'the name of an image',
    { image: { uri: URI, command: ['me'] } },
    { image: { name: 'app', command: ['me'] } },
  ],
];

for (const framework of FRAMEWORKS) {
  describe(`attacks, ${framework}: a function gets code of a protected one`, () => {
    for (const [what, me, copy] of REWRITTEN)
      it(`by ${what}`, async () => {
        const act: Act = ({ service: { functions } }) => {
          functions.copy = { name: 'svc-dev-copy', events: [], ...{ url: true, ...copy } };
        };
        const files = filesOf(act, nothing, { me: { handler: undefined, ...me }, app: { protect: 'all' } });
        const run = await packageService(framework, files);
        const places = placesOf(run.problems);
        expect(places, run.output).to.deep.equal(['PASSAGE_AUDIT_FAILED functions.copy.url']);
      });

    it('by an image name, with a public event', async () => {
      const act: Act = ({ service: { functions } }) => {
        const { me } = functions;
        if (me === undefined) return;
        functions.gate = { name: 'svc-dev-gate', handler: 'handler.gate', events: me.events, passage: true };
        functions.copy = { name: 'svc-dev-copy', events: [{ httpApi: 'GET /copy' }], ...{ image: URI } };
        delete functions.me;
      };
      const run = await packageService(
        framework,
        filesOf(act, nothing, { me: { handler: undefined, image: 'app' } }),
      );
      const places = placesOf(run.problems);
      expect(places, run.output).to.deep.equal(['PASSAGE_AUDIT_FAILED functions.copy.events[0].httpApi']);
    });

    it('by a copy of its resource with an image', async () => {
      const act: Act = (scene) => {
        scene.resources.Copy = structuredClone(scene.resources.MeLambdaFunction)!;
        Object.assign(scene.resources.Copy.Properties, { FunctionName: 'copy' });
        opened({ 'Fn::GetAtt': ['Copy', 'Arn'] })(scene);
      };
      const files = withActs(
        [[act, 'after:package:compileEvents']],
        serviceWith({ me: { handler: undefined, image: { uri: URI } }, app: { protect: 'all' } }),
      );
      const run = await packageService(framework, files);
      const places = placesOf(run.problems);
      expect(places, run.output).to.deep.equal(['PASSAGE_AUDIT_FAILED Resources.Url']);
    });
  });
}

describe('attacks: a function that another plugin adds', () => {
  it('is warned about, where the one with the same code keeps its routes', async () => {
    for (const [, way, where] of WAYS) {
      const run = await packageService('osls4', filesOf(copied('./handler.me', {}, true), way));
      expect(run.code, run.output).to.equal(0);
      expect(run.notes).to.deep.equal([where]);
    }
  });

  it('may be public with other code', async () => {
    for (const isKept of [false, true])
      for (const [, way] of WAYS.filter(([what]) => isKept || what !== 'a route')) {
        const run = await packageService(
          'osls4',
          filesOf(copied('handler.other', { url: true }, isKept), way),
        );
        expect(run.code, run.output).to.equal(0);
        expect(run.notes).to.deep.equal([]);
      }
  });

  describe('where all handlers are wrapped in one', () => {
    const added: Act = ({ service: { functions } }) => {
      functions.copy = { name: 'svc-dev-copy', handler: 'x.y', events: [{ httpApi: 'GET /me/x' }] };
      Object.assign(functions.copy, { url: true });
    };
    const wrapped: Act = ({ service: { functions } }) => {
      for (const fn of Object.values(functions)) fn.handler = '/opt/nodejs/wrapper.handler';
    };
    const me = { events: [{ httpApi: 'ANY /me/{x+}' }] };

    it('may be public', async () => {
      for (const event of ['before:package:initialize', 'after:package:initialize']) {
        const { plugins, ...files } = filesOf(added, nothing, { me });
        const result = await packageService('osls4', {
          service: {
            ...(files.service as object),
            plugins: ['serverless-passage', './other.js', './wrapper.js'],
          },
          plugins: { ...plugins, './wrapper.js': pluginThat([[wrapped, event]]) },
        });
        expect(result.code, result.output).to.equal(0);
      }
    });

    it('is taken for any of them where it is wrapped in the same hook', async () => {
      const act: Act = (scene) => {
        added(scene);
        wrapped(scene);
      };
      const { problems, output } = await packageService('osls4', filesOf(act, nothing, { me }));
      expect(
        problems.map(({ where }) => where),
        output,
      ).to.deep.equal(['functions.copy.events[0].httpApi', 'functions.copy.url']);
    });
  });

  it('may be public with the code of a function that says passage: false', async () => {
    const me = { passage: false, events: [{ httpApi: { method: 'GET', path: '/me', passage: true } }] };
    const files = filesOf(copied('handler.me', { url: true, passage: false }, true), url, { me });
    const run = await packageService('osls4', files);
    expect(run.code, run.output).to.equal(0);
    expect(run.notes).to.deep.equal([]);
  });
});

/** Each function's own package, as Go and Rust have it: all handlers are `bootstrap`. */
const packed = (name: string, more: object = {}): object => ({
  handler: 'bootstrap',
  runtime: 'provided.al2023',
  package: { patterns: ['!**', `handler.js`, `!${name}`] },
  ...more,
});
const PACKED = {
  me: packed('me', { events: [{ httpApi: { method: 'GET', path: '/me', passage: true } }] }),
  adm: packed('adm', { events: [{ httpApi: { method: 'GET', path: '/adm', passage: true } }] }),
  status: packed('status'),
};

const goService = (...acts: [act: Act, event: string][]): ReturnType<typeof withActs> =>
  withActs(
    acts,
    service(PACKED, { package: { individually: true }, custom: { passage: { ...APP, protect: 'all' } } }),
  );

const copiedWith =
  (more: object): Act =>
  ({ service: { functions } }) => {
    if (functions.me === undefined) return;
    const own = { url: true, ...structuredClone(more) };
    functions.copy = { ...functions.me, name: 'svc-dev-copy', events: [], ...own };
  };

for (const framework of FRAMEWORKS)
  describe(`attacks, ${framework}: functions with one handler, each in a package of its own`, () => {
    for (const [what, more] of [
      ['the same patterns', {}],
      ['other patterns', { package: { patterns: ['!**', 'handler.js', '!copy'] } }],
      ['no patterns', { package: undefined }],
    ] as const)
      it(`are not hidden by a copy with ${what}`, async () => {
        for (const event of ['initialize', 'after:package:initialize']) {
          const files = goService([copiedWith(more), event]);
          const { problems, output, template } = await packageService(framework, files);
          const places = placesOf(problems);
          expect(places, output).to.deep.equal(['PASSAGE_AUDIT_FAILED functions.copy.url']);
          expect(template).to.equal(null);
        }
      });

    it('are other code than a public one', async () => {
      const opened: Act = ({ service: { functions } }) => {
        Object.assign(functions.status ?? {}, { url: true });
        delete functions.adm;
      };
      const files = goService([opened, 'before:package:initialize']);
      const result = await packageService(framework, files);
      expect(result.code, result.output).to.equal(0);
    });
  });
