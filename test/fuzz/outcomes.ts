/** What a packaged service would deploy: each route, and who may call it. Read without the plugin's audit. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { AUTHORIZER_CODE } from '../../src/generated/authorizer-code';
import type { CfTemplate, Resource } from '../support/frameworks';
import { DEFAULT } from './events';
import {
  APPS,
  CONNECT,
  type Json,
  OWN_ISSUER,
  type Outcome,
  POOL,
  type World,
  identity,
  isMessage,
  listOf,
  nameOf,
  protectedBy,
} from './model';

type Resources = CfTemplate['Resources'];

/** What is uploaded as the code of the Lambda authorizer. */
export interface Artifact {
  readonly isOurs: boolean;
  readonly apps: Readonly<
    Record<string, { issuer: string; audience: string[]; jwksUri: null; algorithms: string[] }>
  >;
  readonly routes: Readonly<Record<string, { app: string; scopes: string[] }>>;
}

const NO_ARTIFACT: Artifact = { isOurs: false, apps: {}, routes: {} };

/** Reads the file that the framework uploads for the function. */
export function readArtifact(dir: string, fn: { readonly package?: unknown } | undefined): Artifact {
  try {
    const { artifact } = fn?.package as { artifact: string };
    const files = unzipSync(readFileSync(resolve(dir, artifact)));
    const text = (name: string): string => strFromU8(files[name] ?? new Uint8Array());
    const names = Object.keys(files).sort().join();
    const isOurs =
      names === 'package.json,passage-authorizer.js,routes.json' &&
      text('passage-authorizer.js') === AUTHORIZER_CODE;
    return { ...(JSON.parse(text('routes.json')) as Omit<Artifact, 'isOurs'>), isOurs };
  } catch {
    return NO_ARTIFACT;
  }
}

export interface Deployed {
  /** By identity: method and path of an HTTP or REST API, and `$connect`. */
  readonly routes: ReadonlyMap<string, readonly Outcome[]>;
  /** The same routes with the handler of the function that each calls; `null` for none of the service. */
  readonly calls: ReadonlyMap<string, readonly (string | null)[]>;
  /** Routes that are there only sometimes. */
  readonly conditional: readonly string[];
  /** Routes of other APIs. */
  readonly elsewhere: readonly string[];
  /** Route keys of the WebSocket API other than `$connect`. */
  readonly messages: readonly string[];
  /** Handlers of functions with a function URL that anyone may call. */
  readonly opened: readonly string[];
  /** What is wrong with the Lambda authorizer; nothing where no route has it. */
  readonly authorizerFaults: readonly string[];
}

/** What would be deployed of a service whose routes are as they are meant, and nothing is lost on the way. */
export function deployedAsMeant(model: World['model']): Deployed {
  const routes = new Map<string, Outcome[]>();
  const calls = new Map<string, (string | null)[]>();
  const all = Object.values(model).flatMap(({ handler, routes: own }) =>
    own.map((route) => ({ ...route, handler })),
  );
  for (const route of all.filter((each) => !isMessage(each))) {
    const added = route.said?.passage === false ? 'public' : 'protected';
    routes.set(nameOf(route), [(route.intended ?? added).replace('!', '')]);
    calls.set(nameOf(route), [route.handler]);
  }
  const messages = all.filter(isMessage).map(nameOf);
  return { routes, calls, messages, conditional: [], elsewhere: [], opened: [], authorizerFaults: [] };
}

export function readDeployed({ Resources }: CfTemplate, artifact: Artifact): Deployed {
  const routes = new Map<string, Outcome[]>();
  const calls = new Map<string, (string | null)[]>();
  const messages: string[] = [];
  const conditional: string[] = [];
  const elsewhere: string[] = [];
  for (const resource of Object.values(Resources)) {
    const name = routeName(Resources, resource);
    if (name === null) continue;
    if (!isOfService(resource)) {
      elsewhere.push(name);
      continue;
    }
    if (name.startsWith('websocket') && name !== CONNECT) messages.push(name);
    else {
      routes.set(name, [...(routes.get(name) ?? []), outcomeOf(Resources, resource, name, artifact)]);
      calls.set(name, [...(calls.get(name) ?? []), calledBy(Resources, resource)]);
    }
    if ('Condition' in resource) conditional.push(name);
  }
  const used = [...routes].filter(([, list]) => list.some((outcome) => outcome.startsWith('LAMBDA')));
  const apis = new Set(used.map(([name]) => name.split(' ')[0] ?? ''));
  const authorizerFaults = apis.size === 0 ? [] : accessFaults(Resources, apis);
  const opened = openedHandlers(Resources);
  return { routes, calls, conditional, elsewhere, messages, opened, authorizerFaults };
}

