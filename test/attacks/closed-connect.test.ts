/** `$connect` of a WebSocket API that the user has written, and protected, under `resources:`. */
import { FRAMEWORKS, type Resource, service } from '../support/frameworks';
import { expect } from 'chai';
import { packageService } from '../support/in-process';
import { type Act, withPlugin } from '../support/other-plugin';
import { expectProblems, warningsOf } from '../support/template';

type Resources = Record<string, Resource>;

const APP = { issuer: 'https://issuer.example/', audience: 'api', authorizerType: 'lambda' };
const API = { ApiId: { Ref: 'WebsocketsApi' } };
const URI =
  'arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${ConnLambdaFunction.Arn}/invocations';
const CONNECT = (condition?: string): Resources => ({
  ConnectIntegration: {
    Type: 'AWS::ApiGatewayV2::Integration',
    Properties: { ...API, IntegrationType: 'AWS_PROXY', IntegrationUri: { 'Fn::Sub': URI } },
  },
  Connect: {
    Type: 'AWS::ApiGatewayV2::Route',
    ...(condition !== undefined && { Condition: condition }),
    Properties: {
      ...API,
      RouteKey: '$connect',
      AuthorizationType: 'AWS_IAM',
      Target: { 'Fn::Sub': 'integrations/${ConnectIntegration}' },
    },
  },
});

/** For the case that the condition of the first one is false. */
const SECOND: Resources = { Second: { ...CONNECT('D').Connect } as Resource };

const OPEN_CONNECT: Resources = {
  Second: { ...SECOND.Second, Properties: { ...API, RouteKey: '$connect' } } as Resource,
};

interface Case {
  readonly what: string;
  readonly act: Act;
  readonly protect?: 'all';
  /** That the user has written. */
  readonly condition?: string;
  /** What the user has written beside it. */
  readonly more?: Resources;
}

const filesOf = ({ act, protect, condition, more }: Case) => {
  const functions = {
    conn: { handler: 'handler.conn' },
    send: { handler: 'handler.send', events: [{ websocket: 'send' }] },
    me: { handler: 'handler.me', events: [{ httpApi: { method: 'GET', path: '/me', passage: true } }] },
  };
  const config = service(functions, {
    custom: { passage: { ...APP, ...(protect && { protect }) } },
    resources: {
      Conditions: {
        C: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] },
        D: { 'Fn::Not': [{ Condition: 'C' }] },
      },
      Resources: { ...CONNECT(condition), ...more },
    },
  });
  return withPlugin(act, { event: 'after:package:compileEvents', listed: 'last' }, config);
};

const edited =
  (edit: (resources: Resources) => void): Act =>
  ({ service: own }) => {
    edit((own as unknown as { resources: { Resources: Resources } }).resources.Resources);
  };
const removed = edited((resources) => {
  delete resources.Connect;
});
const conditional = edited(({ Connect }) => {
  Object.assign(Connect ?? {}, { Condition: 'C' });
});
const nothing: Act = () => undefined;

const REFUSED: (Case & { where: string })[] = [
  { what: 'removes it', act: removed, where: 'Resources.sendWebsocketsRoute' },
  { what: 'puts a condition on it', act: conditional, where: 'Resources.Connect' },
  {
    what: 'puts a condition on it under protect: all',
    act: conditional,
    protect: 'all',
    where: 'Resources.Connect',
  },
  {
    what: 'removes it, where another one has another condition, under protect: all',
    condition: 'C',
    more: SECOND,
    act: removed,
    protect: 'all',
    where: 'Resources.sendWebsocketsRoute',
  },
];

for (const framework of FRAMEWORKS) {
  describe(`attacks, ${framework}: a protected $connect under resources, where another plugin`, () => {
    for (const each of REFUSED)
      it(each.what, async () => {
        const run = await packageService(framework, filesOf(each));
        expectProblems(run, `PASSAGE_AUDIT_FAILED ${each.where}`);
      });
  });
}

describe('attacks: a protected $connect under resources is kept where', () => {
  const LEGAL: Case[] = [
    { what: 'nothing changes', act: nothing },
    { what: 'its condition is of the user', act: nothing, condition: 'C' },
    { what: 'each of two has a condition', act: nothing, condition: 'C', more: SECOND, protect: 'all' },
    {
      what: 'another one is public while its condition is false',
      act: nothing,
      condition: 'C',
      more: OPEN_CONNECT,
    },
    {
      what: 'another plugin removes all routes of its API',
      act: (scene) => {
        removed(scene);
        delete scene.resources.sendWebsocketsRoute;
      },
    },
  ];
  for (const each of LEGAL)
    it(each.what, async () => {
      const run = await packageService('osls4', filesOf(each));
      expect(run.code, run.output).to.equal(0);
    });
});

const SEND = { 'Fn::GetAtt': ['SendLambdaFunction', 'Arn'] };
const OPEN: Record<string, Resource> = {
  'a function URL': {
    Type: 'AWS::Lambda::Url',
    Properties: { AuthType: 'NONE', TargetFunctionArn: SEND },
  },
  'a second API': {
    Type: 'AWS::ApiGatewayV2::Api',
    Properties: { Name: 'x', ProtocolType: 'HTTP', Target: SEND },
  },
};

for (const framework of FRAMEWORKS)
  describe(`attacks, ${framework}: a function of messages behind a protected $connect`, () => {
    for (const [what, resource] of Object.entries(OPEN)) {
      const open: Act = ({ resources }) => {
        resources.Open = structuredClone(resource);
      };
      const run = (connect: object, app: object, send: object = {}) =>
        packageService(
          framework,
          withPlugin(
            open,
            { event: 'after:package:compileEvents', listed: 'last' },
            service(
              {
                conn: { handler: 'handler.conn', events: [{ websocket: '$connect' }], ...connect },
                send: { handler: 'handler.send', events: [{ websocket: 'send' }], ...send },
              },
              { custom: { passage: { ...APP, ...app } } },
            ),
          ),
        );

      it(`gets no ${what.slice(2)} under protect: all, and a warning otherwise`, async () => {
        const { problems, output } = await run({ passage: true }, { protect: 'all' });
        expect(
          problems.map(({ where }) => where),
          output,
        ).to.deep.equal(['Resources.Open']);
        const warned = await run({ passage: true }, {});
        expect(warned.code, warned.output).to.equal(0);
        expect(warned.notes).to.deep.equal(['Resources.Open']);
      });

      it(`may have ${what} where it, or $connect, says passage: false`, async () => {
        for (const [connect, send] of [
          [true, { passage: false }],
          [false, {}],
        ] as const) {
          const result = await run({ passage: connect }, { protect: 'all' }, send);
          expect(warningsOf(result)).to.deep.equal([]);
        }
      });
    }
  });
