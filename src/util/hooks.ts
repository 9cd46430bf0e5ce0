/** When our hooks run, among those of the framework and of other plugins. */
import type { Hook, Serverless } from '../serverless';

/** Puts a hook before all other hooks of an event, the framework's own included. */
export function runFirst({ pluginManager }: Serverless, event: string, hook: Hook): void {
  (pluginManager.hooks[event] ??= []).unshift({ hook });
}

/** Puts a hook behind the framework's own hooks of an event, and before those of the service's plugins. */
export function runAfterFramework({ pluginManager }: Serverless, event: string, hook: Hook): void {
  const hooks = (pluginManager.hooks[event] ??= []);
  const own = frameworkHooks(pluginManager);
  hooks.splice(hooks.findLastIndex((entry) => own.has(entry.hook)) + 1, 0, { hook });
}

/** Puts a hook before each hook of the service's plugins, ours included, on all events that a pattern fits. */
export function runBetweenPlugins({ pluginManager }: Serverless, events: RegExp, hook: Hook): void {
  const own = frameworkHooks(pluginManager);
  for (const [event, hooks = []] of Object.entries(pluginManager.hooks)) {
    if (!events.test(event)) continue;
    const entries = hooks.flatMap((entry) => (own.has(entry.hook) ? [entry] : [{ hook }, entry]));
    hooks.splice(0, hooks.length, ...entries);
  }
}

/** By their functions: the name of a class may be that of one of the framework's own. */
function frameworkHooks({
  externalPlugins,
  plugins = [],
}: Serverless['pluginManager']): ReadonlySet<Hook | undefined> {
  const external = new Set<object>(externalPlugins);
  const own = plugins.filter((plugin) => !external.has(plugin));
  return new Set(own.flatMap((plugin) => Object.values(plugin.hooks ?? {})));
}

/** Puts a hook after all others of an event: they run in the order of `plugins:`, and ours must see what the others did. */
export function moveLast({ pluginManager }: Serverless, event: string, hook: Hook | undefined): void {
  const hooks = pluginManager.hooks[event] ?? [];
  const at = hooks.findIndex((entry) => entry.hook === hook);
  if (at >= 0) hooks.push(...hooks.splice(at, 1));
}
