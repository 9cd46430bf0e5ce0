/** What `passage routes` says beside its table. */
import type { Problem } from '../errors';

/** Below the table of `passage routes`. */
export const REST_PREVIEW =
  'JWT authorizers for REST APIs are a preview: linters and other tools may not know their properties yet.';

/** @param hasResource whether one of them comes from no event */
export function routesPublic(places: readonly string[], hasResource: boolean): Problem {
  const count = places.length;
  const fix = 'Set `passage: true` there to protect it, or `passage: false` if it is meant to be public';
  return {
    code: 'PASSAGE_ROUTES_PUBLIC',
    where: 'passage routes --fail-on-public',
    what: `${count === 1 ? 'a route is' : `${count} routes are`} public because nothing is configured`,
    found: places.join('\n'),
    fix: hasResource
      ? `${fix}. A route under \`resources:\` has to be an event, or have an authorizer of its own`
      : fix,
  };
}

/** Something under `resources:` creates routes that cannot be listed. */
export function unlistedRoutes(where: string): Problem {
  return {
    code: 'PASSAGE_ROUTES_PUBLIC',
    where: `resources: ${where}`,
    what: 'can create routes that are not listed, so they may be public',
    fix: 'Make these routes events of functions',
  };
}
