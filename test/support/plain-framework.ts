/**
 * A framework in a hundred lines, for the many runs of mutation testing: the lifecycle events of `package` on which
 * plugins act, and a compiler of what decides about access. `test/attacks` runs the same services on real frameworks.
 */
import { basename } from 'node:path';
import { PassageError, type Problem } from '../../src/errors';
import Passage from '../../src/plugin';
import type { CfTemplate, Resource } from './frameworks';
import { type PlainService, host, naming } from './plans';
import type { PluginClass, ServiceFiles } from './in-process';

type Json = Record<string, unknown>;
type Hook = () => unknown;
type Resources = Record<string, Resource | undefined>;

export interface PlainRun {
  readonly problems: readonly Problem[];
  /** What was logged, a line each. */
  readonly output: string;
  /** `null` when the run was refused. */
  readonly template: CfTemplate | null;
}

interface Fn {
  handler?: string;
  package?: { readonly artifact?: string };
  events?: readonly Json[];
  url?: unknown;
}

interface Service {
  provider: Json & {
    httpApi?: { id?: unknown; authorizers?: Record<string, Json> };
    compiledCloudFormationTemplate?: CfTemplate;
  };
  functions: Record<string, Fn>;
  resources?: { Resources?: Record<string, Resource>; Outputs?: Json; extensions?: Record<string, Json> };
}

/** The events of `package`, in order. */
const EVENTS = [
  'initialize',
  'before:package:initialize',
  'before:package:compileFunctions',
  'before:package:compileEvents',
  'package:compileEvents',
  'after:package:compileEvents',
  'before:aws:package:finalize:mergeCustomProviderResources',
  'aws:package:finalize:mergeCustomProviderResources',
  'after:aws:package:finalize:mergeCustomProviderResources',
  'before:aws:package:finalize:saveServiceState',
  'finalize',
];

/** Packages a service with our plugin from `src/`, and others by their classes. */
export async function packagePlain({ service: config, plugins = {} }: ServiceFiles): Promise<PlainRun> {
  const input = structuredClone(config) as Service & { readonly plugins: readonly string[] };
  for (const fn of Object.values(input.functions)) fn.events ??= [];
  const service: Service = { ...input };
  const own: OwnPlugin = {
    hooks: {
      'package:compileEvents': () => {
        compile(service);
      },
      'aws:package:finalize:mergeCustomProviderResources': () => {
        merge(service);
      },
    },
  };
  const hooks = Object.fromEntries(Object.entries(own.hooks).map(([event, hook]) => [event, [{ hook }]]));
  const lines: string[] = [];
  try {
    const classes: Record<string, unknown> = { 'serverless-passage': Passage, ...plugins };
    for (const name of input.plugins)
      load(classes[name] as PluginClass, { input, service, own, hooks, lines });
    for (const event of EVENTS) for (const { hook } of hooks[event] ?? []) await hook();
  } catch (error) {
    if (!(error instanceof Error && error.cause instanceof PassageError)) throw error;
    return { problems: error.cause.problems, output: lines.join('\n'), template: null };
  }
  const template = service.provider.compiledCloudFormationTemplate ?? null;
  return { problems: [], output: lines.join('\n'), template };
}

/** As the framework's own plugins are. */
interface OwnPlugin {
  readonly hooks: Readonly<Record<string, Hook>>;
}

interface Run {
  readonly input: object;
  readonly service: Service;
  readonly own: OwnPlugin;
  readonly hooks: Record<string, { hook: Hook }[]>;
  readonly lines: string[];
}

function load(Plugin: PluginClass, { input, service, own, hooks, lines }: Run): void {
  const ignore = (): void => undefined;
  const write = (text: string): void => {
    lines.push(text);
  };
  const serverless = {
    service,
    serviceDir: '/nowhere',
    configurationInput: input,
    classes: { Error },
    processedInput: { commands: ['package'] },
    configSchemaHandler: {
      defineCustomProperties: ignore,
      defineFunctionProperties: ignore,
      defineFunctionEventProperties: ignore,
    },
    pluginManager: { hooks, plugins: [own] },
    getProvider: () => host(service as unknown as PlainService).getProvider('aws'),
  };
  const log = { error: write, warning: write, notice: write, info: write };
  const plugin = new Plugin(serverless as never, {} as never, { log, writeText: write } as never);
  for (const [event, hook] of Object.entries((plugin as { hooks: Record<string, Hook> }).hooks))
    (hooks[event] ??= []).push({ hook });
}

