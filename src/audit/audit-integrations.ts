/** Warns of public routes that lead to a queue, a URL or another service that a protected route leads to. Pure. */
import type { Note } from '../errors';
import { type ApiRoute, isPublic } from '../template/api-resources';
import { groupByAll } from '../util/group-by';
import { propertyOf } from '../util/objects';
import { type OtherRoutes, labelOf } from './audit-others';
import { openIntegration } from './concern-messages';

/** What is known of a public route from no event. */
type Known = Pick<OtherRoutes, 'callsOf'> & {
  /** Whether the user has configured it under `resources:`. */
  readonly isKept: (route: ApiRoute) => boolean;
};

/**
 * Those that another plugin has added. Functions have a protection of their own.
 *
 * @param found all routes of our own APIs
 * @param others those of them that are public, come from no event, and are no finding
 */
export function findOpenIntegrations(
  found: readonly ApiRoute[],
  others: readonly ApiRoute[],
  { callsOf, isKept }: Known,
): Note[] {
  const added = others.filter((route) => !isKept(route));
  // Stryker disable next-line ConditionalExpression: without it the answer is the same, later.
  if (added.length === 0) return [];
  const integrationsOf = (route: ApiRoute): string[] =>
    isMock(route) ? [] : [...callsOf(route)].filter(isIntegration);
  const closed = groupByAll(
    found.filter((route) => !isPublic(route)),
    integrationsOf,
  );
  return added.flatMap((route) => {
    const [other] = integrationsOf(route).flatMap((called) => closed.get(called) ?? []);
    return other === undefined ? [] : [openIntegration(`Resources.${route.logicalId}`, labelOf(other))];
  });
}

/** Functions are called by their logical ID, and all else as JSON. */
function isIntegration(called: string): boolean {
  return !/^\w+$/.test(called);
}

/** It answers by itself. */
function isMock({ properties }: ApiRoute): boolean {
  return propertyOf(properties.Integration, 'Type') === 'MOCK';
}
