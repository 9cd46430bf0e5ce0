/** Ways to call a function that another plugin has opened: function URLs, and events of other kinds. Pure. */
import type { Finding } from '../errors';
import { routeName } from '../service/events';
import { type RunningCode, codeKeys, isSameFunction } from '../service/function-code';
import { lookup } from '../util/group-by';
import { addedWay } from './change-messages';
import { type Intent, unchangedCode } from './intent';
import { isClosed } from './route-changes';

const KINDS = ['url', 'websocket', 'alb'] as const;

/**
 * Of a function that runs the code of one that had or has a protected route, and neither had `passage: false`.
 *
 * @param called functions that protected routes under `resources:` call
 */
export function findAddedWays(first: Intent, now: Intent, called: readonly ClosedFunction[] = []): Finding[] {
  // Stryker disable next-line ConditionalExpression: it only saves time.
  if (KINDS.every((kind) => now.open[kind].length === 0)) return [];
  const optedOut = new Set(first.code.filter(({ isOptedOut }) => isOptedOut).map(({ name }) => name));
  const unchanged = unchangedCode(first, now);
  const added = KINDS.flatMap((kind) => {
    const configured = new Set(first.open[kind].filter((name) => unchanged.has(name)));
    const opened = new Set(now.open[kind].filter((name) => !configured.has(name) && !optedOut.has(name)));
    return now.code.filter(({ name }) => opened.has(name)).map((fn) => ({ kind, fn }));
  });
  // Stryker disable next-line ConditionalExpression: without it the answer is the same, later.
  if (added.length === 0) return [];
  // Those of now by their name: what nothing ran before may be a wrapper of them all.
  const findNow = lookup(closedFunctions(now), ({ fn }) => [fn.name]);
  const closed = [...closedFunctions(first), ...functionsToProtect(first), ...called];
  const findFirst = lookup(closed, ({ fn }) => codeKeys(fn));
  return added.flatMap(({ kind, fn }) => {
    const isSame = (other: ClosedFunction): boolean => isSameFunction(fn, other.fn);
    const found = findNow([fn.name]) ?? findFirst(codeKeys(fn), isSame);
    return found === undefined ? [] : [addedWay(fn.name, kind, found.label)];
  });
}

export interface ClosedFunction {
  readonly fn: RunningCode;
  /** What of it is protected. */
  readonly label: string;
}

/** Functions that the user protects before they have an event. */
function functionsToProtect({ code }: Intent): ClosedFunction[] {
  const kept = code.filter(({ setting }) => setting?.protect === true);
  return kept.map((fn) => ({ fn, label: `functions.${fn.name}` }));
}

function closedFunctions({ routes }: Intent): ClosedFunction[] {
  return [...routes.values()]
    .filter((route) => isClosed(route) && route.event.settings.function?.protect !== false)
    .map(({ fn, planned }) => ({ fn, label: routeName(planned) }));
}
