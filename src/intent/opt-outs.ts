/** Which functions are opted out of protection (`passage: false`) by the user, and not by another plugin. Pure. */
import type { PlannedService } from '../plan/plan-service';
import { type RunningCode, codeKeys, isSameFunction } from '../service/function-code';
import { groupBy, groupByAll } from '../util/group-by';
import { deepFreeze } from '../util/objects';
import type { Intent, IntendedRoute } from './intent';

/**
 * The same plan, in which a function is opted out (`passage: false`) only if the user wrote so: another plugin may set
 * `passage` of the whole function where it means routes.
 */
export function keepOptOuts(planned: PlannedService, first: Intent, now: Intent): PlannedService {
  const { plan } = planned;
  const optedOut = new Set(plan.functions.filter(({ isOptedOut }) => isOptedOut).map(({ name }) => name));
  // Stryker disable next-line ConditionalExpression: it only saves time.
  if (optedOut.size === 0) return planned;
  const before = [...first.routes.values()];
  const byName = groupBy(before, ({ fn }) => fn.name);
  const byKey = groupByAll(before, ({ fn }) => codeKeys(fn));
  const ofSameCode = (fn: RunningCode): IntendedRoute[] =>
    codeKeys(fn).flatMap((key) => (byKey.get(key) ?? []).filter((route) => isSameFunction(route.fn, fn)));
  const isKept = (fn: RunningCode): boolean =>
    (byName.get(fn.name) ?? ofSameCode(fn)).every(
      ({ event: { settings } }) => settings.function?.protect === false,
    );
  const kept = new Set(now.code.filter((fn) => optedOut.has(fn.name) && isKept(fn)).map(({ name }) => name));
  if (kept.size === optedOut.size) return planned;
  const functions = plan.functions.map((each) => ({ ...each, isOptedOut: kept.has(each.name) }));
  return { ...planned, plan: deepFreeze({ ...plan, functions }) };
}
