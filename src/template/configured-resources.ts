/** What the user configured under `resources:`, before other plugins change it. */
import { type Resource, propertiesOf } from '../cloudformation';
import type { Naming, Service } from '../serverless';
import { type JsonObject, copyJson, isObject, propertyOf } from '../util/objects';

export interface ConfiguredResources {
  /** Its APIs, routes and function URLs, their authorizers, and what paths and targets are read from, by logical ID. */
  readonly resources: ReadonlyMap<string, Resource>;
  /** What is under `resources.extensions`, by logical ID. */
  readonly extensions: ReadonlyMap<string, Resource>;
  /** The Lambda functions of the service, as far as others refer to them, by logical ID. */
  readonly functions: ReadonlyMap<string, Resource>;
}

export const NOTHING_CONFIGURED: ConfiguredResources = {
  resources: new Map(),
  extensions: new Map(),
  functions: new Map(),
};

const KEPT_TYPES =
  /^AWS::(ApiGateway(V2)?::(Api|RestApi|Route|Method|Resource|Authorizer|Integration)|Lambda::(Function|Alias|Version|Url))$/;

export function readResources(
  { resources, functions }: Pick<Service, 'resources' | 'functions'>,
  naming: Pick<Naming, 'getLambdaLogicalId'>,
): ConfiguredResources {
  const kept = objectsIn(propertyOf(resources, 'Resources')).filter(
    ([, { Type }]) => typeof Type === 'string' && KEPT_TYPES.test(Type),
  );
  return {
    resources: new Map(copyJson(kept)),
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
