/** What of the service, beside its routes, the plan depends on. */
import type { Value } from '../config/config';
import type { AwsProvider, FunctionConfig, Naming, Service } from '../serverless';
import { type JsonObject, copyJson, isObject, propertyOf } from '../util/objects';
import { type AppliedChanges, userAuthorizers, userFunctions } from './applied-changes';
import { eventsOf } from './events';
import { type FunctionCode, type RunningCode, readFunctionCode, readRunningCode } from './function-code';
import { type WebsocketEvent, hasPublicUrl, isOpenAlb, websocketEvents } from './other-events';

export interface ServiceContext {
  readonly naming: Naming;
  readonly httpApi: {
    /** `provider.httpApi.id`: an API of another stack; `null` when it is this stack's own. */
    readonly externalId: Value | null;
    /** As routes reference it. */
    readonly id: Value;
    readonly cors: boolean;
    /** The request headers that CORS allows, in lower case; `null` where CORS is not configured. */
    readonly allowedHeaders: readonly string[] | null;
    /** Keys of `provider.httpApi.authorizers` that are the user's, with the name each compiles to. */
    readonly authorizers: ReadonlyMap<string, string>;
    /** The same keys, with what is configured. */
    readonly definitions: ReadonlyMap<string, unknown>;
  };
  /** The REST API's ID as methods reference it. */
  readonly restApiId: Value;
  readonly websocketApiId: Value;
  readonly stack: StackFacts;
  /** Resources of the REST API that exist outside of the template, the root among them. */
  readonly restResources: readonly RestResource[];
  readonly functionNames: ReadonlySet<string>;
  readonly code: readonly FunctionCode[];
  /** Functions with a Lambda function URL that anyone may call. */
  readonly publicUrls: readonly string[];
  /** Functions with events of a load balancer that has no authorizer which denies requests. */
  readonly openAlbs: readonly string[];
  readonly websocketEvents: readonly WebsocketEvent[];
}

/** What is known of the stack that is not in its template. */
export interface StackValues {
  readonly name: string;
  /** Values that are given for parameters (`provider.stackParameters`), by their names. */
  readonly parameters: JsonObject;
}

/** With what a function and its role take over from it. */
interface StackFacts extends StackValues {
  /** `service-stage`, which names of functions begin with. */
  readonly prefix: string;
  /** Properties of the framework's own role that an organisation may require of every role. */
  readonly roleProperties: JsonObject;
}

export interface RestResource {
  /** As `ResourceId` or `ParentId` references it. */
  readonly id: unknown;
  /** With a leading slash; empty for the root. */
  readonly path: string;
}

export function readContext(
  service: Service,
  provider: AwsProvider,
  changes: AppliedChanges,
): ServiceContext {
  const { httpApi } = service.provider;
  const functions = userFunctions(service, changes);
  const codeOf = codeReader(service);
  const authorizers = userAuthorizers(service, changes);
  const events = functions.flatMap(([name, config]) =>
    eventsOf(config).map(([, event]) => [name, event] as const),
  );
  const albs = events.filter(([, event]) => isOpenAlb(event, propertyOf(service.provider, 'alb')));
  const externalId = readId(httpApi?.id);
  return {
    naming: provider.naming,
    httpApi: {
      externalId,
      id: externalId ?? { Ref: provider.naming.getHttpApiLogicalId() },
      cors: Boolean(httpApi?.cors),
      allowedHeaders: readAllowedHeaders(httpApi?.cors),
      authorizers: new Map(authorizers.map(([key, value]) => [key, compiledName(key, value)])),
      definitions: new Map(authorizers.map(([key, value]) => [key, copyJson(value)])),
    },
    restApiId: copyJson(provider.getApiGatewayRestApiId() as Value),
    websocketApiId: copyJson(provider.getApiGatewayWebsocketApiId() as Value),
    stack: readStack(service, provider),
    restResources: readRestResources(provider),
    functionNames: new Set(functions.map(([name]) => name)),
    code: functions.map(([name, config]) =>
      readFunctionCode(codeOf(name, config), provider.naming.getLambdaLogicalId(name), config),
    ),
    publicUrls: functions.filter(([, config]) => hasPublicUrl(config)).map(([name]) => name),
    openAlbs: [...new Set(albs.map(([name]) => name))],
    websocketEvents: events.flatMap(([name, event]) => websocketEvents(name, event)),
  };
}

/** What each of the user's functions runs. */
export function readCode(service: Service, changes: AppliedChanges): RunningCode[] {
  const codeOf = codeReader(service);
  return userFunctions(service, changes).map(([name, config]) => codeOf(name, config));
}

function codeReader({
  provider,
  package: packaging,
}: Service): (name: string, config: FunctionConfig) => RunningCode {
  const images = propertyOf(propertyOf(provider, 'ecr'), 'images');
  const individually = propertyOf(packaging, 'individually');
  return (name, config) => readRunningCode(name, config, { images, individually });
}

function readStack({ service, provider: config }: Service, provider: AwsProvider): StackFacts {
  const { iam, stackName } = config;
  const prefix = `${service ?? ''}-${provider.getStage()}`;
  const { path: Path, permissionsBoundary: PermissionsBoundary } = isObject(iam?.role) ? iam.role : {};
  return {
    name: typeof stackName === 'string' && stackName !== '' ? stackName : prefix,
    parameters: readParameters(propertyOf(config, 'stackParameters')),
    prefix,
    roleProperties: structuredClone({
      ...(Path === undefined ? {} : { Path }),
      ...(PermissionsBoundary === undefined ? {} : { PermissionsBoundary }),
    }),
  };
}

/** Those that keep their value from one deployment to the next have no value here. */
function readParameters(stackParameters: unknown): JsonObject {
  const entries: readonly unknown[] = Array.isArray(stackParameters) ? stackParameters : [];
  return Object.fromEntries(
    entries.map((entry) => [
      String(propertyOf(entry, 'ParameterKey')),
      copyJson(propertyOf(entry, 'ParameterValue')),
    ]),
  );
}

function readRestResources(provider: AwsProvider): RestResource[] {
  const predefined = provider.getApiGatewayPredefinedResources();
  const entries: readonly unknown[] = Array.isArray(predefined) ? predefined : [];
  return [
    { id: copyJson(provider.getApiGatewayRestApiRootResourceId()), path: '' },
    ...entries.map((entry) => {
      const path = String(propertyOf(entry, 'path')).replace(/^\/|\/$/g, '');
      return { id: copyJson(propertyOf(entry, 'resourceId')), path: path === '' ? '' : `/${path}` };
    }),
  ];
}

/** What the framework allows where nothing is configured (framework documentation: HTTP API, "CORS Setup"). */
const DEFAULT_HEADERS = [
  'content-type',
  'x-amz-date',
  'authorization',
  'x-api-key',
  'x-amz-security-token',
  'x-amz-user-agent',
  'x-amzn-trace-id',
];

function readAllowedHeaders(cors: unknown): readonly string[] | null {
  if (!cors) return null;
  const headers = propertyOf(cors, 'allowedHeaders');
  if (headers === undefined) return DEFAULT_HEADERS;
  const list: readonly unknown[] = Array.isArray(headers) ? headers : [headers];
  return list.map((header) => String(header).toLowerCase());
}

/** A copy, since the plan is frozen and the user's objects must not be. */
function readId(id: unknown): Value | null {
  return (typeof id === 'string' && id !== '') || isObject(id) ? copyJson(id) : null;
}

function compiledName(key: string, value: unknown): string {
  const name = propertyOf(value, 'name');
  return typeof name === 'string' && name !== '' ? name : key;
}
