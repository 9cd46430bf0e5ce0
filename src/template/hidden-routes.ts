/** What can create or change routes out of sight: properties of our APIs, macros, SAM. */
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
import { isObject, propertyOf } from '../util/objects';
import { referredApis } from './api-ids';
import { BETWEEN } from './called-functions';
import { isRewritten, macrosOf, transformIn } from './transforms';

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

/** What brings routes that are not in the template, or may. */
export interface HiddenRoutes {
  readonly where: string;
  /** It defines routes, it calls a function that is not known, or it may change any route. */
  readonly kind: 'definition' | 'target' | 'macro';
  /** The key that rewrites a target, or the name of a macro. */
  readonly by: unknown;
  /** Whether it certainly defines routes of an API that has a protected one. */
  readonly isCertain: boolean;
}

/** @param others protected routes that are not in the plan: of events that are gone, and under `resources:` */
export function findHiddenRoutes(
  template: Template,
  plan: Plan,
  others: readonly Pick<PlannedRoute, 'api'>[] = [],
): HiddenRoutes[] {
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
      ...definition(`Resources.${id}.Properties.${key}`),
      isCertain: kinds.some(hasClosed) && ROUTE_PROPERTIES.includes(key),
    })),
  );
  return [
    ...keys.filter(({ isCertain }) => isCertain),
    ...macros(template),
    ...loops(template),
    ...[...creating, ...modules].map(([logicalId]) => definition(`Resources.${logicalId}`)),
    ...resourcesOfTypes(template, BETWEEN).flatMap(([logicalId, resource]) => {
      const by = transformIn(resource);
      return by === undefined ? [] : [possible({ where: `Resources.${logicalId}`, kind: 'target', by })];
    }),
    ...keys.filter(({ isCertain }) => !isCertain),
  ];
}

function possible(hidden: Omit<HiddenRoutes, 'isCertain'>): HiddenRoutes {
  return { ...hidden, isCertain: false };
}

function definition(where: string): HiddenRoutes {
  return possible({ where, kind: 'definition', by: undefined });
}

function macros(template: Template): HiddenRoutes[] {
  return macrosOf(template)
    .map((entry) => (isObject(entry) ? entry.Name : entry))
    .filter((name) => !HARMLESS_MACROS.some((pattern) => typeof name === 'string' && pattern.test(name)))
    .map((by) => possible({ where: 'Transform', kind: 'macro', by }));
}

/** Entries of `Resources` that become others: loops, those of nested stacks too, that may make routes. */
function loops({ Resources }: Template): HiddenRoutes[] {
  return Object.entries(Resources)
    .filter(([key, loop]) => /(^|\/)Fn::/.test(key) && !isHarmlessLoop(key, loop))
    .map(([key]) => definition(`Resources.${key}`));
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
