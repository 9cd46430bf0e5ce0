/** Audits what can create or change routes out of sight: properties of our APIs, macros, SAM. */
import {
  type Resource,
  type Template,
  propertiesOf,
  referencesIn,
  refersTo,
  resourcesByType,
  resourcesOfTypes,
  typeOf,
} from '../cloudformation';
import { type Plan, type PlannedRoute, hasAuthorizer } from '../plan/types';
import type { ApiKind } from '../service/events';
import { referredApis } from '../template/api-ids';
import { BETWEEN } from '../template/called-functions';
import { isRewritten, macrosOf, transformIn } from '../template/transforms';
import { isObject, propertyOf } from '../util/objects';
import type { Concern } from './audit-result';
import { hiddenRoutes, hiddenTarget, macro } from './concern-messages';

/** Transforms that change no routes (CloudFormation documentation: "Transform reference"). */
const HARMLESS_MACROS = [/^AWS::LanguageExtensions$/, /^AWS::SecretsManager-/, /^AWS::CodeDeploy/];

/** Properties of an API that bring no routes (CloudFormation documentation of both resources). */
const HARMLESS_PROPERTIES: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    'AWS::ApiGatewayV2::Api': [
      'ApiKeySelectionExpression',
      'CorsConfiguration',
      'Description',
      'DisableExecuteApiEndpoint',
      'DisableSchemaValidation',
      'FailOnWarnings',
      'IpAddressType',
      'Name',
      'ProtocolType',
      'RouteSelectionExpression',
      'Tags',
      'Version',
    ],
    'AWS::ApiGateway::RestApi': [
      'ApiKeySourceType',
      'BinaryMediaTypes',
      'Description',
      'DisableExecuteApiEndpoint',
      'EndpointAccessMode',
      'EndpointConfiguration',
      'FailOnWarnings',
      'MinimumCompressionSize',
      'Name',
      'Policy',
      'SecurityPolicy',
      'Tags',
    ],
  }),
);

/** Properties that certainly bring routes. */
const ROUTE_PROPERTIES = ['Body', 'BodyS3Location', 'CloneFrom', 'RouteKey', 'Target'];

export interface HiddenRoutes {
  /** Definitions of routes on an API that has a protected route: refused in both modes. */
  readonly certain: readonly Concern[];
  /** What may create or change routes: refused under `protect: all`, a warning otherwise. */
  readonly possible: readonly Concern[];
}

/** @param others protected routes that are not in the plan: of events that are gone, and under `resources:` */
export function findHiddenRoutes(
  template: Template,
  plan: Plan,
  others: readonly Pick<PlannedRoute, 'api'>[] = [],
): HiddenRoutes {
  const closed = [...plan.routes.filter(hasAuthorizer), ...others];
  const hasClosed = (kind: ApiKind): boolean => closed.some(({ api }) => api === kind);
  const apis = [...referredApis(plan)];
  const ours = [...apis.map(([id]) => id), ...plan.functions.map(({ logicalId }) => logicalId)];
  const creating = resourcesOfTypes(template, CREATING_TYPES).filter(([, resource]) =>
    createsRoutes(resource),
  );
  const modules = resourcesOfTypes(template, moduleTypes(template)).filter(([, { Properties }]) =>
    ours.some((id) => refersTo(Properties, id)),
  );
  const keys = apis.flatMap(([id, kinds]) =>
    harmfulKeys(template.Resources[id]).map((key) => ({
      concern: hiddenRoutes(`Resources.${id}.Properties.${key}`),
      isCertain: kinds.some(hasClosed) && ROUTE_PROPERTIES.includes(key),
    })),
  );
  return {
    certain: keys.filter(({ isCertain }) => isCertain).map(({ concern }) => concern),
    possible: [
      ...macros(template),
      ...loops(template),
      ...[...creating, ...modules].map(([logicalId]) => hiddenRoutes(`Resources.${logicalId}`)),
      ...resourcesOfTypes(template, BETWEEN).flatMap(([logicalId, resource]) => {
        const key = transformIn(resource);
        return key === undefined ? [] : [hiddenTarget(`Resources.${logicalId}`, key)];
      }),
      ...keys.filter(({ isCertain }) => !isCertain).map(({ concern }) => concern),
    ],
  };
}

function macros(template: Template): Concern[] {
  return macrosOf(template)
    .map((entry) => (isObject(entry) ? entry.Name : entry))
    .filter((name) => !HARMLESS_MACROS.some((pattern) => typeof name === 'string' && pattern.test(name)))
    .map((name) => macro('Transform', name));
}

/** Entries of `Resources` that become others: loops, those of nested stacks too, that may make routes. */
function loops({ Resources }: Template): Concern[] {
  return Object.entries(Resources)
    .filter(([key, loop]) => /(^|\/)Fn::/.test(key) && !isHarmlessLoop(key, loop))
    .map(([key]) => hiddenRoutes(`Resources.${key}`));
}

/** Services whose resources are neither APIs nor ways to a function, and do not become others. */
const HARMLESS_TYPES = /^AWS::(?!ApiGateway|CloudFormation|Lambda|Serverless)\w+::\w+$/;

/** `Fn::ForEach`: a variable, what it stands for, and an object of resources or of loops again. */
function isHarmlessLoop(key: string, loop: unknown): boolean {
  const made: unknown = Array.isArray(loop) ? loop[2] : undefined;
  return (
    /(^|\/)Fn::ForEach::/.test(key) &&
    isObject(made) &&
    !JSON.stringify(made).includes('"Fn::Transform"') &&
    Object.entries(made).every(
      ([id, each]) => HARMLESS_TYPES.test(String(propertyOf(each, 'Type'))) || isHarmlessLoop(id, each),
    )
  );
}

/** What a route, its path and the way to it are made of, and what may become such resources. */
const CREATING_TYPES = [
  'AWS::ApiGatewayV2::Route',
  'AWS::ApiGateway::Method',
  'AWS::ApiGateway::Resource',
  'AWS::Lambda::Url',
  'AWS::ApiGatewayV2::ApiGatewayManagedOverrides',
  'AWS::Serverless::Function',
];

/** Resources that become others: SAM's functions, and what a macro rewrites. Or the API of a route is not known. */
function createsRoutes(resource: Resource): boolean {
  const type = typeOf(resource);
  if (type === 'AWS::Serverless::Function') return propertiesOf(resource).Events !== undefined;
  if (type === 'AWS::ApiGatewayV2::ApiGatewayManagedOverrides') return true;
  return isRewritten(resource) || hasComputedReference(resource);
}

/** Whether a logical ID in the value is computed, as `AWS::LanguageExtensions` allows. */
function hasComputedReference(value: unknown): boolean {
  return referencesIn(value).some((id) => typeof id !== 'string');
}

/** Types of modules (CloudFormation documentation: "Modules"), which may get our API, or a protected function. */
function moduleTypes(template: Template): unknown[] {
  return [...resourcesByType(template).keys()].filter(
    (type) => typeof type === 'string' && type.endsWith('::MODULE'),
  );
}

function harmfulKeys(resource: Resource | undefined): string[] {
  const harmless = HARMLESS_PROPERTIES.get(typeOf(resource)) ?? [];
  const keys = Object.keys(propertiesOf(resource)).filter((key) => !harmless.includes(key));
  const transform = transformIn(resource);
  return transform === undefined ? keys : [...keys, transform];
}
