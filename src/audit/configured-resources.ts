/** What the user configured under `resources:`, before other plugins change it. */
import type { Resource } from '../cloudformation';
import { type JsonObject, copyJson, isObject, propertyOf } from '../util/objects';

export interface ConfiguredResources {
  /** Properties of its routes and methods. */
  readonly routes: readonly JsonObject[];
  /** Its authorizers, by their logical ID. */
  readonly authorizers: ReadonlyMap<string, Resource>;
  /** Logical IDs under `resources.extensions`. */
  readonly extended: ReadonlySet<string>;
}

export const NOTHING_CONFIGURED: ConfiguredResources = {
  routes: [],
  authorizers: new Map(),
  extended: new Set(),
};

export function readResources(resources: unknown): ConfiguredResources {
  const entries = Object.entries(propertyOf(resources, 'Resources') ?? {}).filter(
    (entry): entry is [string, JsonObject] => isObject(entry[1]),
  );
  const ofType = (pattern: RegExp): [string, JsonObject][] =>
    entries.filter(([, { Type }]) => typeof Type === 'string' && pattern.test(Type));
  return {
    routes: ofType(/^AWS::ApiGateway(V2::Route|::Method)$/)
      .map(([, { Properties }]) => Properties)
      .filter(isObject)
      .map(copyJson),
    authorizers: new Map(copyJson(ofType(/^AWS::ApiGateway(V2)?::Authorizer$/)) as [string, Resource][]),
    extended: new Set(Object.keys(propertyOf(resources, 'extensions') ?? {})),
  };
}
