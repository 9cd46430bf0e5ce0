/** What serverless-offline loads, and calls when it sets up a route: the package's `serverless-passage/offline`. */
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
