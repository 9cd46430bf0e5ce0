/** One random service with random edits, packaged for real. */
import { type InProcessRun, type PluginClass, packageService } from '../support/in-process';
import { type EditChoice, HARMLESS, perform } from './edits';
import {
  APPS,
  type Service,
  type ServiceChoice,
  type World,
  build,
  buildResources,
  violations,
} from './model';

/** What went against the promise: routes that were let through, or a good service that was refused. */
export async function check(choice: ServiceChoice, edits: readonly EditChoice[]): Promise<string[]> {
  const { functions, model } = build(choice);
  if (Object.keys(functions).length === 0) return [];
  const original = structuredClone(model);
  const { resources, raw } = buildResources(choice.resources);
  const world: { current?: World } = {};
  const run = await packageWith(choice, { functions, resources }, edits, (service) => {
    world.current ??= { service, model, raw };
    return world.current;
  });
  if (run.code !== 0) return choice.resources.length > 0 ? [] : refusedWronglyBy(run, edits);
  if (run.template === null) return ['no template'];
  return violations(choice, original, { model, raw }, run.template);
}

function packageWith(
  { protect }: ServiceChoice,
  written: { readonly functions: object; readonly resources: object },
  edits: readonly EditChoice[],
  worldOf: (service: Service) => World,
): Promise<InProcessRun> {
  const Editor: PluginClass = class {
    readonly hooks: Record<string, () => void> = {};
    constructor({ service }: { readonly service: Service }) {
      for (const hook of new Set(edits.map((edit) => edit.hook))) {
        this.hooks[hook] = () => {
          for (const edit of edits) if (edit.hook === hook) perform(worldOf(service), edit);
        };
      }
    }
  };
  return packageService('osls4', {
    service: {
      service: 'svc',
      frameworkVersion: '*',
      provider: { name: 'aws', runtime: 'nodejs20.x' },
      plugins: ['serverless-passage', './editor.js'],
      custom: { passage: { ...APPS, protect } },
      ...written,
    },
    plugins: { './editor.js': Editor },
  });
}

function refusedWronglyBy({ problems }: InProcessRun, edits: readonly EditChoice[]): string[] {
  const isHarmless = edits.every(({ kind }) => HARMLESS.includes(kind));
  if (!isHarmless) return [];
  // The framework itself fails on some of these, frozen events for one: nothing ships then.
  return problems.map(({ where, what }) => `refused: ${where}: ${what}`);
}
