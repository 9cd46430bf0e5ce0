/** serverless-offline's server, where no provider of ours is asked for a route. */
import type { Serverless } from '../serverless';
import type { OfflinePlugin, Server } from './serverless-offline';

/** `undefined` before it has been made. */
export function currentServer({ pluginManager }: Serverless): Server | undefined {
  for (const plugin of pluginManager.plugins ?? []) {
    const { internals } = plugin as Partial<OfflinePlugin>;
    if (internals === undefined) continue;
    try {
      return internals.call(plugin).getApiGatewayServer();
    } catch {
      // It has none yet.
    }
  }
  return undefined;
}
