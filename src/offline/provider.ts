/** What serverless-offline loads, and calls when it sets up a route: the package's `serverless-passage/offline`. */
import { routeName } from '../service/events';
import { strategyName, takeCurrentRoute } from './current-route';
import type { Endpoint, Strategy } from './serverless-offline';

function provideAuthentication(
  endpoint: Endpoint,
  functionName: string,
  method: string,
  path: string,
): Strategy {
  const { route, makeAuthenticate, onServer } = takeCurrentRoute(functionName, method, path);
  const name = strategyName(route);
  const authenticate = makeAuthenticate(endpoint);
  // Handlers read it: it is the key of the route that API Gateway has.
  if (endpoint.isHttpApi === true && route.planned.method !== method)
    endpoint.routeKey = routeName(route.planned);
  return {
    name,
    scheme: name,
    getAuthenticateFunction: (server) => {
      onServer(server);
      return { authenticate };
    },
  };
}

export = provideAuthentication;
