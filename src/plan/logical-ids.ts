import type { Naming } from '../serverless';
import type { Route } from '../service/routes';

export function routeLogicalId(
  naming: Naming,
  { api, method, path }: Pick<Route, 'api' | 'method' | 'path'>,
): string {
  if (api === 'http') return naming.getHttpApiRouteLogicalId(path === '$default' ? '*' : `${method} ${path}`);
  return naming.getMethodLogicalId(naming.normalizePath(path.slice(1)), method);
}
