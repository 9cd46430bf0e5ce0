/** What is known of routes that the user has written under `resources:`, to compare others with. */
import { withDeployedFunctions } from '../intent/deployed-functions';
import { type Intents, publicFunctions } from '../intent/intent';
import type { Plan } from '../plan/types';
import type { FunctionCode } from '../service/function-code';
import type { ApiRoute } from '../template/api-resources';
import { calledByRoute } from '../template/called-functions';
import type { ClosedFacts } from './audit-closed-resources';
import type { OtherRoutes } from './audit-others';
import { closedResources } from './closed-resources';
import { isConfiguredRoute, placeOf } from './configured-routes';
import { makeIsWithin } from './moved-resources';
import type { Variant } from './under-conditions';

/** What is known of configured routes. */
export interface ConfiguredFacts extends OtherRoutes, ClosedFacts {
  /** What functions run by now: those of the service, and those that only the template has. */
  readonly code: readonly FunctionCode[];
  /** Whether the user lets anyone call a function. */
  readonly isOpen: (name: string) => boolean;
  /** Whether the user lets anyone call by this route what it calls. */
  readonly isMeant: (route: ApiRoute) => boolean;
}

export function readConfiguredFacts(
  { template, configuredRoutes, holds }: Variant,
  plan: Plan,
  intents?: Intents,
): ConfiguredFacts {
  const first = intents?.first.code ?? plan.code;
  // Without such routes, nothing is asked of the others.
  const known = configuredRoutes.length === 0 ? undefined : intents;
  const code = known === undefined ? plan.code : withDeployedFunctions(known.now, known.first, template).code;
  const callsOf = calledByRoute(template, plan.stack);
  const openFunctions = known === undefined ? undefined : publicFunctions(known.first);
  const isInPlace = (route: ApiRoute): boolean => isConfiguredRoute(template, configuredRoutes, route);
  const isWithin = makeIsWithin(configuredRoutes);
  const open = new Map(
    configuredRoutes.filter(({ isClosed }) => !isClosed).map(({ logicalId, calls }) => [logicalId, calls]),
  );
  const isMovedWithin: ConfiguredFacts['isMovedWithin'] = (route, each) =>
    open.has(route.logicalId) && !isInPlace(route) && isWithin(route, each);
  return {
    closed: closedResources(configuredRoutes, first, code),
    code,
    configured: [
      ...[...(intents?.first.routes.values() ?? [])]
        .filter(({ event }) => holds(event.entry?.condition))
        .map(({ planned }) => planned),
      ...configuredRoutes.flatMap(({ api, route }) => (route === null ? [] : [{ api, ...route }])),
    ],
    intents,
    holds,
    callsOf,
    placeOf: (route) => placeOf(template, route),
    isOpen: (name) => openFunctions?.has(name) ?? true,
    isConfigured: isInPlace,
    isKept: (route) => open.has(route.logicalId) || isInPlace(route),
    mayBeWithin: (route, each) => isInPlace(route) || isMovedWithin(route, each),
    isMovedWithin,
    isMeant: (route) =>
      [...callsOf(route)].every((called) => open.get(route.logicalId)?.has(called) === true),
  };
}
