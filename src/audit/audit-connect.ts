/** Audits that a WebSocket API has the route that its connections are authorized by. */
import { type Template, literalText, propertiesOf, resourcesOfTypes, sameValue } from '../cloudformation';
import type { Finding } from '../errors';
import { type Plan, type PlannedRoute, hasAuthorizer } from '../plan/types';
import { apiMatchers } from '../template/api-ids';
import { conditionalConnect, missingConnect } from './audit-messages';
import type { ConfiguredRoute } from './configured-routes';

/**
 * Without a `$connect` route, API Gateway accepts every connection (AWS:
 * apigateway-websocket-api-route-keys-connect-disconnect), and all other routes are public.
 *
 * @param gone protected routes that were configured and are not in the plan
 * @param written routes under `resources:`, with or without a condition
 */
export function auditConnect(
  template: Template,
  plan: Plan,
  gone: readonly PlannedRoute[],
  written: readonly ConfiguredRoute[],
): Finding[] {
  const isOurs = apiMatchers(template, plan).websocket;
  const routes = resourcesOfTypes(template, ['AWS::ApiGatewayV2::Route']).filter(([, resource]) =>
    isOurs(propertiesOf(resource).ApiId),
  );
  const isConnect = ([, resource]: (typeof routes)[number]): boolean =>
    literalText(propertiesOf(resource).RouteKey) === '$connect';
  const other = routes.find((entry) => !isConnect(entry));
  if (other === undefined) return [];
  const isOfEvent = [...plan.routes, ...gone].some(
    (route) => route.api === 'websocket' && hasAuthorizer(route),
  );
  const configured = written.filter(({ api, route }) => api === 'websocket' && route !== null);
  const isClosed = isOfEvent || configured.some((each) => each.isClosed);
  const connects = routes.filter(isConnect);
  if (connects.length === 0)
    return isClosed || plan.protect === 'all' ? [missingConnect(`Resources.${other[0]}`)] : [];
  const isMeant = (condition: unknown): boolean =>
    condition === undefined ||
    (!isOfEvent && configured.some((each) => sameValue(each.condition, condition)));
  return connects.flatMap(([logicalId, { Condition: condition }]) =>
    isClosed && !isMeant(condition) ? [conditionalConnect(`Resources.${logicalId}`, condition)] : [],
  );
}
