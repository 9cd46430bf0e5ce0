/** The resources of a REST API by which the Lambda authorizer knows a route. */
import { sameValue } from '../cloudformation';
import type { Value } from '../config/config';
import type { ServiceContext } from '../service/context';
import type { PlannedRoute } from './types';

interface RestPath {
  readonly path: string;
  /** The ID of its resource. */
  readonly id: Value;
}

/**
 * The paths of REST routes, where the service's root is a resource of another stack
 * (`provider.apiGateway.restApiRootResourceId`): it may be one that is not the root of the API, and then API Gateway
 * puts a path before them that is not known here. None where the root is known.
 */
export function pathsBelowOtherRoot(
  routes: readonly PlannedRoute[],
  { naming, restResources }: ServiceContext,
): RestPath[] {
  const ownRoot = { 'Fn::GetAtt': [naming.getRestApiLogicalId(), 'RootResourceId'] };
  if (restResources.some(({ id }) => sameValue(id, ownRoot))) return [];
  const idOf = (path: string): Value => {
    const existing = restResources.find((resource) => resource.path === (path === '/' ? '' : path));
    return existing === undefined
      ? { Ref: naming.getResourceLogicalId(path.slice(1)) }
      : (existing.id as Value);
  };
  const paths = new Set(routes.filter(({ api }) => api === 'rest').map(({ path }) => path));
  return [...paths].map((path) => ({ path, id: idOf(path) }));
}
