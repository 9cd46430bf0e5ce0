/** What the framework compiled, before other plugins change it. */
import {
  type Resource,
  type Template,
  propertiesOf,
  referencesIn,
  resourcesOfTypes,
} from '../cloudformation';
import type { Plan } from '../plan/types';
import { authorizationOf } from '../template/api-resources';
import { type ConfiguredResources, withConfigured } from '../template/configured-resources';
import { readTargets } from '../template/extended-targets';
import { CALL_TYPES } from '../template/same-call';
import { type JsonObject, copyJson } from '../util/objects';
import { type ConfiguredRoute, readConfiguredRoutes } from './configured-routes';

/** What the framework compiled for the user's own authorizers, and of ours what only the framework knows. */
export interface Compiled {
  /** The authorization of each route, by its logical ID. */
  readonly routes: ReadonlyMap<string, JsonObject>;
  /** The authorizers that these routes refer to, by their logical ID. */
  readonly authorizers: ReadonlyMap<string, Resource>;
  /** The routes that the user has configured under `resources:`. */
  readonly configuredRoutes: readonly ConfiguredRoute[];
  /** The authorizers that those refer to, by their logical ID. */
  readonly configuredAuthorizers: ReadonlyMap<string, Resource>;
  /** Aliases and versions of functions, and stages, of the framework and under `resources:`, by their logical ID. */
  readonly callees: ReadonlyMap<string, Resource>;
  /** The functions that extensions of the user's own lead routes to, by the logical ID of the route. */
  readonly targets: ReadonlyMap<string, ReadonlySet<string>>;
  /** `Code` of the Lambda function behind our authorizers. */
  readonly authorizerCode: unknown;
}

/** Where another process has compiled the template. */
export const NOTHING_COMPILED: Compiled = {
  routes: new Map(),
  authorizers: new Map(),
  configuredRoutes: [],
  configuredAuthorizers: new Map(),
  callees: new Map(),
  targets: new Map(),
  authorizerCode: undefined,
};

/**
 * Records what the framework compiled, before other plugins change it.
 *
 * @param configured what is under `resources:`: authorizers and extensions there are not in the template yet
 * @param authorizerCode what {@link readAuthorizerCode} said once functions were compiled
 */
export function readCompiled(
  template: Template,
  plan: Plan,
  configured: ConfiguredResources,
  authorizerCode = readAuthorizerCode(template, plan),
): Compiled {
  const merged = withConfigured(template, configured);
  const routes = plan.routes
    .filter(({ decision, logicalId }) => decision.access === 'other' && logicalId in template.Resources)
    .map(({ logicalId }) => [logicalId, copyJson(authorizationOf(merged.Resources[logicalId]))] as const);
  // Of an app with `authorizerId` too: this plugin does not create what the ID is of.
  const existing = plan.authorizers.filter(({ created }) => created === null).map(({ id }) => id);
  const configuredRoutes = readConfiguredRoutes(template, plan, configured);
  // Everything that an ID is computed of: of a choice by `Fn::If`, each branch.
  const resourcesIn = (ids: readonly unknown[]): Map<string, Resource> => {
    const found = referencesIn(ids).flatMap((id) => {
      if (typeof id !== 'string') return [];
      const resource = merged.Resources[id];
      return resource === undefined ? [] : [[id, copyJson(resource)] as const];
    });
    return new Map(found);
  };
  return {
    routes: new Map(routes),
    authorizers: resourcesIn([...routes.map(([, { AuthorizerId }]) => AuthorizerId), ...existing]),
    configuredRoutes,
    configuredAuthorizers: resourcesIn(
      configuredRoutes.map(({ authorization }) => authorization?.AuthorizerId),
    ),
    callees: new Map(copyJson(resourcesOfTypes(merged, CALL_TYPES))),
    targets: readTargets(template, plan, configured),
    authorizerCode,
  };
}

/** `Code` of the Lambda function behind our authorizers. Functions are compiled before events are. */
export function readAuthorizerCode(template: Template, { authorizerFunction }: Plan): unknown {
  if (authorizerFunction === null) return undefined;
  return copyJson(propertiesOf(template.Resources[authorizerFunction.logicalId]).Code);
}
