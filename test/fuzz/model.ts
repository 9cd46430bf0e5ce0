/** A random service as it is written, and a model of what its user wants: by the contract's words, not by the plugin. */
import type { CfTemplate } from '../support/frameworks';
import type { EventChoice, ServiceChoice } from './choices';
import { DEFAULT, writeEvent } from './events';

export type Json = Record<string, unknown>;

/** `public`, `public!` (said so), `message`, or who protects with which scopes: `JWT main [a b]`, `LAMBDA edge`, `own`. */
export type Outcome = string;

interface Place {
  readonly api: 'http' | 'rest' | 'websocket';
  method: string;
  path: string;
}

/** One route as the user or a plugin wrote it, with where it came from. */
export interface ModelRoute extends Place {
  /** What the user's first configuration gives this route; `null` for one that a plugin added. */
  readonly intended: Outcome | null;
  /** What an edit has written onto the event itself, in so many words. */
  said: Json | null;
  /** The route that a plugin copied, with all that its event said of it. */
  copyOf?: ModelRoute;
  /** Whether that is what the function says that a plugin has added or changed, and not the event. */
  isSaidByFunction?: boolean;
  /** The function that it was moved from, to another one with other code. */
  home?: string;
}

export interface ModelFunction {
  readonly handler: string;
  /** Whether the user wrote `passage: false` on the function. */
  readonly isOptedOut?: boolean;
  /** What the user's setting of the function gives an event without one; `null` without a setting. */
  readonly setting?: Outcome | null;
  /** Whether another plugin gave it a function URL that anyone may call. */
  hasUrl?: boolean;
  routes: ModelRoute[];
}

interface FunctionConfig {
  handler?: string;
  passage?: unknown;
  package?: unknown;
  url?: boolean;
  name?: string;
  events: Json[];
}

export interface Service {
  functions: Record<string, FunctionConfig>;
  provider: { compiledCloudFormationTemplate?: CfTemplate };
  custom: { passage: { apps: Record<string, Json> } };
  resources?: { Resources: Record<string, { Properties: Json }> };
}

export interface World {
  readonly service: Service;
  readonly model: Record<string, ModelFunction>;
  /** Routes that were written into the template, and come from no event. */
  readonly raw: RawRoute[];
}

export interface RawRoute extends Place {
  /** Whether the user wrote it so, under `resources:`. */
  isConfigured: boolean;
  readonly intended: Outcome;
  /** The handler of the function that the user leads it to; `null` for none of the service. */
  readonly code?: string | null;
}

/** What the issuers and audiences of the apps are, and whether API Gateway or a Lambda function checks their tokens. */
export const APPS: Readonly<Record<string, { issuer: string; audience: string; authorizerType?: string }>> = {
  main: { issuer: 'https://main.example/', audience: 'm' },
  staff: { issuer: 'https://staff.example/', audience: 's' },
  edge: { issuer: 'https://edge.example/', audience: 'e', authorizerType: 'lambda' },
};

/** An authorizer of the user's on each kind of API that asks for the scopes of its routes. */
export const POOL = 'arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_A';
export const OWN_ISSUER = 'https://own.example/';
const OWN_JWT = {
  type: 'jwt',
  identitySource: '$request.header.Authorization',
  issuerUrl: OWN_ISSUER,
  audience: ['own'],
};

/** The service's blocks, beside its functions and resources. */
export function buildService({ protect, hasEdge, defaultApp }: ServiceChoice): Json {
  const { main, staff, edge } = APPS;
  const apps = structuredClone(hasEdge ? { main, staff, edge } : { main, staff });
  return {
    service: 'svc',
    frameworkVersion: '*',
    provider: {
      name: 'aws',
      runtime: 'nodejs20.x',
      httpApi: { authorizers: { own: { type: 'request', functionName: 'own' }, ownJwt: OWN_JWT } },
    },
    custom: { passage: { protect, defaultApp: hasEdge ? defaultApp : 'main', apps } },
  };
}

const shape = (path: string): string => path.replace(/\{[^}+]*(\+?)\}/g, '{$1}');
export const identity = (api: string, method: string, path: string): string =>
  `${api} ${method} ${shape(path)}`;
export const CONNECT = 'websocket ANY $connect';
export const nameOf = ({ api, method, path }: Readonly<Place>): string => identity(api, method, path);

