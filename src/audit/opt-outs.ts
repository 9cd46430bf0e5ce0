/** Which functions are opted out of protection (`passage: false`) by the user, and not by another plugin. Pure. */
import type { PlannedService } from '../plan/plan-service';
import type { PlannedFunction } from '../plan/types';
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
  if (!plan.functions.some(({ isOptedOut }) => isOptedOut)) return planned;
  const codes = new Map(now.code.map((fn) => [fn.name, fn]));
  const before = [...first.routes.values()];
  const byName = groupBy(before, ({ fn }) => fn.name);
  const byKey = groupByAll(before, ({ fn }) => codeKeys(fn));
  const ofSameCode = (fn: RunningCode): IntendedRoute[] =>
    codeKeys(fn).flatMap((key) => (byKey.get(key) ?? []).filter((route) => isSameFunction(route.fn, fn)));
  const isKept = ({ name }: PlannedFunction): boolean => {
    const ofSame = byName.get(name) ?? ofSameCode(codes.get(name) ?? { name, runs: [] });
    return ofSame.every(({ event: { settings } }) => settings.function?.protect === false);
  };
  if (plan.functions.every((each) => !each.isOptedOut || isKept(each))) return planned;
  const functions = plan.functions.map((each) => ({ ...each, isOptedOut: each.isOptedOut && isKept(each) }));
  return { ...planned, plan: deepFreeze({ ...plan, functions }) };
}
