/**
 * Real serverless-offline in this process, in which no other run can be meanwhile: a second less for each start than
 * `startOffline` takes. For services whose subject is neither the process nor the workers that functions have otherwise.
 */
import { createRequire } from 'node:module';
import { makeService } from './frameworks';
import type { Texts } from './framework-output';
import { type PluginClass, runInProcess } from './in-process';
import { type Line, type Offline, type OfflineOptions, freePorts, portArgs } from './offline';

type Act = () => Promise<void>;

/** serverless-offline, as far as it is used here. */
interface OfflinePlugin {
  readonly hooks: Record<string, Act>;
  readonly start: Act;
  end(skipExit: boolean): Promise<void>;
}

/** Starts a service with the plugin as it was built, and waits until it answers. */
export async function startOfflineInProcess(
  { framework, offline }: Line,
  { args = ['offline'], env, ...files }: OfflineOptions,
): Promise<Offline> {
  const folder = makeService({ ...files, modules: { 'serverless-offline': offline, ...files.modules } });
  const [http = 0, lambda = 0, websocket = 0] = await freePorts(3);
  const { plugin, started, stop } = await stoppable(offline);
  let texts: Texts | undefined;
  const output = (): string => texts?.output ?? '';
  const end = runInProcess(
    framework,
    folder,
    [...args, '--useInProcess', ...portArgs(http, lambda, websocket)],
    {
      plugins: { 'serverless-passage': builtPlugin(), 'serverless-offline': plugin },
      env,
      onStart: (written) => (texts = written),
    },
  ).then(() => {
    folder.remove();
  });
  const isReady = await Promise.race([started.then(() => true), end.then(() => false)]);
  if (!isReady) throw new Error(`serverless-offline did not start:\n${output()}`);
  return {
    url: `http://localhost:${http}`,
    websocketUrl: `ws://localhost:${websocket}`,
    folder,
    output,
    stop: () => {
      stop();
      return end;
    },
  };
}

/** Its entry for local development must be of the same build. */
function builtPlugin(): PluginClass {
  return createRequire(__filename)('serverless-passage') as PluginClass;
}

/** serverless-offline that ends when it is told to. Otherwise it waits for a signal, and ends the process. */
async function stoppable(
  name: string,
): Promise<{ readonly plugin: PluginClass; readonly started: Promise<void>; readonly stop: () => void }> {
  const { default: Plugin } = (await import(name)) as {
    readonly default: new (...args: never[]) => OfflinePlugin;
  };
  let start = (): void => undefined;
  let stop = (): void => undefined;
  const started = new Promise<void>((resolve) => (start = resolve));
  const stopped = new Promise<void>((resolve) => (stop = resolve));
  const run = async (plugin: OfflinePlugin): Promise<void> => {
    await plugin.start();
    start();
    await stopped;
    await plugin.end(true);
  };
  class Stoppable extends Plugin {
    override readonly hooks = { 'offline:start': () => run(this) };
  }
  return { plugin: Stoppable, started, stop };
}
