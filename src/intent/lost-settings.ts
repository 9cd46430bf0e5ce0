/** `passage` of functions: it counts for the events that another plugin gives them too. Pure. */
import type { Finding } from '../errors';
import { routeName } from '../service/events';
import { codeKeys, isSameFunction } from '../service/function-code';
import { lookup } from '../util/group-by';
import { lostProtection } from './change-messages';
import { describeChange } from './describe-protection';
import { type Intent, type IntendedRoute, saysItself, unchangedCode } from './intent';
import { keepsProtection } from './keeps-protection';
import { isClosed } from './route-changes';
import { codes, isSameCode } from './same-code';

/**
 * New routes that are not protected as the user's setting of their function says, and whose events say nothing. The
 * function is known by its name; if it has no route any more, by its code.
 */
export function findLostSettings(first: Intent, now: Intent): Finding[] {
  const kept = first.code.filter(({ setting }) => setting?.protect === true);
  // Stryker disable next-line ConditionalExpression: it only saves time.
  if (kept.length === 0) return [];
  const findKept = lookup(kept, codeKeys);
  const withRoutes = new Set([...now.routes.values()].map(({ event }) => event.functionName));
  const unchanged = unchangedCode(first, now);
  const isSaid = makeIsSaid(first);
  return [...now.routes].flatMap(([key, route]) => {
    const { planned, event, fn } = route;
    const before = first.routes.get(key);
    // What is left of a configured route is compared with that route.
    if (isSaid(route) || (before !== undefined && isSameCode(before, route))) return [];
    const setting = findKept(codeKeys(fn), (other) => {
      if (other.name === fn.name) return true;
      return !unchanged.has(fn.name) && !withRoutes.has(other.name) && isSameFunction(fn, other);
    })?.setting;
    if (setting === undefined) return [];
    const meant = { ...event, settings: { event: null, function: setting } };
    const wanted = {
      planned: { ...planned, decision: first.decide(meant) },
      event: meant,
      fn,
      isRedefined: false,
      isPackaged: false,
    };
    if (keepsProtection(wanted, route)) return [];
    return [lostProtection(planned.where, routeName(planned), describeChange(wanted, route))];
  });
}

/** Of a package, `passage: false` counts where a configured event of the same code says it too. */
function makeIsSaid(first: Intent): (route: IntendedRoute) => boolean {
  const optedOut = [...first.routes.values()].filter(({ event }) => event.settings.event?.protect === false);
  const findOptedOut = lookup(optedOut, codes);
  return (route) => {
    if (!saysItself(route)) return false;
    if (!route.isPackaged || isClosed(route)) return true;
    return findOptedOut(codes(route), (other) => isSameCode(other, route)) !== undefined;
  };
}
