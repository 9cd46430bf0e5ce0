/** Our hooks are on events that each framework has: one on an event of another name would never run. */
import { expect } from 'chai';
import { FRAMEWORKS, makeService, service } from '../support/frameworks';
import { runInProcess } from '../support/in-process';

interface Command {
  readonly lifecycleEvents?: readonly string[];
  readonly commands?: Readonly<Record<string, Command>>;
}

interface Plugin {
  readonly hooks?: Readonly<Record<string, unknown>>;
}

interface PluginManager {
  readonly commands: Readonly<Record<string, Command>>;
  readonly plugins: readonly Plugin[];
  readonly hooks: Readonly<Record<string, readonly { readonly hook: unknown }[]>>;
}

/** Events of all commands and of what they run, as `before:` and `after:` come before their names. */
function eventsOf(commands: PluginManager['commands'], path = ''): string[] {
  return Object.entries(commands).flatMap(([name, { lifecycleEvents = [], commands: inner = {} }]) => [
    ...lifecycleEvents.map((event) => `${path}${name}:${event}`),
    ...eventsOf(inner, `${path}${name}:`),
  ]);
}

/** Events with a hook that no other plugin has. */
function hookedBy(name: string, { plugins, hooks }: PluginManager): string[] {
  const others = plugins.filter((plugin) => plugin.constructor.name !== name);
  const foreign = new Set(others.flatMap((plugin) => Object.values(plugin.hooks ?? {})));
  return Object.keys(hooks).filter((event) => hooks[event]?.some(({ hook }) => !foreign.has(hook)));
}

for (const framework of FRAMEWORKS) {
  it(`${framework}: every hook is on an event that the framework or serverless-offline has`, async () => {
    let manager: PluginManager | undefined;
    class Observer {
      hooks = {};
      constructor({ pluginManager }: { pluginManager: PluginManager }) {
        manager = pluginManager;
      }
    }
    const modules = {
      'serverless-offline': framework === 'osls4' ? 'serverless-offline14' : 'serverless-offline13',
    };
    const config = service({}, { plugins: ['serverless-passage', './observer', 'serverless-offline'] });
    const folder = makeService({ service: config, modules });
    try {
      await runInProcess(framework, folder, ['print'], { plugins: { './observer': Observer } });
    } finally {
      folder.remove();
    }
    const events = new Set(['initialize', 'finalize', ...eventsOf(manager!.commands)]);
    const hooked = hookedBy('ServerlessPassage', manager!).map((event) =>
      event.replace(/^(before|after):/, ''),
    );
    expect(hooked).to.include.members(['initialize', 'package:compileEvents', 'passage:drift:run']);
    expect(hooked.filter((event) => !events.has(event))).to.deep.equal([]);
  });
}
