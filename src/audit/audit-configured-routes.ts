/** Audits routes under `resources:` that are not public: they may be gone, and not changed. Pure. */
import { type Template, sameValue } from '../cloudformation';
import { type Finding, formatValue } from '../errors';
import type { Plan } from '../plan/types';
import { routeName } from '../service/events';
import { type ApiRoute, authorizationOf, routeLabel } from '../template/api-resources';
import { isAsCompiled } from '../template/as-compiled';
import { changedResource } from './audit-messages';
import { type ConfiguredRoute, placeOf } from './configured-routes';

/** Each that may not be public, where it is still there: by its place, or under its logical ID at another place. */
export function auditConfiguredRoutes(
  template: Template,
  plan: Plan,
  configured: readonly ConfiguredRoute[],
  found: readonly ApiRoute[],
): Finding[] {
  const ofEvents = new Set(plan.routes.map((route) => route.logicalId));
  return configured.flatMap(({ logicalId, place, authorization }) => {
    if (authorization === null) return [];
    const ofPlace = configured.filter((each) => sameValue(each.place, place));
    const inPlace = found.filter(
      (route) =>
        sameValue(placeOf(template, route), place) &&
        counterpartsOf(route, ofPlace, ofEvents).some((each) => each.logicalId === logicalId),
    );
    const routes = inPlace.length > 0 ? inPlace : found.filter((route) => route.logicalId === logicalId);
    return routes.flatMap((route) => {
      const now = authorizationOf(route.resource);
      if (isAsCompiled(authorization, now)) return [];
      const label = route.route === null ? formatValue(routeLabel(route)) : routeName(route.route);
      const values = { expected: authorization, found: now };
      return [changedResource(`Resources.${route.logicalId}`, label, values)];
    });
  });
}

/** Several may be configured for one place, each with a condition: the one with the route's logical ID, or its condition. */
function counterpartsOf(
  { logicalId, resource: { Condition } }: ApiRoute,
  ofPlace: readonly ConfiguredRoute[],
  ofEvents: ReadonlySet<string>,
): readonly ConfiguredRoute[] {
  const same = ofPlace.filter((each) => each.logicalId === logicalId && each.condition !== undefined);
  if (same.length > 0) return same;
  const alike = ofPlace.filter(({ condition }) => condition !== undefined && sameValue(condition, Condition));
  if (alike.length > 0) return alike;
  // An event's route with a condition may be there while theirs are false.
  const isOther =
    ofEvents.has(logicalId) &&
    Condition !== undefined &&
    ofPlace.some(({ condition }) => condition !== undefined);
  return isOther ? ofPlace.filter((each) => each.logicalId === logicalId) : ofPlace;
}
