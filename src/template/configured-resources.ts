/** What the user configured under `resources:`, before other plugins change it. */
import { type Resource, type Template, propertiesOf, sameValue } from '../cloudformation';
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

function objectsIn(value: unknown): [string, JsonObject][] {
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

/** Whether only CloudFormation knows who may call a route. */
export function isComputed(resource: Resource): boolean {
  return isObject(propertiesOf(resource).AuthorizationType);
}

type Entries = ReadonlyMap<string, Resource>;

/** What an entry says of who may call a route. */
const AUTHORIZATION_KEYS = ['AuthorizationType', 'AuthorizerId', 'AuthorizationScopes'];

/**
 * With the entries for routes of events as they are by now, as far as they say who may call a route: that is compared
 * with what is configured before. What else an entry says is as configured: of an event that another plugin has moved,
 * by all that it may have been. What only CloudFormation knows stays as a whole, in both sections.
 *
 * @param now logical IDs of the routes of events
 * @param originalsOf those of the routes that one may be as configured: of one that has the name that it had, itself
 */
export function withEntriesNow(
  configured: ConfiguredResources,
  resources: unknown,
  now: readonly string[],
  originalsOf: (logicalId: string) => readonly string[],
): ConfiguredResources {
  const sections = [configured.resources, configured.extensions];
  const isComputedIn = (id: string): boolean => sections.some((entries) => isComputed(entries.get(id) ?? {}));
  const sectionNow = (name: string, before: Entries): Entries => {
    const entryNow = (id: string): Resource | undefined => {
      // What the user wrote for a route counts for it, whoever adds that.
      const originals = sections.some((entries) => entries.has(id)) ? [id] : originalsOf(id);
      const computed = originals.find(isComputedIn);
      if (computed !== undefined) return before.get(computed);
      const base = commonEntry(originals.map((original) => before.get(original)));
      const said = propertyOf(propertyOf(resources, name), id);
      if (!isObject(said)) return base && withAuthorization(base, {});
      return withAuthorization(base, copyJson(said));
    };
    const entries = now.flatMap((id) => {
      const entry = entryNow(id);
      return entry === undefined ? [] : [[id, entry] as const];
    });
    return new Map([...before, ...entries]);
  };
  return {
    ...configured,
    resources: sectionNow('Resources', configured.resources),
    extensions: sectionNow('extensions', configured.extensions),
  };
}

function commonEntry(entries: readonly (Resource | undefined)[]): Resource | undefined {
  const [first] = entries;
  return entries.every((entry) => sameValue(entry, first)) ? first : undefined;
}

function withAuthorization(base: Resource | undefined, entry: Resource): Resource {
  const isSaid = ([key]: [string, unknown]): boolean => AUTHORIZATION_KEYS.includes(key);
  const others = Object.entries(propertiesOf(base)).filter((property) => !isSaid(property));
  const said = Object.entries(propertiesOf(entry)).filter(isSaid);
  return { ...base, Properties: Object.fromEntries([...others, ...said]) };
}

/** The condition that the user has written on a resource: the framework compiles none. */
export function conditionOf(
  { resources, extensions }: Pick<ConfiguredResources, 'resources' | 'extensions'>,
  logicalId: string,
): unknown {
  return extensions.get(logicalId)?.Condition ?? resources.get(logicalId)?.Condition;
}

/** Objects are merged key by key, and lists place by place, as the frameworks do. */
function merged(target: unknown, source: unknown): unknown {
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

/** Types of what the framework compiles of events. An entry for that needs none. */
const ROUTE_TYPES: readonly unknown[] = [undefined, 'AWS::ApiGatewayV2::Route', 'AWS::ApiGateway::Method'];

/** All that may be {@link entryUnderResources} of a route. */
export function routeEntries(resources: unknown): readonly (readonly [logicalId: string, JsonObject])[] {
  const [own, extensions] = ['Resources', 'extensions'].map((section) =>
    objectsIn(propertyOf(resources, section)),
  );
  return [...(own ?? []).filter(([, { Type }]) => ROUTE_TYPES.includes(Type)), ...(extensions ?? [])];
}

/** What is written under `resources:` for what the framework compiles of an event. */
export function entryUnderResources(resources: unknown, logicalId: string): Resource | undefined {
  const [own, extension] = ['Resources', 'extensions'].map((section) =>
    propertyOf(propertyOf(resources, section), logicalId),
  );
  if (!isObject(own) && !isObject(extension)) return undefined;
  return extendedResource(isObject(own) ? own : {}, isObject(extension) ? extension : undefined);
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
