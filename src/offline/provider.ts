/** What serverless-offline loads, and calls when it sets up a route: the package's `serverless-passage/offline`. */
import { strategyName, takeAnnounced } from './current-route';
import type { Endpoint, Strategy } from './serverless-offline';

function provideAuthentication(
  endpoint: Endpoint,
  functionName: string,
  method: string,
  path: string,
): Strategy {
  const { route, gate, meet } = takeAnnounced(functionName, method, path);
  const name = strategyName(route);
  const authenticate = gate(endpoint);
  return {
    name,
    scheme: name,
    getAuthenticateFunction: (server) => {
      meet(server);
      return { authenticate };
    },
  };
}

export = provideAuthentication;
