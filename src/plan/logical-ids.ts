/** Logical IDs and outputs, as the framework names what it compiles. */
import type { App, Config, Value } from '../config/config';
import type { Naming } from '../serverless';
import type { ServiceContext } from '../service/context';
import type { ApiKind, MethodAndPath } from '../service/events';
import { FUNCTION_NAME } from './authorizer-function';

export function routeLogicalId(naming: Naming, api: ApiKind, { method, path }: MethodAndPath): string {
  if (api === 'http') return naming.getHttpApiRouteLogicalId(path === '$default' ? '*' : `${method} ${path}`);
  if (api === 'websocket') return naming.getWebsocketsRouteLogicalId(path);
  return naming.getMethodLogicalId(naming.normalizePath(path), method);
}

/** Logical ID of the authorizer that an app has, or would have, in this stack. */
export function authorizerLogicalId({ name }: App, api: ApiKind, naming: Naming): string {
  if (api === 'http') return naming.getHttpApiAuthorizerLogicalId(name);
  return api === 'rest'
    ? naming.getAuthorizerLogicalId(name)
    : naming.getWebsocketsAuthorizerLogicalId(FUNCTION_NAME);
}

/** What `AuthorizerId` of an app's routes is. */
export function authorizerId(app: App, api: ApiKind, { naming }: ServiceContext): Value {
  if (api === 'http' && app.authorizerId !== null) return app.authorizerId;
  return { Ref: authorizerLogicalId(app, api, naming) };
}

/** The output with the ID of an app's authorizer on the HTTP API. */
export function outputName(config: Config, { key }: App, naming: Naming): string {
  return `PassageAuthorizerId${config.hasNamedApps ? naming.getNormalizedAuthorizerName(key) : ''}`;
}
