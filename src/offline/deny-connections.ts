/** WebSocket connections whose authorizer cannot run locally: serverless-offline would accept them all. */
import { COMMONJS, makeZip } from '../apply/make-artifact';
import { UNAUTHORIZED } from '../authorizer/unauthorized';
import type { PlannedService } from '../plan/plan-service';
import type { FunctionConfig, Service } from '../serverless';
import { routeName } from '../service/events';
import { isObject } from '../util/objects';
import { type DeniedRoute, cannotRun } from './offline-messages';
import { canRunAuthorizer } from './runnable-authorizers';
import type { Options } from './serverless-offline';
import { writeTemporary } from './write-temporary';

/** No function of the user's can have such a name. */
const NAME = 'denied by serverless-passage';

/** Gives each `$connect` event with such an authorizer one that denies, and returns those events' routes. */
export function denyConnections(
  { routes }: PlannedService,
  service: Service,
  options: Options,
): DeniedRoute[] {
  const denied: DeniedRoute[] = [];
  for (const { api, functionName, index, existing, method, path } of routes) {
    const config = service.functions[functionName];
    if (api !== 'websocket' || existing === null || !Array.isArray(config?.events)) continue;
    const events: readonly unknown[] = config.events;
    const event = events[index];
    if (!isObject(event)) continue;
    // An entry under `resources:` may say the authorizer.
    const said = isObject(event.websocket) ? event.websocket : { route: event.websocket };
    if (canRunAuthorizer(api, said.authorizer, service, options)) continue;
    config.events = events.with(index, { ...event, websocket: { ...said, authorizer: NAME } });
    denied.push({ method, path, authorizer: existing.label });
  }
  const [first] = denied;
  if (first !== undefined) service.functions[NAME] = denyingFunction(first);
  return denied;
}

/** It answers in the form that serverless-offline takes for a 401, and prints why. */
function denyingFunction(route: DeniedRoute): FunctionConfig {
  const text = `401 for ${routeName(route)}: ${cannotRun(route.authorizer)}`;
  const code = `exports.handler = async () => {
  console.log(${JSON.stringify(`serverless-passage: ${text}`)});
  return ${JSON.stringify(UNAUTHORIZED)};
};
`;
  const zip = makeZip({ 'deny.js': code, ...COMMONJS });
  const config = {
    name: NAME,
    handler: 'deny.handler',
    runtime: 'nodejs22.x',
    events: [],
    package: { individually: true, artifact: writeTemporary('deny.zip', zip) },
    // serverless-esbuild would look for the handler's source.
    skipEsbuild: true,
  };
  return config;
}
