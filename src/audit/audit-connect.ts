/** Audits that a WebSocket API has the route that its connections are authorized by. */
import { type Template, literalText, propertiesOf, resourcesOfTypes } from '../cloudformation';
import type { Plan, PlannedRoute } from '../plan/types';
import { apiMatchers } from './api-ids';
import { conditionalConnect, missingConnect } from './audit-messages';
import type { Finding } from './finding';

/**
 * Without a `$connect` route, API Gateway accepts every connection (AWS:
 * apigateway-websocket-api-route-keys-connect-disconnect), and all other routes are public.
 *
 * @param gone protected routes that were configured and are not in the plan
 */
export function auditConnect(template: Template, plan: Plan, gone: readonly PlannedRoute[]): Finding[] {
  const isOurs = apiMatchers(template, plan).websocket;
  const routes = resourcesOfTypes(template, ['AWS::ApiGatewayV2::Route']).filter(([, resource]) =>
    isOurs(propertiesOf(resource).ApiId),
  );
  const isConnect = ([, resource]: (typeof routes)[number]): boolean =>
    literalText(propertiesOf(resource).RouteKey) === '$connect';
  const other = routes.find((entry) => !isConnect(entry));
  if (other === undefined) return [];
  const isClosed = [...plan.routes, ...gone].some(
    ({ api, decision }) => api === 'websocket' && decision.access !== 'public',
  );
  const connects = routes.filter(isConnect);
  if (connects.length === 0)
    return isClosed || plan.protect === 'all' ? [missingConnect(`Resources.${other[0]}`)] : [];
  return connects.flatMap(([logicalId, { Condition: condition }]) =>
    isClosed && condition !== undefined ? [conditionalConnect(`Resources.${logicalId}`, condition)] : [],
  );
}
