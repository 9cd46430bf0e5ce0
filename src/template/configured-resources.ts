/** What the user configured under `resources:`, before other plugins change it. */
import { type Resource, type Template, propertiesOf } from '../cloudformation';
import type { Naming, Service } from '../serverless';
import { type JsonObject, copyJson, getOwn, isObject, propertyOf } from '../util/objects';

export interface ConfiguredResources {
  /** Its APIs, routes and function URLs, their authorizers, and what paths and targets are read from, by logical ID. */
  readonly resources: ReadonlyMap<string, Resource>;
  /** What values are read from: its `Parameters` and `Mappings`. */
  readonly values: Pick<Template, 'Parameters' | 'Mappings'>;
  /** What is under `resources.extensions`, by logical ID. */
  readonly extensions: ReadonlyMap<string, Resource>;
  /** The Lambda functions of the service, as far as others refer to them, by logical ID. */
  readonly functions: ReadonlyMap<string, Resource>;
}

export const NOTHING_CONFIGURED: ConfiguredResources = {
  resources: new Map(),
  values: {},
  extensions: new Map(),
  functions: new Map(),
};

const KEPT_TYPES =
  /^AWS::(ApiGateway(V2)?::(Api|RestApi|Route|Method|Resource|Authorizer|Integration|Stage|Deployment|ApiGatewayManagedOverrides)|Lambda::(Function|Alias|Version|Url)|SSM::Parameter)$/;

export function readResources(
  { resources, functions }: Pick<Service, 'resources' | 'functions'>,
  naming: Pick<Naming, 'getLambdaLogicalId'>,
): ConfiguredResources {
  // One without a type is merged into what the framework compiles.
  const kept = objectsIn(propertyOf(resources, 'Resources')).filter(
    ([, { Type }]) => Type === undefined || (typeof Type === 'string' && KEPT_TYPES.test(Type)),
  );
  const [Parameters, Mappings] = ['Parameters', 'Mappings'].map((section) => propertyOf(resources, section));
  return {
    resources: new Map(copyJson(kept)),
    values: copyJson({ Mappings, ...(isObject(Parameters) ? { Parameters } : {}) }),
    extensions: new Map(objectsIn(copyJson(propertyOf(resources, 'extensions')))),
    functions: new Map(
      objectsIn(functions).map(([key, { name }]) => [
        naming.getLambdaLogicalId(key),
        { Type: 'AWS::Lambda::Function', Properties: { FunctionName: name } },
      ]),
    ),
  };
}

export function objectsIn(value: unknown): [string, JsonObject][] {
  return Object.entries(value ?? {}).filter((entry): entry is [string, JsonObject] => isObject(entry[1]));
}

/** A compiled template as the framework makes it of what is configured: merged, and then extended. */
export function withConfigured(template: Template, configured: ConfiguredResources): Template {
  const { resources, values, extensions, functions } = configured;
  if (resources.size === 0 && extensions.size === 0) return template;
  // A function that another plugin has renamed, or removed, has its name as configured.
  const named = merged(template, { Resources: Object.fromEntries(functions) });
  const all = merged(named, { ...values, Resources: Object.fromEntries(resources) }) as Template;
  const extended = [...extensions].flatMap(([logicalId, extension]) => {
    const resource = all.Resources[logicalId];
    return resource === undefined ? [] : [[logicalId, extendedResource(resource, extension)] as const];
  });
  return { ...all, Resources: { ...all.Resources, ...Object.fromEntries(extended) } };
}

/** A resource with what is configured for a logical ID. */
export function configuredResource(
  resource: Resource,
  { resources, extensions }: Pick<ConfiguredResources, 'resources' | 'extensions'>,
  logicalId: string,
): Resource {
  return extendedResource(merged(resource, resources.get(logicalId)) as Resource, extensions.get(logicalId));
}

/** Whether only CloudFormation knows who may call a route. */
export function isComputed(resource: Resource): boolean {
  return isObject(propertiesOf(resource).AuthorizationType);
}

/** The condition that the user has written on a resource: the framework compiles none. */
export function conditionOf(
  { resources, extensions }: Pick<ConfiguredResources, 'resources' | 'extensions'>,
  logicalId: string,
): unknown {
  return extensions.get(logicalId)?.Condition ?? resources.get(logicalId)?.Condition;
}

/** Objects are merged key by key, and lists place by place, as the frameworks do. */
export function merged(target: unknown, source: unknown): unknown {
  if (source === undefined) return target;
  if (isList(target) && isList(source)) {
    const length = Math.max(target.length, source.length);
    return Array.from({ length }, (_, i) => merged(target[i], source[i]));
  }
  if (!isObject(target) || !isObject(source)) return source;
  const entries = Object.entries(source).map(([key, value]) => [key, merged(getOwn(target, key), value)]);
  return { ...target, ...Object.fromEntries(entries) };
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

/** A resource as the framework makes it of its extension: each property is replaced as a whole. */
export function extendedResource(resource: Resource, extension: Resource | undefined): Resource {
  if (extension === undefined) return resource;
  const { Condition = resource.Condition } = extension;
  return {
    ...resource,
    Condition,
    Properties: { ...propertiesOf(resource), ...propertiesOf(extension) },
  };
}
