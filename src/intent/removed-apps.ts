/** Apps that another plugin has removed, though routes depend on them. Pure. */
import type { Finding } from '../errors';
import { routeName } from '../service/events';
import { removedApp, undecidedConnect } from './change-messages';
import type { Intent } from './intent';
import { isClosed } from './route-changes';

/** An app that no route used may go. */
export function findRemovedApps(first: Intent, now: Intent): Finding[] {
  const removed = [...first.apps].filter(([key]) => !now.apps.has(key));
  // Stryker disable next-line ConditionalExpression: without it the answer is the same, later.
  if (removed.length === 0) return [];
  const routes = [...first.routes.values()].map(({ planned }) => planned);
  return removed.flatMap(([key, where]) => {
    const used = routes.find(({ decision }) => decision.access === 'protected' && decision.app === key);
    return used === undefined ? [] : [removedApp(where, routeName(used), used.where)];
  });
}

/** Without any app that could protect a WebSocket API, its `$connect` is in no plan, and nothing about it is audited. */
export function findUndecidedConnect(first: Intent, now: Intent): Finding[] {
  if (!first.websockets.decided || now.websockets.decided || !now.websockets.hasEvents) return [];
  const connect = [...first.routes.values()].find(
    (route) => route.planned.api === 'websocket' && isClosed(route),
  );
  if (connect === undefined && first.protect !== 'all') return [];
  return [undecidedConnect(connect?.planned.where ?? 'custom.passage')];
}
