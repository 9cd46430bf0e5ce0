/** Functions that anyone may call, whatever protects their routes. Pure. */
import { type Config, hasLambdaAuthorizer } from '../config/config';
import type { ServiceContext } from '../service/context';
import type { Route } from '../service/routes';
import { type Plan, type PlannedRoute, hasAuthorizer } from './types';

/**
 * @param routes all of the service
 * @param decided those that something is decided about
 */
export function openFunctions(
  routes: readonly Route[],
  decided: readonly PlannedRoute[],
  config: Config,
  { publicUrls, openAlbs, websocketEvents }: ServiceContext,
): Plan['open'] {
  const canProtect = hasLambdaAuthorizer(config);
  // Only `$connect` can have an authorizer; without one there, anyone can connect and call the other routes.
  const isClosed = canProtect
    ? decided.some((route) => route.api === 'websocket' && hasAuthorizer(route))
    : routes.some(({ api, existing }) => api === 'websocket' && existing !== null);
  // With a Lambda authorizer, $connect is public only because its settings say so.
  const open = websocketEvents.filter(({ route }) => !isClosed && (route !== '$connect' || !canProtect));
  return { url: publicUrls, websocket: open.map(({ functionName }) => functionName), alb: openAlbs };
}
