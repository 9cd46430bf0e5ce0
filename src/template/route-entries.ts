/** What is written under `resources:` for the routes of events. Pure. */
import { type Resource, propertiesOf, sameValue } from '../cloudformation';
import { type JsonObject, copyJson, isObject, propertyOf } from '../util/objects';
import {
  type ConfiguredResources,
  extendedResource,
  isComputed,
  merged,
  objectsIn,
} from './configured-resources';

/** Types of what the framework compiles of events. An entry for that needs none. */
const ROUTE_TYPES: readonly unknown[] = [undefined, 'AWS::ApiGatewayV2::Route', 'AWS::ApiGateway::Method'];

/** All that may be {@link entryUnderResources} of a route. */
export function routeEntries(resources: unknown): readonly (readonly [logicalId: string, JsonObject])[] {
  const [own, extensions] = ['Resources', 'extensions'].map((section) =>
    objectsIn(propertyOf(resources, section)),
  );
  return [...(own ?? []).filter(([, { Type }]) => ROUTE_TYPES.includes(Type)), ...(extensions ?? [])];
}

/**
 * What is written under `resources:` for what the framework compiles of an event.
 *
 * @param scopes what it compiles as `AuthorizationScopes`: of the entry's own, each is in the place of one of these
 */
export function entryUnderResources(
  resources: unknown,
  logicalId: string,
  scopes: readonly string[] = [],
): Resource | undefined {
  const [own, extension] = ['Resources', 'extensions'].map((section) =>
    propertyOf(propertyOf(resources, section), logicalId),
  );
  if (!isObject(own) && !isObject(extension)) return undefined;
  const entry = isObject(own) ? withScopes(own, scopes) : {};
  return extendedResource(entry, isObject(extension) ? extension : undefined);
}

function withScopes(entry: Resource, scopes: readonly string[]): Resource {
  const { AuthorizationScopes: own, ...others } = propertiesOf(entry);
  return own === undefined
    ? entry
    : { ...entry, Properties: { ...others, AuthorizationScopes: merged(scopes, own) } };
}

/** The routes that one may be as configured. */
export interface Originals {
  /** Their logical IDs. */
  readonly ids: readonly string[];
  /** Whether its name, or the beginning of its path, says so: not, where only code and protection are the same. */
  readonly isKnown: boolean;
}

export const NO_ORIGINALS: Originals = { ids: [], isKnown: false };

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
  originalsOf: (logicalId: string) => Originals,
): ConfiguredResources {
  const sections = [configured.resources, configured.extensions];
  const isComputedIn = (id: string): boolean => sections.some((entries) => isComputed(entries.get(id) ?? {}));
  const sectionNow = (name: string, before: Entries): Entries => {
    const entryNow = (id: string): Resource | undefined => {
      const found = originalsOf(id);
      // What the user wrote for a route counts for it, whoever adds that.
      const isOwn = !found.isKnown && sections.some((entries) => entries.has(id));
      const originals = isOwn ? [id] : found.ids;
      const computed = isOwn || found.isKnown ? originals.find(isComputedIn) : undefined;
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