/** The service's functions, each route once, and their model. */
export function build(choice: ServiceChoice): {
  functions: Record<string, Json>;
  model: Record<string, ModelFunction>;
} {
  const taken = new Set<string>();
  const built: Record<string, Json> = {};
  const model: Record<string, ModelFunction> = {};
  choice.functions.forEach((fn, i) => {
    // Overlaps of the user's own are allowed, duplicates are not.
    const events = fn.events.filter((event) => {
      const isNew = !taken.has(nameOf(event)) && (choice.hasEdge || event.api !== 'websocket');
      if (isNew) taken.add(nameOf(event));
      return isNew;
    });
    if (events.length === 0) return;
    const [name, handler] = [`f${i}`, fn.isShared ? 'handler.fShared' : `handler.f${i}`];
    const isOnlyMessages = events.every(isMessage);
    const setting = isOnlyMessages ? undefined : known(fn.setting, choice);
    const written = events.map((event) => buildEvent(event, setting, choice));
    const passage = setting === undefined ? {} : { passage: setting };
    built[name] = { handler, events: written.map(({ event }) => event), ...passage };
    model[name] = {
      handler,
      isOptedOut: setting === false,
      setting: setting === undefined ? null : decide(undefined, setting, choice),
      routes: written.map(({ route }) => route),
    };
  });
  return { functions: built, model };
}

/** WebSocket routes other than `$connect` serve connections that were authorized there. */
export function isMessage({ api, path }: Readonly<Place>): boolean {
  return api === 'websocket' && path !== '$connect';
}

/** A setting of an app that the service does not have, as one of an app that it has. */
function known(setting: unknown, { hasEdge }: ServiceChoice): unknown {
  if (hasEdge) return setting;
  if (setting === 'edge') return 'staff';
  const isEdge =
    typeof setting === 'object' && setting !== null && 'app' in setting && setting.app === 'edge';
  return isEdge ? { ...setting, app: 'staff' } : setting;
}

function buildEvent(
  choice: EventChoice,
  fn: unknown,
  service: ServiceChoice,
): { event: Json; route: ModelRoute } {
  const { api, method, path, isString } = choice;
  const place = { api, method, path };
  const own = isString || (api === 'websocket' && choice.own !== 'function') ? 'none' : choice.own;
  if (isMessage(choice))
    return { event: writtenEvent(choice, {}), route: { ...place, intended: 'message', said: null } };
  if (own !== 'none') {
    const intended = own === 'iam' ? 'AWS_IAM' : own === 'scoped' ? `own ${api} [p]` : 'own';
    const authorizer = ownAuthorizer(api, own);
    return { event: writtenEvent(choice, { authorizer }), route: { ...place, intended, said: null } };
  }
  let setting = isString ? undefined : known(choice.setting, service);
  // API Gateway's own JWT authorizers do not protect WebSocket APIs.
  const needsLambda = api === 'websocket' && decide(setting, fn, service).startsWith('JWT');
  if (needsLambda) setting = 'edge';
  return {
    event: writtenEvent(
      { ...choice, isString: isString && !needsLambda },
      setting === undefined ? {} : { passage: setting },
    ),
    route: { ...place, intended: decide(setting, fn, service), said: null },
  };
}

function ownAuthorizer(api: EventChoice['api'], own: Exclude<EventChoice['own'], 'none'>): unknown {
  if (own === 'scoped')
    return { ...(api === 'http' ? { name: 'ownJwt' } : { name: 'pool', arn: POOL }), scopes: ['p'] };
  if (own === 'iam') return api === 'http' ? { type: 'aws_iam' } : 'aws_iam';
  return api === 'http' ? { name: 'own' } : 'own';
}

function writtenEvent({ api, method, path, isString }: EventChoice, options: Json): Json {
  const key = api === 'http' ? 'httpApi' : api === 'rest' ? 'http' : 'websocket';
  const place = { method: api === 'rest' && !isString ? method.toLowerCase() : method, path };
  return writeEvent(key, place, isString ? null : options);
}

/** The contract's table: event, then function, then `protect`. */
function decide(event: unknown, fn: unknown, { protect, hasEdge, defaultApp }: ServiceChoice): Outcome {
  const setting = event === undefined ? fn : event;
  if (setting === false) return 'public!';
  if (setting === undefined && protect === 'opt-in') return 'public';
  const fallback = hasEdge ? defaultApp : 'main';
  if (setting === undefined || setting === true) return protectedBy(fallback, []);
  if (typeof setting === 'string') return protectedBy(setting, []);
  const { app = fallback, scopes = [] } = setting as { app?: string; scopes?: string[] };
  return protectedBy(app, scopes);
}

export function protectedBy(app: string, scopes: readonly string[]): Outcome {
  return `${APPS[app]?.authorizerType === 'lambda' ? 'LAMBDA' : 'JWT'} ${app}${listOf(scopes)}`;
}