const REST_API = { Ref: 'ApiGatewayRestApi' };
const ROOT = { 'Fn::GetAtt': ['ApiGatewayRestApi', 'RootResourceId'] };

function compile(service: Service): void {
  const { httpApi } = service.provider;
  const apiId = httpApi?.id ?? { Ref: 'HttpApi' };
  const resources: Resources = {};
  for (const [key, value] of Object.entries(httpApi?.authorizers ?? {}))
    resources[naming.getHttpApiAuthorizerLogicalId(key)] = httpAuthorizer(apiId, key, value);
  for (const [name, fn] of Object.entries(service.functions)) compileFunction(resources, name, fn, apiId);
  const template = { Resources: resources as Record<string, Resource>, Outputs: {} };
  service.provider.compiledCloudFormationTemplate = template;
}

function httpAuthorizer(ApiId: unknown, key: string, value: Json): Resource {
  const { name = key, type, identitySource, issuerUrl, audience } = value;
  const jwt = { Issuer: issuerUrl, Audience: [audience].flat() };
  const Properties = {
    ...{ ApiId, Name: name, IdentitySource: [identitySource].flat() },
    ...(type === 'jwt' ? { AuthorizerType: 'JWT', JwtConfiguration: jwt } : requestAuthorizer(value)),
  };
  return { Type: 'AWS::ApiGatewayV2::Authorizer', Properties };
}

function requestAuthorizer(value: Json): Json {
  const { functionName, enableSimpleResponses, resultTtlInSeconds, payloadVersion = '2.0' } = value;
  const [before, after] = [':lambda:path/2015-03-31/functions/', '/invocations'];
  const AuthorizerUri = {
    'Fn::Join': [
      '',
      [
        ...['arn:', { Ref: 'AWS::Partition' }, ':apigateway:', { Ref: 'AWS::Region' }],
        ...[before, uri(String(functionName)), after],
      ],
    ],
  };
  return {
    AuthorizerType: 'REQUEST',
    EnableSimpleResponses: enableSimpleResponses,
    AuthorizerResultTtlInSeconds: resultTtlInSeconds,
    AuthorizerPayloadFormatVersion: payloadVersion,
    AuthorizerUri,
  };
}

const uri = (name: string): unknown => ({ 'Fn::GetAtt': [naming.getLambdaLogicalId(name), 'Arn'] });

/** Where the zip of a function is uploaded: its own artifact, or that of the service. */
function codeOf({ package: { artifact = 'svc.zip' } = {} }: Fn): Json {
  return {
    S3Bucket: { Ref: 'ServerlessDeploymentBucket' },
    S3Key: `serverless/svc/dev/${basename(artifact)}`,
  };
}

