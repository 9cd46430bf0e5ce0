/** Routes under `resources:` with one key, each with a condition: another plugin leaves one out, or changes conditions. */
import { expect } from 'chai';
import { hasTurn, pairs } from '../support/by-turns';
import { FRAMEWORKS, service } from '../support/frameworks';
import { packageService } from '../support/in-process';
import { type Act, type Place, withPlugin } from '../support/other-plugin';
import { expectProblems } from '../support/template';
import { APIS, type Api, type Resources, closed, event, raw } from './closed-resources.cases';

type Json = Record<string, unknown>;

const APP = { issuer: 'https://issuer.example/', audience: 'api' };
const Conditions = { IsProd: { 'Fn::Equals': ['a', 'a'] }, IsDev: { 'Fn::Equals': ['a', 'b'] } };
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
  readonly protect?: 'all';
  readonly act: Act;
  /** Where the finding is; none where the service is packaged. */
  readonly where?: string;
}

const edited =
  (edit: (resources: Resources) => void): Act =>
  ({ service: own }) => {
    edit((own as unknown as { resources: { Resources: Resources } }).resources.Resources);
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
const nothing: Act = () => undefined;

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
  { what: 'nothing changes', other: [{}, 'Web'], more: fallback('Web'), act: nothing },
  { what: 'the other one is left out', other: [{}, 'Web'], more: fallback('Web'), act: leaveOut('IsDev') },
  { what: 'both are protected, and one is left out', other: [IAM, 'R'], act: leaveOut('IsDev') },
];

const LAST: Place = { event: 'after:package:compileEvents', listed: 'last' };

const filesOf = (api: Api, { other: [authorization, functionId], more, events, protect, act }: Case) => {
  const functions = {
    me: { handler: 'handler.me', events: [event(api, 'GET', '/me', true)] },
    r: { handler: 'handler.r', ...(events && { events: events(api) }) },
    web: { handler: 'handler.web' },
  };
  const Other = under(raw(api, 'Other', KEY, authorization, functionId), 'Other', 'IsDev');
  const Raw = under(closed(api), 'Raw', 'IsProd');
  const config = service(functions, {
    custom: { passage: { ...APP, ...(protect && { protect }) } },
    resources: { Conditions, Resources: structuredClone({ ...Other, ...Raw, ...more?.(api) }) },
  });
  return withPlugin(act, LAST, config);
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
          expect(run.output).to.match(/, while the condition \w+ is false/);
        }
      });
    }
});
