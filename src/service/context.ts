/** What of the service, beside its routes, the plan depends on. */
import type { Value } from '../config/config';
import type { AwsProvider, FunctionConfig, Naming, Service } from '../serverless';
import { groupBy } from '../util/group-by';
import { type JsonObject, copyJson, isObject, propertyOf } from '../util/objects';
import { type AppliedChanges, userAuthorizers, userFunctions } from './applied-changes';
import { eventsOf } from './events';

export interface ServiceContext {
  readonly naming: Naming;
  readonly httpApi: {
    /** `provider.httpApi.id`: an API of another stack; `null` when it is this stack's own. */
    readonly externalId: Value | null;
    readonly cors: boolean;
    /** The request headers that CORS allows, in lower case; `null` where CORS is not configured. */
    readonly allowedHeaders: readonly string[] | null;
    /** Keys of `provider.httpApi.authorizers` that are the user's, with the name each compiles to. */
    readonly authorizers: ReadonlyMap<string, string>;
  };
  /** The REST API's ID as methods reference it. */
  readonly restApiId: Value;
  readonly websocketApiId: Value;
  readonly stack: StackFacts;
  /** Resources of the REST API that exist outside of the template, the root among them. */
  readonly restResources: readonly RestResource[];
  readonly functionNames: ReadonlySet<string>;
  /** Functions with a Lambda function URL that anyone may call. */
  readonly publicUrls: readonly string[];
  /** Functions with public events that no JWT authorizer can protect, with the kinds of these events. */
  readonly openEvents: ReadonlyMap<string, readonly string[]>;
}

/** What a function and its role take over from the stack that they are in. */
interface StackFacts {
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
  return {
    naming: provider.naming,
    httpApi: {
      externalId: readId(httpApi?.id),
      cors: Boolean(httpApi?.cors),
      allowedHeaders: readAllowedHeaders(httpApi?.cors),
      authorizers: new Map(
        userAuthorizers(service, changes).map(([key, value]) => [key, compiledName(key, value)]),
      ),
    },
    restApiId: copyJson(provider.getApiGatewayRestApiId() as Value),
    websocketApiId: copyJson(provider.getApiGatewayWebsocketApiId() as Value),
    stack: readStack(service, provider),
    restResources: readRestResources(provider),
    functionNames: new Set(functions.map(([name]) => name)),
    publicUrls: functions.filter(([, config]) => hasPublicUrl(config)).map(([name]) => name),
    openEvents: readOpenEvents(functions),
  };
}

function readStack({ service, provider: { iam } }: Service, provider: AwsProvider): StackFacts {
  const { path: Path, permissionsBoundary: PermissionsBoundary } = isObject(iam?.role) ? iam.role : {};
  return {
    prefix: `${service ?? ''}-${provider.getStage()}`,
    roleProperties: structuredClone({
      ...(Path === undefined ? {} : { Path }),
      ...(PermissionsBoundary === undefined ? {} : { PermissionsBoundary }),
    }),
  };
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

/** Kinds of events that no JWT authorizer can protect. */
const OPEN_KINDS = ['websocket', 'alb'];

function readOpenEvents(functions: readonly [string, FunctionConfig][]): ReadonlyMap<string, string[]> {
  const found = functions.flatMap(([name, config]) =>
    eventsOf(config).flatMap(([, event]) =>
      OPEN_KINDS.filter((kind) => kind in event).map((kind) => ({ name, kind, value: event[kind] })),
    ),
  );
  const hasConnect = found.some(
    ({ kind, value }) => kind === 'websocket' && websocketRoute(value) === '$connect',
  );
  const open = found.filter(({ kind, value }) => isOpen(kind, value, hasConnect));
  return new Map(
    [...groupBy(open, ({ name }) => name)].map(([name, events]) => [
      name,
      OPEN_KINDS.filter((kind) => events.some((event) => event.kind === kind)),
    ]),
  );
}

/** Of a WebSocket API only `$connect` can have an authorizer; without that route anyone can connect. */
function isOpen(kind: string, value: unknown, hasConnect: boolean): boolean {
  if (value === undefined || value === null) return false;
  if (propertyOf(value, 'authorizer') !== undefined) return false;
  return kind === 'alb' || !hasConnect || websocketRoute(value) === '$connect';
}

function websocketRoute(event: unknown): unknown {
  return isObject(event) ? event.route : event;
}

function hasPublicUrl({ url }: FunctionConfig): boolean {
  return isObject(url) ? url.authorizer !== 'aws_iam' : Boolean(url);
}
