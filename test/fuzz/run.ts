/** One random service with random edits, packaged for real. */
import { join } from 'node:path';
import { makeService } from '../support/frameworks';
import { type InProcessRun, type PluginClass, runInProcess } from '../support/in-process';
import type { ServiceChoice } from './choices';
import { type EditChoice, HARMLESS, perform } from './edit-choices';
import { type Service, type World, build, buildResources, buildService, nameOf } from './model';
import { deployedAsMeant, hasLostResource, readArtifact, readDeployed } from './outcomes';
import { hasPublicConnect, isWithoutConnect, violations } from './promise';

const SOURCE = join(__dirname, '../../src/');

/** What became of a service. */
export interface Checked {
  /** What went against the promise: routes that were let through, or a good service that was refused. */
  readonly wrong: readonly string[];
  /** Why it was refused, by the plugin's codes or as `framework` or `CloudFormation`; empty where it was packaged. */
  readonly refusedFor: readonly string[];
}

export async function check(choice: ServiceChoice, edits: readonly EditChoice[]): Promise<Checked> {
  const { functions, model } = build(choice);
  if (Object.keys(functions).length === 0) return { wrong: [], refusedFor: ['no events'] };
  const { resources, raw } = buildResources(choice);
  const original = structuredClone({ model, raw });
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
    if (run.code !== 0) {
      const isKept = violations(choice, original, { model, raw }, deployedAsMeant(model)).length === 0;
      const isGood = isKept && isHarmless(choice, edits, model);
      const codes = run.problems.length > 0 ? run.problems.map(({ code }) => code) : ['framework'];
      return { wrong: isGood ? reasons(run, edits) : crashes(run), refusedFor: [...new Set(codes)] };
    }
    if (run.template === null || world.current === undefined) throw new Error('no template');
    if (hasLostResource(run.template)) return { wrong: [], refusedFor: ['CloudFormation'] };
    const artifact = readArtifact(folder.dir, world.current.service.functions.passageAuthorizer);
    const deployed = readDeployed(run.template, artifact);
    return { wrong: violations(choice, original, world.current, deployed), refusedFor: [] };
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

/** An error of our own code that is no refusal. */
function crashes({ error, problems }: InProcessRun): string[] {
  const [, thrownAt = ''] = error instanceof Error ? (/^ {4}at (.*)$/m.exec(error.stack ?? '') ?? []) : [];
  return problems.length === 0 && thrownAt.includes(SOURCE) ? [`crashed: ${String(error)} ${thrownAt}`] : [];
}

/** Why a good service was refused. */
function reasons(run: InProcessRun, edits: readonly EditChoice[]): string[] {
  const { problems, output } = run;
  // The framework itself fails on some edits, frozen events for one: nothing ships then.
  if (problems.length === 0) return edits.length === 0 ? [output] : crashes(run);
  return problems.map(({ where, what }) => `refused: ${where}: ${what}`);
}

function isHarmless(
  { resources, hasEdge }: ServiceChoice,
  edits: readonly EditChoice[],
  model: World['model'],
): boolean {
  // The framework compiles functions before events: then a Lambda authorizer cannot be added any more.
  const isLate = ({ kind, hook }: EditChoice): boolean =>
    hasEdge && kind === 'add protected' && hook === 'before:package:compileEvents';
  // A message of a WebSocket API that anyone may connect to makes its function public.
  const isOpening = ({ kind }: EditChoice): boolean => kind === 'add message' && hasPublicConnect(model);
  // An `ANY` event that is split may have a method that another event has.
  const names = Object.values(model).flatMap(({ routes }) => routes.map(nameOf));
  return (
    resources.length === 0 &&
    new Set(names).size === names.length &&
    !isWithoutConnect(model) &&
    edits.every((edit) => HARMLESS.includes(edit.kind) && !isLate(edit) && !isOpening(edit))
  );
}
