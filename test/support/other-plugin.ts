/** Another plugin beside ours, which does something on one event. */
import { service } from './frameworks';
import type { CfTemplate, Resource } from './frameworks';
import type { PluginClass, ServiceFiles } from './in-process';

/** What the other plugin finds: the service, and what has been compiled of it by then. */
export interface Scene {
  readonly service: SceneService;
  /** Empty before the framework has compiled anything. */
  readonly resources: Record<string, Resource>;
}

export interface SceneService {
  functions: Record<string, SceneFunction>;
  readonly provider: { httpApi?: unknown; readonly compiledCloudFormationTemplate?: CfTemplate };
  readonly custom?: { readonly passage?: { readonly apps?: Record<string, object> } };
}

export interface SceneFunction {
  handler?: string;
  name?: string;
  passage?: unknown;
  events: Record<string, unknown>[];
}

export type Act = (scene: Scene) => void;

export const nothing: Act = () => undefined;

export const inTurn =
  (...acts: readonly Act[]): Act =>
  (scene) => {
    for (const act of acts) act(scene);
  };

/** Removes a function. */
export const without =
  (name: string): Act =>
  ({ service: { functions } }) => {
    Reflect.deleteProperty(functions, name);
  };

/** A plugin that acts on events of the lifecycle. */
export function pluginThat(acts: readonly (readonly [act: Act, event: string])[]): PluginClass {
  return class Other {
    readonly hooks: Record<string, () => void>;

    constructor({ service: own }: { readonly service: SceneService }) {
      const hooks = acts.map(([act, event]) => [
        event,
        (): void => {
          const resources = own.provider.compiledCloudFormationTemplate?.Resources ?? {};
          act({ service: own, resources });
        },
      ]);
      this.hooks = Object.fromEntries(hooks) as Record<string, () => void>;
    }
  };
}

export interface Place {
  readonly event: string;
  /** Where the plugin is listed: before ours, or after it. */
  readonly listed: 'first' | 'last';
}

/** A service with such a plugin. */
export function withPlugin(act: Act, { event, listed }: Place, config: object = service({})): ServiceFiles {
  return withActs([[act, event]], config, listed);
}

/** A service with a plugin that acts on several events. */
export function withActs(
  acts: readonly (readonly [act: Act, event: string])[],
  config: object,
  listed: Place['listed'] = 'last',
): ServiceFiles {
  const plugins =
    listed === 'first' ? ['./other.js', 'serverless-passage'] : ['serverless-passage', './other.js'];
  return { service: { ...config, plugins }, plugins: { './other.js': pluginThat(acts) } };
}

/** Properties of a compiled resource that the test knows to be there. */
export function propertiesOf({ resources }: Scene, logicalId: string): Record<string, unknown> {
  const resource = resources[logicalId];
  if (resource === undefined) throw new Error(`no ${logicalId} among ${Object.keys(resources).join(', ')}`);
  return resource.Properties;
}
