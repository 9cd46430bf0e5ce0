/**
 * Random services, random edits of another plugin, and a checker that is written from the promise alone: from what the
 * user configured, from what the edits said in so many words, and from the final template.
 */
import * as fc from 'fast-check';
import type { CfTemplate, Resource } from '../support/frameworks';

type Json = Record<string, unknown>;

/** One route as the user or a plugin wrote it, with where it came from. */
interface ModelRoute {
  readonly api: 'http' | 'rest';
  method: string;
  path: string;
  /** What the user's first configuration gives this route; `null` for one that a plugin added. */
  readonly intended: Outcome | null;
  /** What an edit has written onto the event itself, in so many words. */
  said: Json | null;
}

export interface ModelFunction {
  readonly handler: string;
  routes: ModelRoute[];
}

/** `public`, `public!` (said so), or who protects with which scopes: `JWT passage [a b]`, `AWS_IAM`. */
type Outcome = string;

export interface Service {
  functions: Record<string, { handler?: string; passage?: unknown; events: Json[] }>;
  provider: { compiledCloudFormationTemplate?: CfTemplate };
  custom: { passage: { apps: { main: Json; staff: Json } } };
}

export interface World {
  readonly service: Service;
  readonly model: Record<string, ModelFunction>;
  /** Routes that were written into the template, and come from no event. */
  readonly raw: RawRoute[];
}

interface RawRoute {
  readonly api: 'http' | 'rest';
  readonly method: string;
  readonly path: string;
  /** Whether the user wrote it, under `resources:`. */
  readonly isConfigured: boolean;
}

export const APPS = {
  defaultApp: 'main',
  apps: {
    main: { issuer: 'https://main.example/', audience: 'm' },
    staff: { issuer: 'https://staff.example/', audience: 's' },
  },
};

const SETTINGS: readonly unknown[] = [
  undefined,
  true,
  false,
  'staff',
  { scopes: ['a'] },
  { app: 'staff', scopes: ['b'] },
];
const PATHS = ['/u', '/v', '/u/{id}', '/w/{x+}'];
const METHODS = ['GET', 'POST', 'ANY'];

interface EventChoice {
  readonly api: 'http' | 'rest';
  readonly method: string;
  readonly path: string;
  readonly isString: boolean;
  readonly setting: unknown;
  readonly isIam: boolean;
}

interface FunctionChoice {
  readonly setting: unknown;
  readonly events: readonly EventChoice[];
}

const event: fc.Arbitrary<EventChoice> = fc.record({
  api: fc.constantFrom('http' as const, 'http' as const, 'rest' as const),
  method: fc.constantFrom(...METHODS),
  path: fc.constantFrom(...PATHS),
  isString: fc.boolean(),
  setting: fc.constantFrom(...SETTINGS),
  isIam: fc.integer({ min: 0, max: 5 }).map((n) => n === 0),
});

/** A raw route under `resources:`, or one property of a compiled resource under `resources.extensions`. */
export type ResourceChoice =
  | { readonly method: string; readonly path: string; readonly type: string | undefined }
  | { readonly logicalId: string; readonly property: string; readonly value: unknown };

const resource: fc.Arbitrary<ResourceChoice> = fc.oneof(
  fc.record({
    method: fc.constantFrom('GET', 'get', 'ANY', 'POST'),
    path: fc.constantFrom(...PATHS, '/u/me', '/w/deep/er', '/raw'),
    type: fc.constantFrom(undefined, 'NONE', 'none', 'AWS_IAM'),
  }),
  fc
    .record({
      logicalId: fc.constantFrom(
        'HttpApiRouteGetU',
        'HttpApiRouteAnyV',
        'ApiGatewayMethodUGet',
        'HttpApiAuthorizerMain',
      ),
      change: fc.constantFrom<[string, unknown]>(
        ['AuthorizationType', 'NONE'],
        ['AuthorizationScopes', []],
        ['AuthorizerId', { Ref: 'HttpApiAuthorizerStaff' }],
        ['RouteKey', 'GET /moved'],
        ['HttpMethod', 'PUT'],
        ['JwtConfiguration', { Issuer: 'https://evil.example/', Audience: ['m'] }],
      ),
    })
    .map(({ logicalId, change: [property, value] }) => ({ logicalId, property, value })),
);

