/** Routes under `resources:` with one key, each with a condition: another plugin leaves one out, or changes conditions. */
import { expect } from 'chai';
import { hasTurn, pairs } from '../support/by-turns';
import { FRAMEWORKS, service } from '../support/frameworks';
import { packageService } from '../support/in-process';
import { type Act, type Place, type Scene, nothing, withPlugin } from '../support/other-plugin';
import { expectProblems } from '../support/template';
import { APIS, type Api, type Resources, closed, event, raw } from './closed-resources.cases';

type Json = Record<string, unknown>;

const APP = { issuer: 'https://issuer.example/', audience: 'api' };
const Conditions = {
  IsProd: { 'Fn::Equals': ['a', 'a'] },
  IsDev: { 'Fn::Equals': ['a', 'b'] },
  IsTest: { 'Fn::Equals': ['a', 'c'] },
};
const KEY = 'ANY /raw/{proxy+}';
const IAM = { AuthorizationType: 'AWS_IAM' };

const under = (resources: Resources, id: string, Condition: string): Resources => ({
  ...resources,
  [id]: { ...resources[id], Condition } as Resources[string],
});

interface Case {
  readonly what: string;
  /** Of the route for the other condition: whom it accepts, and the function that it calls. */
  readonly other: readonly [authorization: Json, functionId: string];
  /** Beside both of them. */
  readonly more?: (api: Api) => Resources;
  readonly events?: (api: Api) => Json[];
  /** Of another function. */
  readonly webEvents?: (api: Api) => Json[];
  readonly extensions?: (api: Api) => Json;
  readonly protect?: 'all';
  readonly act: Act;
  /** Where the finding is; none where the service is packaged. */
  readonly where?: string;
  /** Whether that is wrong whatever the conditions are. */
  readonly isOfWhole?: boolean;
}

interface Written {
  readonly Resources: Resources;
  readonly extensions?: Record<string, Json>;
}
const resourcesOf = ({ service: own }: Scene): Written =>
  (own as unknown as { resources: Written }).resources;
const edited =
  (edit: (resources: Resources) => void): Act =>
  (scene) => {
    edit(resourcesOf(scene).Resources);
  };
const leaveOut = (condition: string, ...others: string[]): Act =>
  edited((resources) => {
    for (const [id, resource] of Object.entries(resources)) {
      const { Condition } = resource as { readonly Condition?: string };
      if (Condition === condition) Reflect.deleteProperty(resources, id);
      else if (others.includes(String(Condition))) Reflect.deleteProperty(resources[id] ?? {}, 'Condition');
    }
  });
/** A public one of the function of the protected route, or of another one. */
const fallback =
  (functionId: string) =>
  (api: Api): Resources =>
    raw(api, 'Fallback', 'ANY /{any+}', {}, functionId);
const url = edited((resources) => {
  Object.assign(resources, {
    Url: {
      Type: 'AWS::Lambda::Url',
      Properties: { AuthType: 'NONE', TargetFunctionArn: { 'Fn::GetAtt': ['RLambdaFunction', 'Arn'] } },
    },
  });
});
/** The route of a public event within the protected one. */
const ID = { http: 'HttpApiRouteGetRawX', rest: 'ApiGatewayMethodRawXGet' } as const;
/** That of one within which the protected one is. */
const WIDE = { http: 'HttpApiRouteGetAnyVar', rest: 'ApiGatewayMethodAnyVarGet' } as const;
const lose =
  (section: string): Act =>
  (scene) => {
    Reflect.deleteProperty(resourcesOf(scene), section);
  };
/** Leaves the protected route out, and every condition of an event. */
const decided: Act = (scene) => {
  leaveOut('IsProd')(scene);
  lose('extensions')(scene);
};