function openedHandlers(resources: Resources): string[] {
  const all = Object.entries(resources);
  const targets = all
    .filter(([, { Type }]) => Type === 'AWS::Lambda::Url')
    .map(([, { Properties }]) => JSON.stringify(Properties.TargetFunctionArn));
  return all
    .filter(([id, { Type, Properties }]) => {
      const names = [
        `"${id}"`,
        `:${String(Properties.FunctionName)}:`,
        `"${String(Properties.FunctionName)}"`,
      ];
      return (
        Type === 'AWS::Lambda::Function' && targets.some((one) => names.some((name) => one.includes(name)))
      );
    })
    .map(([, { Properties }]) => handlerOf(Properties));
}

function routeName(resources: Resources, { Type, Properties }: Resource): string | null {
  if (Type === 'AWS::ApiGateway::Method') return restName(resources, Properties);
  if (Type !== 'AWS::ApiGatewayV2::Route') return null;
  const key = String(Properties.RouteKey);
  if (JSON.stringify(Properties.ApiId) === '{"Ref":"WebsocketsApi"}') return `websocket ANY ${key}`;
  if (key === DEFAULT) return identity('http', 'ANY', key);
  const [method = '', path = ''] = key.split(' ');
  return identity('http', method.toUpperCase(), path);
}

/** Whether a method is on a resource that is not in the template: CloudFormation deploys nothing of it then. */
export function hasLostResource({ Resources }: CfTemplate): boolean {
  return Object.values(Resources).some(
    ({ Type, Properties }) => Type === 'AWS::ApiGateway::Method' && restName(Resources, Properties) === null,
  );
}

/** `null` where its resource is not in the template. */
function restName(resources: Resources, { HttpMethod, ResourceId }: Json): string | null {
  const path = restPath(resources, ResourceId);
  return path.includes('?') ? null : identity('rest', String(HttpMethod), path);
}

/** Whether a route is on one of the service's own APIs. */
function isOfService({ Properties: { ApiId, RestApiId } }: Resource): boolean {
  const { Ref } = (ApiId ?? RestApiId ?? {}) as { Ref?: string };
  return Object.values(API_IDS).includes(Ref ?? '');
}

/** The handler of the function that a route calls by its integration. */
function calledBy(resources: Resources, { Properties: { Target, Integration } }: Resource): string | null {
  const namedIn = (value: unknown, type: string): Json | undefined => {
    const ids = JSON.stringify(value ?? '').match(/\w+/g) ?? [];
    const id = ids.find((each) => resources[each]?.Type === type);
    return id === undefined ? undefined : resources[id]?.Properties;
  };
  const { IntegrationUri } = namedIn(Target, 'AWS::ApiGatewayV2::Integration') ?? {};
  const called = namedIn(IntegrationUri ?? Integration, 'AWS::Lambda::Function');
  return called === undefined ? null : handlerOf(called);
}

/** Two spellings of a handler are one: `./x.y` and `x.y`. */
const handlerOf = ({ Handler }: Json): string => String(Handler).replace(/^[./]+/, '');

function restPath(resources: Resources, id: unknown): string {
  const ref = (id as { Ref?: string }).Ref;
  if (ref === undefined) return '';
  const { PathPart, ParentId } = resources[ref]?.Properties ?? {};
  return ParentId === undefined ? '?' : `${restPath(resources, ParentId)}/${String(PathPart)}`;
}

function outcomeOf(
  resources: Resources,
  { Properties }: Resource,
  name: string,
  artifact: Artifact,
): Outcome {
  const { AuthorizationType: type, AuthorizerId: id, AuthorizationScopes: scopes } = Properties;
  if (type === 'AWS_IAM') return 'AWS_IAM';
  const authorizer = resources[(id as { Ref: string } | undefined)?.Ref ?? '']?.Properties ?? {};
  if (type === 'CUSTOM') return lambdaOutcome(resources, authorizer, name, artifact);
  const list = Array.isArray(scopes) ? (scopes as string[]) : [];
  if (type === 'COGNITO_USER_POOLS') {
    const isOwn = JSON.stringify(authorizer.ProviderARNs) === JSON.stringify([POOL]);
    return isOwn ? `own rest${listOf(list)}` : 'another user pool';
  }
  if (type !== 'JWT') return 'public';
  // By whose tokens it takes: an authorizer of an app may have any name.
  const configuration = JSON.stringify(authorizer.JwtConfiguration ?? {});
  if (configuration.includes(`"${OWN_ISSUER}"`)) return `own http${listOf(list)}`;
  const [app] = Object.entries(APPS).find(([, { issuer }]) => configuration.includes(`"${issuer}"`)) ?? [];
  return app === undefined ? 'JWT of another issuer' : protectedBy(app, list);
}

