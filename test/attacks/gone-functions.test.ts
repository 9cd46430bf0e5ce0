/** A function whose protected event another plugin removes is still guarded. */
import { expect } from 'chai';
import { byTurns, hasTurn, pairs } from '../support/by-turns';
import { FRAMEWORKS, type Resource, service } from '../support/frameworks';
import { packageService } from '../support/in-process';
import { type Act, nothing, propertiesOf, withActs, without } from '../support/other-plugin';
import { packaged, placesOf } from '../support/template';

const APP = { issuer: 'https://issuer.example/', audience: 'api' };
const ARN = { 'Fn::GetAtt': ['MeLambdaFunction', 'Arn'] };
const RAW_ROUTE = {
  Resources: {
    Raw: {
      Type: 'AWS::ApiGatewayV2::Route',
      Properties: {
        ApiId: { Ref: 'HttpApi' },
        RouteKey: 'GET /status',
        Target: { 'Fn::Sub': 'integrations/${HttpApiIntegrationPub}' },
      },
    },
  },
};

const emptied: Act = ({ service: { functions } }) => {
  if (functions.me !== undefined) functions.me.events = [];
};

const added =
  (logicalId: string, resource: Resource): Act =>
  ({ resources }) => {
    resources[logicalId] = resource;
  };

const url = added('Url', {
  Type: 'AWS::Lambda::Url',
  Properties: { AuthType: 'NONE', TargetFunctionArn: ARN },
});

const withBody: Act = (scene) => {
  const integration = { type: 'aws_proxy', httpMethod: 'POST', payloadFormatVersion: '2.0', uri: ARN };
  propertiesOf(scene, 'HttpApi').Body = {
    openapi: '3.0.1',
    info: { title: 'x', version: '1' },
    paths: { '/me': { get: { 'x-amazon-apigateway-integration': integration } } },
  };
};

const retargeted: Act = (scene) => {
  propertiesOf(scene, 'HttpApiIntegrationPub').IntegrationUri = ARN;
};

interface Case {
  readonly what: string;
  readonly after: Act;
  readonly event?: string;
  readonly extra?: object;
  /** Whether `protect: all` refuses the service as it is. */
  readonly isRefusedUnderAll?: boolean;
  readonly where: string;
}

const REFUSED: Case[] = [
  {
    what: 'a second API',
    after: added('Second', {
      Type: 'AWS::ApiGatewayV2::Api',
      Properties: { Name: 'x', ProtocolType: 'HTTP', Target: ARN },
    }),
    where: 'Resources.Second',
  },
  { what: 'a function URL', after: url, where: 'Resources.Url' },
  { what: 'a definition of our API', after: withBody, where: 'Resources.HttpApi.Properties.Body' },
  {
    what: 'a configured route of another function',
    after: retargeted,
    event: 'before:package:finalize',
    extra: { resources: RAW_ROUTE },
    isRefusedUnderAll: true,
    where: 'Resources.Raw',
  },
];

/** @param pub whether another protected route stays in the service */
const filesOf = ({ after, event = 'after:package:compileEvents', extra }: Case, pub: object, app: object) =>
  withActs(
    [
      [emptied, 'before:package:initialize'],
      [after, event],
    ],
    service(
      {
        me: { handler: 'handler.me', events: [{ httpApi: { method: 'GET', path: '/me', passage: true } }] },
        pub: { handler: 'handler.pub', events: [{ httpApi: 'GET /pub' }], ...pub },
      },
      { custom: { passage: { ...APP, ...app } }, ...extra },
    ),
  );

for (const framework of FRAMEWORKS) {
  describe(`attacks, ${framework}: a function that has lost its protected event, opened again`, () => {
    const SERVICES = [
      ['', {}, {}],
      [', beside a protected route', { passage: true }, {}],
      [', under protect: all', {}, { protect: 'all' }],
    ] as const;
    for (const [number, test] of REFUSED.entries()) {
      const services = test.isRefusedUnderAll === true ? SERVICES.slice(0, 2) : SERVICES;
      const [which, pub, app] = byTurns(services, framework, number);
      it(`by ${test.what}${which}`, async () => {
        packaged(await packageService(framework, filesOf({ ...test, after: nothing }, pub, app)));
        const run = await packageService(framework, filesOf(test, pub, app));
        const places = placesOf(run.problems);
        expect(places, run.output).to.include(`PASSAGE_AUDIT_FAILED ${test.where}`);
        const resources = places.map((place) => place.replace(/\.Properties\..*/, ''));
        expect(new Set(resources).size, 'each is said once').to.equal(resources.length);
        expect(run.template).to.equal(null);
      });
    }
  });
}

