/** What the user configured under `resources:`, before other plugins change it. */
import { type JsonObject, copyJson, isObject, propertyOf } from '../util/objects';

export interface ConfiguredResources {
  /** Properties of its routes and methods. */
  readonly routes: readonly JsonObject[];
  /** Logical IDs under `resources.extensions`. */
  readonly extended: ReadonlySet<string>;
}

export const NOTHING_CONFIGURED: ConfiguredResources = { routes: [], extended: new Set() };

export function readResources(resources: unknown): ConfiguredResources {
  const entries: unknown[] = Object.values(propertyOf(resources, 'Resources') ?? {});
  return {
    routes: entries
      .filter((entry) => /^AWS::ApiGateway(V2::Route|::Method)$/.test(String(propertyOf(entry, 'Type'))))
      .map((entry) => propertyOf(entry, 'Properties'))
      .filter(isObject)
      .map(copyJson),
    extended: new Set(Object.keys(propertyOf(resources, 'extensions') ?? {})),
  };
}