const CASES: readonly Case[] = [
  {
    what: 'the protected one is left out, beside a public one and a public fallback',
    other: [{}, 'R'],
    more: fallback('R'),
    act: leaveOut('IsProd'),
    where: 'Resources.Fallback',
  },
  {
    what: 'the protected one is left out, beside another protected one and a public fallback',
    other: [IAM, 'Web'],
    more: fallback('R'),
    act: leaveOut('IsProd'),
    where: 'Resources.Fallback',
  },
  {
    what: 'the protected one is left out, beside a public event',
    other: [IAM, 'Web'],
    events: (api) => [event(api, 'ANY', '/{any+}', false)],
    protect: 'all',
    act: leaveOut('IsProd'),
    where: 'functions.r.events[0]',
  },
  {
    what: 'the protected one is left out, and the public one loses its condition',
    other: [{}, 'Web'],
    act: leaveOut('IsProd', 'IsDev'),
    where: 'Resources.Other',
  },
  {
    what: 'the protected one is left out, and its function gets a public URL',
    other: [IAM, 'R'],
    act: (scene) => {
      leaveOut('IsProd')(scene);
      url(scene);
    },
    where: 'Resources.Url',
  },
  {
    what: 'the protected one is left out, and a public event loses its condition',
    other: [{}, 'Web'],
    events: (api) => [event(api, 'GET', '/raw/x')],
    extensions: (api) => ({ [ID[api]]: { Condition: 'IsTest' } }),
    act: decided,
    where: 'functions.r.events[0]',
  },
  {
    what: 'the protected one is left out, and a public event of other code loses its condition',
    other: [{}, 'Web'],
    webEvents: (api) => [event(api, 'GET', '/{any+}')],
    extensions: (api) => ({ [WIDE[api]]: { Condition: 'IsTest' } }),
    act: decided,
    where: 'functions.web.events[0]',
    isOfWhole: true,
  },
  {
    what: 'the protected one is left out, and a public event gets the condition of another one',
    other: [{}, 'Web'],
    events: (api) => [event(api, 'GET', '/raw/x')],
    extensions: (api) => ({ [ID[api]]: { Condition: 'IsTest' } }),
    act: (scene) => {
      leaveOut('IsProd')(scene);
      for (const entry of Object.values(resourcesOf(scene).extensions ?? {})) entry.Condition = 'IsDev';
    },
    where: 'functions.r.events[0]',
  },
  {
    what: 'another one is added in the place of a public event with a condition',
    other: [IAM, 'Web'],
    events: (api) => [event(api, 'GET', '/raw/x')],
    extensions: (api) => ({ [ID[api]]: { Condition: 'IsTest' } }),
    act: (scene) => {
      const { functions } = scene.service;
      const api = 'http' in (functions.r?.events[0] ?? {}) ? 'rest' : 'http';
      Object.assign(functions.r ?? {}, { events: [] });
      lose('extensions')(scene);
      Object.assign(resourcesOf(scene).Resources, raw(api, 'Maintenance', 'GET /raw/x', {}, 'Web'));
    },
    where: 'Resources.Maintenance',
  },
  { what: 'nothing changes', other: [{}, 'Web'], more: fallback('Web'), act: nothing },
  { what: 'the other one is left out', other: [{}, 'Web'], more: fallback('Web'), act: leaveOut('IsDev') },
  { what: 'both are protected, and one is left out', other: [IAM, 'R'], act: leaveOut('IsDev') },
];

/** Before routes are compiled of events, which have an entry. */
const EARLY: Place = { event: 'before:package:initialize', listed: 'last' };
const LAST: Place = { event: 'after:package:compileEvents', listed: 'last' };

const filesOf = (api: Api, scene: Case) => {
  const { other, more, events, webEvents, extensions, protect, act } = scene;
  const [authorization, functionId] = other;
  const functions = {
    me: { handler: 'handler.me', events: [event(api, 'GET', '/me', true)] },
    r: { handler: 'handler.r', ...(events && { events: events(api) }) },
    web: { handler: 'handler.web', ...(webEvents && { events: webEvents(api) }) },
  };
  const Other = under(raw(api, 'Other', KEY, authorization, functionId), 'Other', 'IsDev');
  const Raw = under(closed(api), 'Raw', 'IsProd');
  const config = service(functions, {
    custom: { passage: { ...APP, ...(protect && { protect }) } },
    resources: {
      Conditions,
      Resources: structuredClone({ ...Other, ...Raw, ...more?.(api) }),
      ...(extensions && { extensions: extensions(api) }),
    },
  });
  return withPlugin(act, extensions === undefined ? LAST : EARLY, config);
};

describe('attacks: of two routes under resources with one key and a condition each,', () => {
  for (const [i, [each, api]] of pairs(CASES, APIS).entries())
    for (const framework of FRAMEWORKS.filter((name) => hasTurn(name, i))) {
      it(`${each.what} (${api}, ${framework})`, async () => {
        const { where } = each;
        const run = await packageService(framework, filesOf(api, each));
        if (where === undefined) expect(run.code, run.output).to.equal(0);
        else {
          const place = where.startsWith('functions')
            ? `${where}.${api === 'http' ? 'httpApi' : 'http'}`
            : where;
          expectProblems(run, `PASSAGE_AUDIT_FAILED ${place}`);
          if (each.isOfWhole !== true) expect(run.output).to.match(/, while the condition \w+ is false/);
        }
      });
    }
});
