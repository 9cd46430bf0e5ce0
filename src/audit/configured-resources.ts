/** What the user configured under `resources:`, before other plugins change it. */
import { type Resource, propertiesOf } from '../cloudformation';
import { type JsonObject, copyJson, isObject, propertyOf } from '../util/objects';

export interface ConfiguredResources {
  /** Properties of its routes and methods. */
  readonly routes: readonly JsonObject[];
  /** Its authorizers, by their logical ID. */
  readonly authorizers: ReadonlyMap<string, Resource>;
  /** What is under `resources.extensions`, by logical ID. */
  readonly extensions: ReadonlyMap<string, Resource>;
}

export const NOTHING_CONFIGURED: ConfiguredResources = {
  routes: [],
  authorizers: new Map(),
  extensions: new Map(),
};

export function readResources(resources: unknown): ConfiguredResources {
  const entries = objectsIn(propertyOf(resources, 'Resources'));
  const ofType = (pattern: RegExp): [string, JsonObject][] =>
    entries.filter(([, { Type }]) => typeof Type === 'string' && pattern.test(Type));
  return {
    routes: ofType(/^AWS::ApiGateway(V2::Route|::Method)$/)
      .map(([, { Properties }]) => Properties)
      .filter(isObject)
      .map(copyJson),
    authorizers: new Map(copyJson(ofType(/^AWS::ApiGateway(V2)?::Authorizer$/)) as [string, Resource][]),
    extensions: new Map(objectsIn(copyJson(propertyOf(resources, 'extensions')))),
  };
}

function objectsIn(value: unknown): [string, JsonObject][] {
  return Object.entries(value ?? {}).filter((entry): entry is [string, JsonObject] => isObject(entry[1]));
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
