/** One random service with random edits, packaged for real. */
import { makeService } from '../support/frameworks';
import { type InProcessRun, type PluginClass, runInProcess } from '../support/in-process';
import type { ServiceChoice } from './choices';
import { type EditChoice, HARMLESS, perform } from './edit-choices';
import { type Service, type World, build, buildResources, buildService } from './model';
import { readArtifact, readDeployed } from './outcomes';
import { hasPublicConnect, isWithoutConnect, violations } from './promise';

/** What went against the promise: routes that were let through, or a good service that was refused. */
export async function check(choice: ServiceChoice, edits: readonly EditChoice[]): Promise<string[]> {
  const { functions, model } = build(choice);
  if (Object.keys(functions).length === 0) return [];
  const original = structuredClone(model);
  const { resources, raw } = buildResources(choice);
  const config = {
    ...buildService(choice),
    plugins: choice.isEditorFirst
      ? ['./editor.js', 'serverless-passage']
      : ['serverless-passage', './editor.js'],
    functions: { ...functions, own: { handler: 'handler.own' } },
    resources,
  };
  const world: { current?: World } = {};
  const Editor = editor(edits, (service) => (world.current ??= { service, model, raw }));
  const folder = makeService({ service: config });
  try {
    const run = await runInProcess('osls4', folder, ['package'], { plugins: { './editor.js': Editor } });
    if (run.code !== 0) return refusedWronglyBy(run, choice, edits, model);
    if (run.template === null || world.current === undefined) return ['no template'];
    const artifact = readArtifact(folder.dir, world.current.service.functions.passageAuthorizer);
    return violations(choice, original, world.current, readDeployed(run.template, artifact));
  } finally {
    folder.remove();
  }
}

function editor(edits: readonly EditChoice[], worldOf: (service: Service) => World): PluginClass {
  return class {
    readonly hooks: Record<string, () => void> = {};
    constructor({ service }: { readonly service: Service }) {
      worldOf(service);
      for (const hook of new Set(edits.map((edit) => edit.hook))) {
        this.hooks[hook] = () => {
          for (const edit of edits) if (edit.hook === hook) perform(worldOf(service), edit);
        };
      }
    }
  };
}

function refusedWronglyBy(
  { problems }: InProcessRun,
  { resources, hasEdge }: ServiceChoice,
  edits: readonly EditChoice[],
  model: World['model'],
): string[] {
  // The framework compiles functions before events: then a Lambda authorizer cannot be added any more.
  const isLate = ({ kind, hook }: EditChoice): boolean =>
    hasEdge && kind === 'add protected' && hook === 'before:package:compileEvents';
  // A message of a WebSocket API that anyone may connect to makes its function public.
  const isOpening = ({ kind }: EditChoice): boolean => kind === 'add message' && hasPublicConnect(model);
  const isHarmless =
    resources.length === 0 &&
    edits.every((edit) => HARMLESS.includes(edit.kind) && !isLate(edit) && !isOpening(edit));
  if (!isHarmless || isWithoutConnect(model)) return [];
  // The framework itself fails on some of these, frozen events for one: nothing ships then.
  return problems.map(({ where, what }) => `refused: ${where}: ${what}`);
}
