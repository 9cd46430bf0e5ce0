/** A plan is made again where anything has changed, and only there. */
import { expect } from 'chai';
import * as fc from 'fast-check';
import { applyPlan } from '../../src/apply/apply-plan';
import { PassageError } from '../../src/errors';
import { type PlannedService, planService } from '../../src/plan/plan-service';
import { Planner } from '../../src/plan/planner';
import type { AwsProvider, Serverless } from '../../src/serverless';
import type { ReadService } from '../../src/service/routes';
import { noChanges } from '../../src/service/applied-changes';
import { copyTree } from '../../src/util/objects';
import { BLOCK, type PlainService, host, naming, plain } from '../support/plans';

/** A service with every kind of event, apps, and an authorizer of the user's. */
function makeService(): PlainService {
  const apps = { customers: BLOCK, staff: { ...BLOCK, appId: 'staffapp1' } };
  const own = { type: 'request', functionName: 'a' };
  const handler = 'handler.a';
  const resources = {
    Resources: { Table: { Type: 'AWS::DynamoDB::Table', Properties: {} } },
    extensions: { HttpApiRouteGetC: { Properties: { AuthorizationType: 'AWS_IAM' } } },
  };
  const service = plain(
    {
      a: {
        ...{ handler },
        passage: { app: 'staff', scopes: ['read'] },
        events: [{ httpApi: 'GET /a' }, { httpApi: { method: '*', path: '/any' } }, { http: 'GET b' }],
      },
      b: {
        events: [
          { httpApi: { method: 'GET', path: '/b', passage: { app: 'customers', scopes: ['read'] } } },
          { httpApi: { method: 'GET', path: '/own', authorizer: 'own' } },
          { httpApi: { method: 'PUT', path: '/own', authorizer: { name: 'staff', scopes: ['read'] } } },
          { websocket: '$connect' },
        ],
      },
      c: { passage: false, events: [{ httpApi: 'GET /c' }] },
    },
    { apps, defaultApp: 'customers' },
    { httpApi: { cors: true, authorizers: { own } } },
  );
  return { ...service, resources };
}

interface Prepared {
  readonly planner: Planner;
  /** What edits change: `service`, `aws` (the framework's provider) and `configurationInput`. */
  readonly parts: { service: PlainService; aws: AwsProvider; configurationInput: object };
  readonly read: () => ReadService;
  readonly plan: (isEarly?: boolean) => PlannedService;
  /** The plan of one who has never planned before. */
  readonly fresh: () => PlannedService;
  readonly write: () => PlannedService;
  /** What is not kept as written. */
  readonly writeAgain: () => void;
}

function prepare(): Prepared {
  const service = makeService();
  const changes = noChanges();
  const framework = host(service);
  const aws = { ...(framework.getProvider('aws') as AwsProvider), naming: { ...naming } };
  const configurationInput = {};
  const serverless: Serverless = { ...framework, getProvider: () => aws, configurationInput };
  const planner = new Planner(serverless, changes);
  return {
    planner,
    parts: { service, aws, configurationInput },
    read: () => planner.read(service),
    plan: (isEarly = false) => planner.plan(service, { isEarly }),
    fresh: () => planService(service, serverless, changes),
    writeAgain: () => {
      applyPlan(planner.plan(service).plan, service, changes);
    },
    write: () => {
      const planned = planner.plan(service);
      applyPlan(planned.plan, service, changes);
      planner.keep(service, planned);
      return planned;
    },
  };
}

/** What a plan says, or what is wrong. Functions in it cannot be compared. */
function outcome(make: () => PlannedService): unknown {
  try {
    const { config, plan, routes, notes, incomplete, definitions } = make();
    return { config, plan, routes, notes, incomplete, definitions };
  } catch (error) {
    if (error instanceof PassageError) return error.problems;
    return String(error);
  }
}

/** Where a plan is taken for written, to write it once more changes nothing. */
function expectWritten({ planner, plan, parts: { service }, writeAgain }: Prepared): void {
  let planned: PlannedService;
  try {
    planned = plan();
  } catch {
    // It is not written then.
    return;
  }
  if (!planner.isWritten(planned)) return;
  const before = copyTree(service);
  writeAgain();
  expect(service).to.deep.equal(before);
}

type Edit = (prepared: Prepared) => void;

/** The object at `service.functions.a`. Throws a TypeError where there is none. */
function at({ parts }: Prepared, path: string): Record<string, unknown> {
  const keys = path.split('.');
  const found = keys.reduce<unknown>((object, key) => (object as Record<string, unknown>)[key], parts);
  if (typeof found !== 'object' || found === null) throw new TypeError(`no ${path}`);
  return found as Record<string, unknown>;
}

const change =
  (path: string, properties: object): Edit =>
  (prepared) =>
    void Object.assign(at(prepared, path), properties);

const remove =
  (path: string, key: string): Edit =>
  (prepared) =>
    void Reflect.deleteProperty(at(prepared, path), key);

const edit =
  (path: string, act: (object: Record<string, unknown>) => unknown): Edit =>
  (prepared) =>
    void act(at(prepared, path));