describe('attacks: a function that has lost its protected event', () => {
  it('may stay, beside other functions and their URLs', async () => {
    const after = added('Url', {
      Type: 'AWS::Lambda::Url',
      Properties: { AuthType: 'NONE', TargetFunctionArn: { 'Fn::GetAtt': ['PubLambdaFunction', 'Arn'] } },
    });
    const run = await packageService('osls4', filesOf({ what: '', after, where: '' }, {}, {}));
    expect(run.code, run.output).to.equal(0);
  });
});

const opened: Act = (scene) => {
  const target = { 'Fn::GetAtt': ['OtherLambdaFunction', 'Arn'] };
  const properties = { AuthType: 'NONE', TargetFunctionArn: target };
  added('Url', { Type: 'AWS::Lambda::Url', Properties: properties })(scene);
};
const secondApi: Act = added('Url', {
  Type: 'AWS::ApiGatewayV2::Api',
  Properties: { Name: 'x', ProtocolType: 'HTTP', Target: { 'Fn::GetAtt': ['OtherLambdaFunction', 'Arn'] } },
});
const removed = without('me');

const MODES = [{}, { protect: 'all' }];

const OTHERS = {
  public: { events: [{ httpApi: { method: 'GET', path: '/pub', passage: false } }] },
  idle: { events: [{ schedule: 'rate(1 hour)' }] },
};

/** A protected function, and another one with its handler that may be opened. */
const sharedHandler = (early: Act, late: Act, other: object, more: { app?: object; extra?: object } = {}) =>
  withActs(
    [
      [early, 'before:package:initialize'],
      [late, 'after:package:compileEvents'],
    ],
    service(
      {
        me: { handler: 'handler.run', events: [{ httpApi: { method: 'GET', path: '/me', passage: true } }] },
        other: { handler: './handler.run', ...other },
      },
      { custom: { passage: { ...APP, ...more.app } }, ...more.extra },
    ),
  );

for (const framework of FRAMEWORKS)
  describe(`attacks, ${framework}: another function with the handler of a protected one`, () => {
    const placesIn = async (files: ReturnType<typeof sharedHandler>): Promise<string[]> => {
      const { problems, template, output } = await packageService(framework, files);
      if (problems.length > 0) expect(template, output).to.equal(null);
      return placesOf(problems);
    };

    it('gets no public resource once the protected one is removed', async () => {
      const others = pairs(Object.values(OTHERS), pairs([opened, secondApi], MODES));
      for (const [number, [other, [late, app]]] of others.entries())
        if (hasTurn(framework, number))
          expect(await placesIn(sharedHandler(removed, late, other, { app }))).to.deep.equal([
            'PASSAGE_AUDIT_FAILED Resources.Url',
          ]);
    });

    it('gets none under protect: all, where nothing says that it is public', async () => {
      const app = { protect: 'all' };
      for (const late of [opened, secondApi])
        expect(await placesIn(sharedHandler(nothing, late, OTHERS.idle, { app }))).to.deep.equal([
          'PASSAGE_AUDIT_FAILED Resources.Url',
        ]);
    });

    it('may have those of the user', async () => {
      const scene = { resources: {}, service: { functions: {}, provider: {} } };
      for (const write of [opened, secondApi]) {
        const resources: Record<string, Resource> = {};
        write({ ...scene, resources });
        const extra = { resources: { Resources: resources } };
        const others = pairs(Object.values(OTHERS), pairs([nothing, removed], MODES));
        for (const [number, [other, [early, app]]] of others.entries())
          if (hasTurn(framework, number))
            expect(await placesIn(sharedHandler(early, nothing, other, { app, extra }))).to.deep.equal([]);
      }
    });

    it('may have any where the user says that it is public', async () => {
      const other = { ...OTHERS.idle, passage: false };
      for (const early of [nothing, removed])
        expect(await placesIn(sharedHandler(early, opened, other))).to.deep.equal([]);
      expect(await placesIn(sharedHandler(nothing, opened, OTHERS.public))).to.deep.equal([]);
    });

    it('is warned about otherwise', async () => {
      const run = await packageService(framework, sharedHandler(nothing, opened, OTHERS.idle));
      expect(run.code, run.output).to.equal(0);
      expect(run.output).to.include('anyone can call functions.other, the code of functions.me');
    });
  });