const FUNCTION = 'PassageAuthorizerLambdaFunction';

/** `own`, or the app and the scopes that the Lambda authorizer asks this route's tokens for. */
function lambdaOutcome(
  resources: Resources,
  authorizer: Json,
  name: string,
  { isOurs, apps, routes }: Artifact,
): Outcome {
  const uri = JSON.stringify(authorizer.AuthorizerUri ?? '');
  if (uri.includes('"OwnLambdaFunction"')) return 'own';
  const isCalled = uri.includes(`["${FUNCTION}","Arn"]`);
  if (!isCalled || !isOurs) return 'CUSTOM by other code';
  const { AuthorizerResultTtlInSeconds: ttl } = authorizer;
  // WebSocket APIs have no cache.
  if (ttl !== 0 && !(name === CONNECT && ttl === undefined)) return 'CUSTOM with cached decisions';
  const entry = Object.entries(routes).find(([key]) => key.replace(/\{[^}+]*(\+?)\}/g, '{$1}') === name)?.[1];
  if (entry === undefined) return 'CUSTOM of an unknown route';
  const { issuer, audience, jwksUri, algorithms } = apps[entry.app] ?? {};
  const variables = functionVariables(resources);
  const expected = APPS[entry.app];
  const isApp =
    variables !== null &&
    variables[issuer ?? ''] === expected?.issuer &&
    audience?.map((variable) => variables[variable]).join() === expected?.audience &&
    jwksUri === null &&
    algorithms?.every((algorithm) => /^(RS|PS|ES|Ed)/.test(algorithm)) === true;
  return isApp ? protectedBy(entry.app, entry.scopes) : 'CUSTOM with other settings';
}

/** Properties that change nothing about what the function does. */
const HARMLESS = ['FunctionName', 'MemorySize', 'Timeout', 'Role', 'Runtime', 'Tags', 'LoggingConfig'];

/** The environment of the function; `null` where anything else of it decides what it does. */
function functionVariables(resources: Resources): Json | null {
  const { Handler, Code, Environment, ...others } = resources[FUNCTION]?.Properties ?? {};
  const { S3Bucket, S3Key } = (Code ?? {}) as Json;
  const isOurs =
    Handler === 'passage-authorizer.handler' &&
    JSON.stringify(S3Bucket) === '{"Ref":"ServerlessDeploymentBucket"}' &&
    String(S3Key).endsWith('/passageAuthorizer.zip') &&
    String(others.Runtime).startsWith('nodejs') &&
    Object.keys(others).every((key) => HARMLESS.includes(key));
  const { Variables = {} } = (Environment ?? {}) as { Variables?: Json };
  return isOurs && Object.keys(Variables).every((name) => /^PASSAGE_\d/.test(name)) ? Variables : null;
}

const API_IDS: Readonly<Record<string, string>> = {
  http: 'HttpApi',
  rest: 'ApiGatewayRestApi',
  websocket: 'WebsocketsApi',
};

/** Who may call the function, and what it may do. */
function accessFaults(resources: Resources, apis: ReadonlySet<string>): string[] {
  const calling = Object.values(resources).filter(
    ({ Type, Properties }) =>
      /^AWS::Lambda::(Permission|Url)$/.test(Type) && JSON.stringify(Properties).includes(FUNCTION),
  );
  const allowed = calling.map(({ Type, Properties }) => {
    const source = JSON.stringify(Properties.SourceArn ?? '');
    const api = Object.keys(API_IDS).find((key) => source.includes(`{"Ref":"${API_IDS[key] ?? ''}"}`));
    const isNarrow = Type === 'AWS::Lambda::Permission' && source.includes('/authorizers/*');
    return Properties.Principal === 'apigateway.amazonaws.com' && isNarrow ? (api ?? '?') : '?';
  });
  const role = (resources[FUNCTION]?.Properties.Role ?? {}) as { 'Fn::GetAtt'?: string[] };
  const actions = JSON.stringify(resources[role['Fn::GetAtt']?.[0] ?? '']?.Properties ?? {}).match(
    /"[a-z\d-]+:(\w+|\*)"|"\*"/g,
  );
  const isSmall = actions?.every((action) => /^"(logs:\w+|sts:AssumeRole)"$/.test(action)) === true;
  return [
    ...allowed.filter((api) => api === '?').map(() => 'others may call the Lambda authorizer'),
    ...[...apis]
      .filter((api) => !allowed.includes(api))
      .map((api) => `the ${api} API may not call the Lambda authorizer`),
    ...(isSmall ? [] : [`the Lambda authorizer may do ${actions?.join() ?? 'nothing'}`]),
  ];
}