/** What it says is not among its own keys. */
class ProtectedFunction {
  readonly events: readonly object[];
  constructor() {
    this.events = [{ httpApi: 'GET /c' }];
  }
  get passage(): boolean {
    return this.events.length > 0;
  }
}

/** Each changes the plan. */
const EDITS: Record<string, Edit> = {
  'a function opens': change('service.functions.a', { passage: false }),
  'a scope is added in place': edit('service.functions.a.passage.scopes', (list) =>
    (list as unknown as string[]).push('more'),
  ),
  'an event is added': change('service.functions.c.events', { 1: { httpApi: 'GET /more' } }),
  'an event is removed': edit('service.functions.b.events', (list) => (list as unknown as object[]).shift()),
  'events change places': edit('service.functions.b.events', (list) =>
    (list as unknown as object[]).reverse(),
  ),
  'a path changes': change('service.functions.a.events.1', { httpApi: { method: '*', path: '/other' } }),
  'an authorizer is taken off': remove('service.functions.b.events.1.httpApi', 'authorizer'),
  'a function is removed': remove('service.functions', 'c'),
  'an event is a getter': edit('service.functions.b.events.0', (event) =>
    Object.defineProperty(event, 'httpApi', { get: () => ({ method: 'GET', path: '/got' }) }),
  ),
  'a key is not enumerable': edit('service.functions.a', (fn) =>
    Object.defineProperty(fn, 'passage', { value: 'customers', enumerable: false }),
  ),
  'a function is of a class': change('service.functions', { c: new ProtectedFunction() }),
  'the artifact changes': change('service.functions.a', { package: { artifact: 'other.zip' } }),
  'the handler changes': change('service.functions.a', { handler: 'other.handler' }),
  'a key is misspelt': change('service.functions.a', { pasage: true }),
  'an app changes': change('service.custom.passage.apps.staff', { appId: 'otherapp1' }),
  'everything is protected': change('service.custom.passage', { protect: 'all' }),
  'the block is gone': remove('service.custom', 'passage'),
  'CORS is off': change('service.provider.httpApi', { cors: false }),
  'an authorizer is redefined': change('service.provider.httpApi.authorizers.own', { functionName: 'b' }),
  'an authorizer is gone': remove('service.provider.httpApi.authorizers', 'own'),
  'the API is another one': change('service.provider.httpApi', { id: 'abc123' }),
  'the provider is replaced': change('service', { provider: { name: 'aws', httpApi: { cors: false } } }),
  'the service has another name': change('service', { service: 'other' }),
  'the stage is another one': change('aws', { getStage: () => 'prod' }),
  'the REST API is another one': change('aws', { getApiGatewayRestApiId: () => 'shared' }),
  'the WebSocket API is another one': change('aws', { getApiGatewayWebsocketApiId: () => 'shared' }),
  'the root is another one': change('aws', { getApiGatewayRestApiRootResourceId: () => 'root' }),
  'resources are predefined': change('aws', {
    getApiGatewayPredefinedResources: () => [{ path: '/b', resourceId: 'b' }],
  }),
  'names are others': change('aws.naming', { getLambdaLogicalId: (name: string) => `Other${name}` }),
  'an entry is gone': remove('service.resources.extensions', 'HttpApiRouteGetC'),
  'an entry changes in place': change('service.resources.extensions.HttpApiRouteGetC.Properties', {
    AuthorizationScopes: ['s'],
  }),
  'an entry is added': change('service.resources.Resources', {
    HttpApiRouteAnyAny: { Condition: 'C', Properties: { AuthorizationType: 'NONE' } },
  }),
  'the block is at the top level, too': change('configurationInput', { passage: {} }),
};

/** What is read again, and means the same. */
const COPY: Edit = ({ parts: { service } }) => {
  service.functions = structuredClone({ ...service.functions });
};

/** What the framework writes while it packages, and what is no entry for a route. */
const NO_CHANGES: Record<string, Edit> = {
  'a table changes': change('service.resources.Resources', { Table: { Type: 'AWS::DynamoDB::Table' } }),
  'functions have names': change('service.functions.a', { name: 'svc-dev-a' }),
  'functions have sizes': change('service.functions.a', { memory: 1024, timeout: 6 }),
  'functions have runtimes': change('service.functions.a', { runtime: 'nodejs22.x' }),
  'functions have versions': change('service.functions.a', { versionLogicalId: 'ALambdaVersion' }),
  'functions have a VPC': change('service.functions.a', { vpc: {} }),
  'functions have packages': change('service.functions.a', { package: {} }),
  'events are compiled': change('service.functions.a.events.0', {
    resolvedMethod: 'GET',
    resolvedPath: '/a',
  }),
  'the provider has a VPC': change('service.provider', { vpc: {} }),
  'the template is compiled': change('service.provider', {
    compiledCloudFormationTemplate: { Resources: {} },
    coreCloudFormationTemplate: { Resources: {} },
  }),
};

