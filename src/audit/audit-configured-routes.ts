/** Audits routes under `resources:` that are not public: they may be gone, and not changed. Pure. */
import { type Template, sameValue } from '../cloudformation';
import type { Finding, Values } from '../errors';
import type { Intents } from '../intent/intent';
import type { Plan } from '../plan/types';
import { type ApiRoute, authorizationOf } from '../template/api-resources';
import { isAsCompiled } from '../template/as-compiled';
import { type ConfiguredResources, conditionOf } from '../template/configured-resources';
import { changedResource } from './audit-messages';
import { labelOf } from './audit-others';
import { type ConfiguredRoute, placeOf } from './configured-routes';
import { makeFindRedefined } from './redefined-authorizers';

interface Found {
  /** All routes of our own APIs. */
  readonly found: readonly ApiRoute[];
  readonly intents: Intents | undefined;
  readonly configured: Pick<ConfiguredResources, 'resources' | 'extensions'>;
}

/** Each that may not be public: by its place, or, if it comes from no event, under its logical ID at another place. */
export function auditConfiguredRoutes(
  template: Template,
  plan: Plan,
  configured: readonly ConfiguredRoute[],
  { found, intents, configured: { resources, extensions } }: Found,
): Finding[] {
  // Those of events, by the conditions that the user wrote on them.
  const events = new Map(
    plan.routes.map(({ logicalId }) => [logicalId, conditionOf({ resources, extensions }, logicalId)]),
  );
  const findRedefined = makeFindRedefined(intents);
  return configured.flatMap(({ logicalId, place, authorization }) => {
    if (authorization === null) return [];
    const redefined = findRedefined(authorization);
    const ofPlace = configured.filter((each) => sameValue(each.place, place));
    const inPlace = found.filter(
      (route) =>
        sameValue(placeOf(template, route), place) &&
        counterpartsOf(route, ofPlace, events).some((each) => each.logicalId === logicalId),
    );
    const routes = inPlace.length > 0 ? inPlace : found.filter((route) => route.logicalId === logicalId);
    return routes.flatMap((route) => {
      const now = authorizationOf(route.resource);
      if (redefined !== undefined) return [changedRoute(route, redefined)];
      if (isAsCompiled(authorization, now)) return [];
      return [changedRoute(route, { expected: authorization, found: now })];
    });
  });
}

function changedRoute(route: ApiRoute, values: Values): Finding {
  return changedResource(`Resources.${route.logicalId}`, labelOf(route), values);
}

/** Several may be configured for one place, each with a condition: the one with the route's logical ID, or its condition. */
function counterpartsOf(
  { logicalId, resource: { Condition } }: ApiRoute,
  ofPlace: readonly ConfiguredRoute[],
  events: ReadonlyMap<string, unknown>,
): readonly ConfiguredRoute[] {
  const same = ofPlace.filter((each) => each.logicalId === logicalId && each.condition !== undefined);
  if (same.length > 0) return same;
  const alike = ofPlace.filter(({ condition }) => condition !== undefined && sameValue(condition, Condition));
  if (alike.length > 0) return alike;
  // An event's route with a condition of the user's may be there while theirs are false.
  const isOther =
    Condition !== undefined &&
    sameValue(events.get(logicalId), Condition) &&
    ofPlace.some(({ condition }) => condition !== undefined);
  return isOther ? ofPlace.filter((each) => each.logicalId === logicalId) : ofPlace;
}