export interface ServiceChoice {
  readonly protect: 'opt-in' | 'all';
  readonly functions: readonly FunctionChoice[];
  readonly resources: readonly ResourceChoice[];
}

/** What the user writes under `resources:`, and the routes that this adds. */
export function buildResources(choices: readonly ResourceChoice[]): { resources: Json; raw: RawRoute[] } {
  const Resources: Record<string, Json> = {};
  const extensions: Record<string, Json> = {};
  const raw: RawRoute[] = [];
  choices.forEach((choice, i) => {
    if ('logicalId' in choice) {
      extensions[choice.logicalId] = { Properties: { [choice.property]: choice.value } };
      return;
    }
    const { method, path, type } = choice;
    Resources[`Resource${i}`] = {
      Type: 'AWS::ApiGatewayV2::Route',
      Properties: {
        ApiId: { Ref: 'HttpApi' },
        RouteKey: `${method} ${path}`,
        Target: 'integrations/x',
        ...(type === undefined ? {} : { AuthorizationType: type }),
      },
    };
    raw.push({ api: 'http', method: method.toUpperCase(), path, isConfigured: true });
  });
  return { resources: { Resources, extensions }, raw };
}

export const serviceChoice: fc.Arbitrary<ServiceChoice> = fc.record({
  protect: fc.constantFrom('opt-in' as const, 'opt-in' as const, 'all' as const),
  functions: fc.array(
    fc.record({
      setting: fc.constantFrom(...SETTINGS),
      events: fc.array(event, { minLength: 1, maxLength: 3 }),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  resources: fc.oneof(
    { weight: 3, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(resource, { minLength: 1, maxLength: 2 }) },
  ),
});

const shape = (path: string): string => path.replace(/\{[^}+]*(\+?)\}/g, '{$1}');
const identity = (api: string, method: string, path: string): string => `${api} ${method} ${shape(path)}`;

/** The service's functions, each route once, and their model. */
export function build({ protect, functions }: ServiceChoice): {
  functions: Record<string, Json>;
  model: Record<string, ModelFunction>;
} {
  const taken = new Set<string>();
  const built: Record<string, Json> = {};
  const model: Record<string, ModelFunction> = {};
  functions.forEach(({ setting, events }, i) => {
    const routes: ModelRoute[] = [];
    const written: Json[] = [];
    for (const choice of events) {
      const { api, method, path, isString, isIam } = choice;
      // Overlaps of the user's own are allowed, duplicates are not.
      const key = identity(api, method, path);
      if (taken.has(key)) continue;
      taken.add(key);
      const eventSetting = isString || isIam ? undefined : choice.setting;
      const iam = isIam && !isString;
      written.push(writeEvent(choice, eventSetting, iam));
      const intended = iam ? 'AWS_IAM' : decide(eventSetting, setting, protect);
      routes.push({ api, method, path, intended, said: null });
    }
    if (routes.length === 0) return;
    const name = `f${i}`;
    const handler = `handler.${name}`;
    built[name] = { handler, events: written, ...(setting === undefined ? {} : { passage: setting }) };
    model[name] = { handler, routes };
  });
  return { functions: built, model };
}

function writeEvent({ api, method, path, isString }: EventChoice, setting: unknown, iam: boolean): Json {
  const key = api === 'http' ? 'httpApi' : 'http';
  if (isString) return { [key]: `${method} ${path}` };
  const authorizer = api === 'http' ? { type: 'aws_iam' } : 'aws_iam';
  return {
    [key]: {
      method: api === 'http' ? method : method.toLowerCase(),
      path,
      ...(setting === undefined ? {} : { passage: setting }),
      ...(iam ? { authorizer } : {}),
    },
  };
}

/** The contract's table: event, then function, then `protect`. */
function decide(event: unknown, fn: unknown, protect: string): Outcome {
  const setting = event === undefined ? fn : event;
  if (setting === undefined) return protect === 'all' ? 'JWT main' : 'public';
  if (setting === false) return 'public!';
  if (setting === true) return 'JWT main';
  if (typeof setting === 'string') return `JWT ${setting}`;
  const { app = 'main', scopes = [] } = setting as { app?: string; scopes?: string[] };
  return `JWT ${app}${scopes.length > 0 ? ` [${[...scopes].sort().join(' ')}]` : ''}`;
}

/** What the final template has, by identity. */
function outcomes({ Resources }: CfTemplate): Map<string, Outcome[]> {
  const found = new Map<string, Outcome[]>();
  const add = (key: string, resource: Resource): void => {
    found.set(key, [...(found.get(key) ?? []), outcomeOf(Resources, resource)]);
  };
  for (const resource of Object.values(Resources)) {
    const { Type, Properties } = resource;
    if (Type === 'AWS::ApiGatewayV2::Route') {
      const [method = '', path = ''] = String(Properties.RouteKey).split(' ');
      add(identity('http', method.toUpperCase(), path), resource);
    }
    if (Type === 'AWS::ApiGateway::Method') {
      add(
        identity('rest', String(Properties.HttpMethod), restPath(Resources, Properties.ResourceId)),
        resource,
      );
    }
  }
  return found;
}

function restPath(resources: CfTemplate['Resources'], id: unknown): string {
  const ref = (id as { Ref?: string }).Ref;
  if (ref === undefined) return '';
  const { PathPart, ParentId } = resources[ref]?.Properties ?? {};
  return `${restPath(resources, ParentId)}/${String(PathPart)}`;
}

function outcomeOf(resources: CfTemplate['Resources'], { Properties }: Resource): Outcome {
  const { AuthorizationType: type, AuthorizerId: id, AuthorizationScopes: scopes } = Properties;
  if (type === 'AWS_IAM') return 'AWS_IAM';
  if (type !== 'JWT') return 'public';
  const { Name, JwtConfiguration } =
    resources[(id as { Ref: string } | undefined)?.Ref ?? '']?.Properties ?? {};
  const issuer = JSON.stringify(JwtConfiguration ?? {});
  if (!issuer.includes(`https://${String(Name)}.example/`)) return `JWT of another issuer`;
  const list = Array.isArray(scopes) ? [...(scopes as string[])].sort() : [];
  return `JWT ${String(Name)}${list.length > 0 ? ` [${list.join(' ')}]` : ''}`;
}

/** Everything that is let through against the promise. */
export function violations(
  choice: ServiceChoice,
  original: Record<string, ModelFunction>,
  { model, raw }: Pick<World, 'model' | 'raw'>,
  template: CfTemplate,
): string[] {
  const final = outcomes(template);
  const found: string[] = [];
  const routes = Object.values(model).flatMap((fn) => fn.routes);
  const originals = Object.values(original).flatMap((fn) => fn.routes);
  const keyOf = ({ api, method, path }: Pick<ModelRoute, 'api' | 'method' | 'path'>): string =>
    identity(api, method, path);

  // 1. What descends from a protected route, and what has the identity of one, is protected as it was.
  const expected = new Map<string, ModelRoute>();
  for (const route of originals) expected.set(keyOf(route), route);
  for (const route of routes) {
    const key = keyOf(route);
    const inherited = [route.intended, expected.get(key)?.intended ?? null];
    for (const intended of inherited) {
      if (intended === null || intended.startsWith('public')) continue;
      for (const outcome of final.get(key) ?? []) {
        if (!isKept(intended, outcome, route.said)) found.push(`${key}: intended ${intended}, is ${outcome}`);
      }
    }
  }

  // 2. A protected route is gone, and a public one that is not configured has appeared.
  const gone = originals.filter((route) => isProtected(route.intended) && !final.has(keyOf(route)));
  const known = new Set(originals.map(keyOf));
  // One that went with its function is fine, and one that has another name and its protection.
  const isGone = Object.entries(original).some(
    ([name, { routes: before }]) =>
      name in model &&
      before.some((route) => gone.includes(route) && !hasSuccessor(route, model[name]?.routes ?? [], final)),
  );
  // What has the name of an event is refused by AWS, or is that event's own route.
  const events = new Set([...routes, ...originals].map(keyOf));
  const resources = raw.filter((route) => !events.has(keyOf(route)));
  for (const route of resources) {
    const isPublic = (final.get(keyOf(route)) ?? []).includes('public');
    if (isPublic && !route.isConfigured && isGone) found.push(`${keyOf(route)} replaced a protected route`);
  }
  for (const route of routes) {
    const key = keyOf(route);
    const isNew = !known.has(key) && (final.get(key) ?? []).includes('public');
    const isConfigured = route.said !== null || (route.intended ?? '').startsWith('public');
    const isRemoved = gone.every((each) => routes.every((other) => other.intended !== each.intended));
    if (isNew && !isConfigured && gone.length > 0 && !isRemoved)
      found.push(`${key} replaced a protected route`);
  }

  // 3. No public route from no event within a protected one.
  for (const route of resources) {
    const key = keyOf(route);
    if (!(final.get(key) ?? []).includes('public')) continue;
    const taken = [...final].find(
      ([other, [outcome]]) =>
        events.has(other) &&
        isProtected(outcome ?? null) &&
        other.startsWith(route.api) &&
        takes(route, other),
    );
    if (taken !== undefined) found.push(`${key} takes requests of ${taken[0]}`);
  }

  // 4. Under `protect: all`, what is public was said to be.
  if (choice.protect === 'all') {
    for (const [key, list] of final) {
      const [api, method = ''] = key.split(' ');
      if (!list.includes('public') || (api === 'rest' && method === 'OPTIONS')) continue;
      const isSaid = [...routes, ...originals].some(
        (route) => keyOf(route) === key && (route.intended === 'public!' || route.said?.passage === false),
      );
      if (!isSaid) found.push(`${key} is public under protect: all`);
    }
  }
  return found;
}

function hasSuccessor(
  { intended }: ModelRoute,
  routes: readonly ModelRoute[],
  final: ReadonlyMap<string, Outcome[]>,
): boolean {
  return routes.some(
    (route) =>
      intended !== null &&
      final.get(identity(route.api, route.method, route.path))?.includes(intended) === true,
  );
}

function isProtected(outcome: Outcome | null): boolean {
  return outcome !== null && !outcome.startsWith('public');
}

/** Whether an outcome is the intended one, in everything that the event does not say itself. */
function isKept(intended: Outcome, outcome: Outcome, said: Json | null): boolean {
  if (intended === outcome) return true;
  if (said === null) return false;
  if (said.passage === false || said.authorizer !== undefined) return true;
  if (intended === 'AWS_IAM') return said.passage !== undefined;
  const [, app, scopes = ''] = /^JWT (\S+)(?: (\[.*\]))?$/.exec(intended) ?? [];
  const [, nowApp, nowScopes = ''] = /^JWT (\S+)(?: (\[.*\]))?$/.exec(outcome) ?? [];
  const setting = said.passage;
  const saysApp =
    typeof setting === 'string' || (typeof setting === 'object' && setting !== null && 'app' in setting);
  const saysScopes = typeof setting === 'object' && setting !== null && 'scopes' in setting;
  return nowApp !== undefined && (app === nowApp || saysApp) && (scopes === nowScopes || saysScopes);
}

/** Whether the raw route is within another one: same shape under `ANY`, or under a variable. */
function takes({ method, path }: { method: string; path: string }, other: string): boolean {
  const [, otherMethod = '', otherPath = ''] = other.split(' ');
  if (otherMethod !== 'ANY' && otherMethod !== method) return false;
  const [parts, otherParts] = [shape(path).split('/'), otherPath.split('/')];
  return (
    otherParts.every((part, i) =>
      part === '{+}'
        ? parts[i] !== undefined
        : part === '{}'
          ? !(parts[i] ?? '{+}').endsWith('+}')
          : part === parts[i],
    ) &&
    (parts.length === otherParts.length || otherParts.at(-1) === '{+}')
  );
}