export function listOf(scopes: readonly string[]): string {
  return scopes.length > 0 ? ` [${[...scopes].sort().join(' ')}]` : '';
}

export function isProtected(outcome: Outcome | null): boolean {
  return outcome !== null && outcome !== 'message' && !outcome.startsWith('public');
}

/** What the user writes under `resources:`, and the routes that this adds. */
export function buildResources({ resources: choices, hasEdge, functions }: ServiceChoice): {
  resources: Json;
  raw: RawRoute[];
} {
  const Resources: Record<string, Json> = {};
  const extensions: Record<string, Json> = {};
  const raw: RawRoute[] = [];
  choices.forEach((choice, i) => {
    if ('logicalId' in choice) {
      extensions[choice.logicalId] = { Properties: { [choice.property]: choice.value } };
      return;
    }
    const { api, method, path, type, code } = choice;
    // Without a Lambda authorizer nothing about a WebSocket API is decided.
    if (api === 'websocket' && !hasEdge) return;
    if (api === 'rest' && !hasRestResource(path, functions)) return;
    const place = { api, method: path === DEFAULT ? 'ANY' : method, path };
    Resources[`Resource${i}`] = rawResource(place, { type, code });
    Object.assign(Resources, REST_RESOURCES[path] !== undefined && api === 'rest' ? ownResource(path) : {});
    const intended = type === 'AWS_IAM' ? type : 'public';
    const called = functions[Number(code?.slice(1))];
    const hasIntegration = api === 'rest' || called?.events.some((event) => event.api === 'http') === true;
    const handler = called?.isShared === true ? 'handler.fShared' : `handler.${String(code).toLowerCase()}`;
    raw.push({
      ...{ ...place, method: place.method.toUpperCase(), isConfigured: true, intended },
      code: called !== undefined && hasIntegration ? handler : null,
    });
  });
  return { resources: { Resources, extensions }, raw };
}

/** Paths of a REST API for which no event has a resource. */
export const DOCS = 'Docs';
const REST_RESOURCES: Readonly<Record<string, string>> = { '/docs': DOCS, '/{all+}': 'All' };

/** Whether a method can refer to a resource of this path: its own, or one of an event on it or below it. */
function hasRestResource(path: string, functions: ServiceChoice['functions']): boolean {
  const events = functions.flatMap((fn) => fn.events);
  const isBelow = (place: string): boolean => place === path || place.startsWith(`${path}/`);
  return (
    REST_RESOURCES[path] !== undefined || events.some((event) => event.api === 'rest' && isBelow(event.path))
  );
}

export function ownResource(path: string): Json {
  const Properties = {
    RestApiId: { Ref: 'ApiGatewayRestApi' },
    ParentId: { 'Fn::GetAtt': ['ApiGatewayRestApi', 'RootResourceId'] },
    PathPart: path.slice(1),
  };
  return { [REST_RESOURCES[path] ?? '']: { Type: 'AWS::ApiGateway::Resource', Properties } };
}

/** A route that comes from no event, and may call a function of the service. Of a REST API, on `/u` or a resource of its own. */
export function rawResource(
  { api, method, path }: Readonly<Place>,
  { type, code }: { readonly type?: string | undefined; readonly code?: string | undefined } = {},
): Json {
  const authorization = type === undefined ? {} : { AuthorizationType: type };
  if (api === 'rest') {
    const on = {
      RestApiId: { Ref: 'ApiGatewayRestApi' },
      ResourceId: { Ref: REST_RESOURCES[path] ?? 'ApiGatewayResourceU' },
    };
    const Uri =
      code === undefined
        ? 'https://x.example/'
        : {
            'Fn::Sub': `arn:aws:apigateway:x:lambda:path/functions/\${${code}LambdaFunction.Arn}/invocations`,
          };
    const Integration = { Type: code === undefined ? 'HTTP_PROXY' : 'AWS_PROXY', Uri };
    return {
      Type: 'AWS::ApiGateway::Method',
      Properties: { ...on, HttpMethod: method, Integration, ...authorization },
    };
  }
  const ApiId = { Ref: api === 'http' ? 'HttpApi' : 'WebsocketsApi' };
  const RouteKey = api === 'http' && path !== DEFAULT ? `${method} ${path}` : path;
  const Target =
    code === undefined ? 'integrations/x' : { 'Fn::Sub': `integrations/\${HttpApiIntegration${code}}` };
  return { Type: 'AWS::ApiGatewayV2::Route', Properties: { ApiId, RouteKey, Target, ...authorization } };
}