function compileFunction(resources: Resources, name: string, fn: Fn, apiId: unknown): void {
  const FunctionName = `svc-dev-${name}`;
  resources[naming.getLambdaLogicalId(name)] = {
    Type: 'AWS::Lambda::Function',
    Properties: { FunctionName, Handler: fn.handler, Code: codeOf(fn) },
  };
  if (fn.url === true) {
    const Properties = { AuthType: 'NONE', TargetFunctionArn: uri(name) };
    resources[naming.getLambdaFunctionUrlLogicalId(name)] = { Type: 'AWS::Lambda::Url', Properties };
  }
  const integration = `HttpApiIntegration${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  for (const event of fn.events ?? []) {
    if (event.httpApi !== undefined) {
      resources.HttpApi ??= { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'svc' } };
      resources[integration] = {
        Type: 'AWS::ApiGatewayV2::Integration',
        Properties: { ApiId: apiId, IntegrationUri: uri(name) },
      };
      addRoute(resources, event.httpApi, apiId, integration);
    }
    if (event.http !== undefined) addMethod(resources, event.http, name);
  }
}

interface Written {
  readonly method: string;
  readonly path: string;
  readonly authorizer?: string | Json;
}

const ANY: Written = { method: '*', path: '*' };

/** Both spellings of an event. */
function written(event: unknown): Written {
  if (typeof event !== 'string') return { ...ANY, ...(event as Partial<Written>) };
  const [method, path] = event.split(' ');
  return { method: method ?? ANY.method, path: path ?? ANY.path };
}

function addRoute(resources: Resources, event: unknown, ApiId: unknown, integration: string): void {
  const { method, path, authorizer } = written(event);
  const verb = method === '*' ? 'ANY' : method.toUpperCase();
  const RouteKey = path === '*' ? '$default' : `${verb} ${path}`;
  const Target = { 'Fn::Join': ['/', ['integrations', { Ref: integration }]] };
  const Properties = { ApiId, RouteKey, Target, ...authorization(resources, authorizer) };
  resources[naming.getHttpApiRouteLogicalId(RouteKey)] = { Type: 'AWS::ApiGatewayV2::Route', Properties };
}

function authorization(resources: Resources, authorizer: string | Json | undefined): Json {
  if (authorizer === undefined) return {};
  const { name, id, type, scopes } = typeof authorizer === 'string' ? { name: authorizer } : authorizer;
  if (type === 'aws_iam') return { AuthorizationType: 'AWS_IAM' };
  const logicalId = naming.getHttpApiAuthorizerLogicalId(String(name));
  const isCustom = resources[logicalId]?.Properties.AuthorizerType === 'REQUEST' || type === 'request';
  return {
    AuthorizationType: isCustom ? 'CUSTOM' : 'JWT',
    AuthorizerId: id ?? { Ref: logicalId },
    ...(scopes === undefined ? {} : { AuthorizationScopes: scopes }),
  };
}

function addMethod(resources: Resources, event: unknown, name: string): void {
  const { method, path, authorizer } = written(event);
  resources.ApiGatewayRestApi ??= { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'svc' } };
  let ResourceId: unknown = ROOT;
  let at = '';
  for (const PathPart of path.split('/').filter((part) => part !== '')) {
    at = at === '' ? PathPart : `${at}/${PathPart}`;
    const logicalId = `ApiGatewayResource${naming.normalizePath(at)}`;
    const Properties = { ParentId: ResourceId, PathPart, RestApiId: REST_API };
    resources[logicalId] = { Type: 'AWS::ApiGateway::Resource', Properties };
    ResourceId = { Ref: logicalId };
  }
  const HttpMethod = method === '*' ? 'ANY' : method.toUpperCase();
  const logicalId = naming.getMethodLogicalId(naming.normalizePath(at), method);
  const Integration = { Type: 'AWS_PROXY', IntegrationHttpMethod: 'POST', Uri: uri(name) };
  const Properties = {
    ...{ RestApiId: REST_API, ResourceId, HttpMethod, Integration },
    ...methodAuthorization(resources, authorizer),
  };
  resources[logicalId] = { Type: 'AWS::ApiGateway::Method', Properties };
}

function methodAuthorization(resources: Resources, authorizer: string | Json | undefined): Json {
  if (authorizer === undefined) return { AuthorizationType: 'NONE' };
  if (authorizer === 'aws_iam') return { AuthorizationType: 'AWS_IAM' };
  const {
    name,
    type = 'CUSTOM',
    authorizerId,
  } = typeof authorizer === 'string' ? { name: authorizer } : (authorizer as Record<string, string>);
  if (authorizerId !== undefined) return { AuthorizationType: type, AuthorizerId: authorizerId };
  const logicalId = naming.getAuthorizerLogicalId(String(name));
  const Properties = { Name: name, RestApiId: REST_API, Type: 'TOKEN', AuthorizerUri: uri(String(name)) };
  resources[logicalId] = { Type: 'AWS::ApiGateway::Authorizer', Properties };
  return { AuthorizationType: 'CUSTOM', AuthorizerId: { Ref: logicalId } };
}

/** `resources:` and its extensions, as the framework merges them. */
function merge({ provider, resources = {} }: Service): void {
  const template = provider.compiledCloudFormationTemplate;
  if (template === undefined) return;
  Object.assign(template.Resources, structuredClone(resources.Resources));
  Object.assign(template.Outputs, structuredClone(resources.Outputs));
  for (const [logicalId, { Properties, ...rest }] of Object.entries(resources.extensions ?? {})) {
    const resource = template.Resources[logicalId];
    if (resource !== undefined)
      Object.assign(resource, rest, { Properties: { ...resource.Properties, ...(Properties as object) } });
  }
}
