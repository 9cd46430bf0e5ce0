/** Compares the service as it is with what was configured first. Pure. */
import { sameValue } from '../cloudformation';
import type { Finding } from '../errors';
import { routeName } from '../service/events';
import { groupBy } from '../util/group-by';
import { findAddedWays } from './added-ways';
import { changedSetting, lostProtection } from './change-messages';
import { describeChange } from './describe-protection';
import type { Intent } from './intent';
import { keepsProtection } from './keeps-protection';
import { findLostSettings } from './lost-settings';
import { movedRoutes } from './moved-routes';
import { findRemovedApps, findUndecidedConnect } from './removed-apps';
import { findReplacedAuthorizers } from './replaced-authorizers';
import { findReplacedRoutes } from './replaced-routes';
import { findTakenRequests } from './taken-requests';

/**
 * Everything that other plugins have taken from the protection of routes, before events are compiled.
 *
 * @param first what the user configured
 * @param last the same, with what other plugins have added since
 * @param now the service as it is by now
 */
export function findLostProtection(first: Intent, last: Intent, now: Intent): Finding[] {
  const changed = [...now.routes].flatMap(([key, route]) => {
    // With what was said for a while, too: it does not count once it is not said any more.
    const before = [first, last]
      .map(({ routes }) => routes.get(key))
      .find((each) => each !== undefined && !keepsProtection(each, route));
    if (before === undefined) return [];
    return [lostProtection(route.planned.where, routeName(route.planned), describeChange(before, route))];
  });
  const moved = movedRoutes(first, now);
  const taken = findTakenRequests(first, now, moved);
  const lost = [
    ...changed,
    ...taken.inPlace,
    ...findReplacedRoutes(first, now, moved),
    ...findLostSettings(first, now),
    ...taken.atOldPlace,
  ];
  return [
    ...changedSettings(first, now),
    ...findReplacedAuthorizers(first, now),
    ...findRemovedApps(first, now),
    ...findUndecidedConnect(first, now),
    // What is wrong with a route is said once.
    ...[...groupBy(lost, ({ where }) => where).values()].flatMap((found) => found.slice(0, 1)),
    ...findAddedWays(first, now),
  ];
}

/** An authorizer that is gone is no finding: its routes are, where they are still there. */
function changedSettings(first: Intent, now: Intent): Finding[] {
  const opened = [
    ...(first.protect === 'all' && now.protect !== 'all' ? (['protect'] as const) : []),
    ...(!first.preflight && now.preflight ? (['preflight'] as const) : []),
  ].map((key) => changedSetting(`custom.passage.${key}`, { expected: first[key], found: now[key] }));
  const changed = [...first.settings].flatMap(([of, { value: expected }]) => {
    const found = now.settings.get(of);
    return found === undefined || sameValue(found.value, expected)
      ? []
      : [changedSetting(found.where, { expected, found: found.value })];
  });
  return [...opened, ...changed];
}
