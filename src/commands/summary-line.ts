/** The one line that `package` and `deploy` end with. */
import type { PlannedService } from '../plan/plan-service';
import { isPreflight, isUnconfigured } from './listed-route';
import { type RouteListing, unsortedListing } from './listing';

/** @param resources `resources:` of the service, as it is */
export function summarize({ plan }: PlannedService, resources: unknown): string | undefined {
  return summaryLine(unsortedListing(plan, resources));
}

/** `passage: 18 of 21 routes protected (auth0), 3 public`; `undefined` where there are no routes. */
export function summaryLine({ routes, authorizers }: RouteListing): string | undefined {
  const all = routes.filter((route) => !isPreflight(route));
  if (all.length === 0) return undefined;
  const count = (access: string): number => all.filter((route) => route.access === access).length;
  const names = [...new Set(authorizers.map(({ name }) => name))].join(', ');
  const unconfigured = all.filter(isUnconfigured).length;
  const hint = unconfigured === 0 ? '' : ` (${unconfigured} not configured: see \`sls passage routes\`)`;
  return [
    `passage: ${count('protected')} of ${all.length} routes protected${names === '' ? '' : ` (${names})`}`,
    ...(count('other') > 0 ? [`${count('other')} with another authorizer`] : []),
    `${count('public')} public${hint}`,
  ].join(', ');
}
