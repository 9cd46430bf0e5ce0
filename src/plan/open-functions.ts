/** Functions that anyone may call, whatever protects their routes. Pure. */
import { type Config, hasLambdaAuthorizer } from '../config/config';
import type { ServiceContext } from '../service/context';
import type { WebsocketEvent } from '../service/other-events';
import { type Plan, type PlannedRoute, hasAuthorizer } from './types';

export function openFunctions(
  routes: readonly PlannedRoute[],
  config: Config,
  { publicUrls, openAlbs, websocketEvents }: ServiceContext,
): Plan['open'] {
  const websocket = openWebsockets(routes, hasLambdaAuthorizer(config), websocketEvents);
  return { url: publicUrls, websocket, alb: openAlbs };
}

/** Only `$connect` can have an authorizer; without one there, anyone can connect and call the other routes. */
function openWebsockets(
  routes: readonly PlannedRoute[],
  canProtect: boolean,
  events: readonly WebsocketEvent[],
): string[] {
  const isClosed = canProtect
    ? routes.some((route) => route.api === 'websocket' && hasAuthorizer(route))
    : events.some(({ route, hasAuthorizer }) => route === '$connect' && hasAuthorizer);
  // With a Lambda authorizer, $connect is public only because its settings say so.
  return events
    .filter(({ route }) => !isClosed && (route !== '$connect' || !canProtect))
    .map(({ functionName }) => functionName);
}