describe('planner', () => {
  for (const [name, act] of Object.entries(EDITS)) {
    for (const stage of ['read', 'plan', 'write'] as const) {
      it(`plans again where ${name}, after ${stage}`, () => {
        const prepared = prepare();
        const before = outcome(prepared.fresh);
        prepared[stage]();
        act(prepared);
        expect(outcome(prepared.plan)).to.deep.equal(outcome(prepared.fresh));
        expect(outcome(prepared.plan)).not.to.deep.equal(before);
      });
    }
  }

  for (const [name, act] of Object.entries(NO_CHANGES)) {
    it(`keeps its plan where ${name}`, () => {
      for (const isWritten of [false, true]) {
        const prepared = prepare();
        const planned = isWritten ? prepared.write() : prepared.plan();
        const read = prepared.read();
        act(prepared);
        expect(prepared.read()).to.equal(read);
        expect(prepared.plan()).to.equal(planned);
        expect(outcome(prepared.plan)).to.deep.equal(outcome(prepared.fresh));
      }
    });
  }

  it('keeps its plan where nothing has changed, also once it is written', () => {
    const { read, plan, write } = prepare();
    const first = read();
    const planned = plan(true);
    expect(read()).to.equal(first);
    expect(plan()).to.equal(planned);
    expect(write()).to.equal(planned);
    expect(plan()).to.equal(planned);
  });

  it('knows a plan that is written, until anything changes or is frozen', () => {
    const prepared = prepare();
    const { planner, plan, write } = prepared;
    expect(planner.isWritten(plan())).to.equal(false);
    write();
    expect(planner.isWritten(plan())).to.equal(true);
    Object.freeze(at(prepared, 'service.functions.b.events.0.httpApi'));
    expect(planner.isWritten(plan())).to.equal(false);
  });

  it('plans the same after any edits as if it had never planned before', () => {
    const edits = [...Object.values(EDITS), ...Object.values(NO_CHANGES), COPY];
    const step = fc.record({
      act: fc.constantFrom(...edits),
      isWritten: fc.boolean(),
      isEarly: fc.boolean(),
    });
    const check = (steps: readonly { act: Edit; isWritten: boolean; isEarly: boolean }[]): void => {
      const prepared = prepare();
      for (const { act, isWritten, isEarly } of steps) {
        outcome(isWritten ? prepared.write : () => prepared.plan(isEarly));
        try {
          act(prepared);
        } catch (error) {
          // What it edits is gone by an edit before.
          expect(error).to.be.instanceOf(TypeError);
        }
        expect(outcome(prepared.plan)).to.deep.equal(outcome(prepared.fresh));
        expectWritten(prepared);
      }
    };
    fc.assert(fc.property(fc.array(step, { minLength: 1, maxLength: 6 }), check), { numRuns: 100 });
  });

  it('reads what the user wrote behind its own references', () => {
    const prepared = prepare();
    const scopes = at(prepared, 'service.functions.b.events.0.httpApi.passage.scopes');
    const planned = prepared.write();
    (scopes as unknown as string[]).push('more');
    expect(prepared.plan()).not.to.equal(planned);
    expect(outcome(prepared.plan)).to.deep.equal(outcome(prepared.fresh));
  });

  it('knows a key of the framework by its place', () => {
    const prepared = prepare();
    // The same object as a function and as an authorizer, whose name counts.
    change('service.provider.httpApi.authorizers', { c: at(prepared, 'service.functions.c') })(prepared);
    const planned = prepared.plan();
    change('service.functions.c', { name: 'other' })(prepared);
    expect(prepared.plan()).not.to.equal(planned);
    expect(outcome(prepared.plan)).to.deep.equal(outcome(prepared.fresh));
  });

  it('takes circular objects', () => {
    const prepared = prepare();
    change('service.functions.c', { self: at(prepared, 'service.functions.c') })(prepared);
    expect(prepared.plan()).to.equal(prepared.plan());
  });

  it('refuses what is incomplete where nothing is added any more', () => {
    const service = plain({ a: { passage: true } });
    const planner = new Planner(host(service), noChanges());
    expect(planner.plan(service, { isEarly: true }).incomplete).to.have.length(1);
    expect(planner.plan(service, { isEarly: true }).plan.routes).to.deep.equal([]);
    expect(() => planner.plan(service)).to.throw(PassageError);
  });

  it('refuses a function without an API event, unless it had one', () => {
    const service = plain({
      a: { passage: true, events: [{ httpApi: 'GET /a' }] },
      b: { events: [{ httpApi: 'GET /b' }] },
    });
    const planner = new Planner(host(service), noChanges());
    planner.plan(service);
    for (const events of [[], [{ schedule: 'rate(1 hour)' }]]) {
      Object.assign(service.functions.a!, { events });
      expect(planner.plan(service).plan.routes.map(({ path }) => path)).to.deep.equal(['/b']);
      expect(() => new Planner(host(service), noChanges()).plan(service)).to.throw(PassageError);
    }
  });

  it('refuses a service that is not of AWS each time', () => {
    const service = plain({}, undefined, { name: 'google' });
    const planner = new Planner(host(service), noChanges());
    for (const act of [() => planner.plan(service), () => planner.plan(service)])
      expect(act).to.throw(PassageError);
  });
});
