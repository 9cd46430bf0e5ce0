/** From the framework's service to a plan: read everything, and report every problem at once. */
import type { Template } from '../cloudformation';
import type { Config } from '../config/config';
import { isApp } from '../config/known-keys';
import { type ParseResult, parseConfig } from '../config/parse';
import { type Note, type Problem, throwIfAny } from '../errors';
import type { Serverless, Service } from '../serverless';
import type { AppliedChanges } from '../service/applied-changes';
import { readContext } from '../service/context';
import { misplacedAtTopLevel } from '../service/misplaced-keys';
import { type ReadService, type Route, readRoutes } from '../service/routes';
import { notAws } from '../service/service-messages';
import { propertyOf } from '../util/objects';
import { type ContextWithEntries, makeFindEntry } from './extended-routes';
import { type MadePlan, makePlan } from './plan';
import type { Plan } from './types';

export interface PlannedService {
  readonly config: Config;
  readonly plan: Plan;
  /** What the plan was made of, with what `resources:` says of each. */
  readonly routes: readonly Route[];
  readonly notes: readonly Note[];
  /** Problems, unless another plugin still adds what is missing. */
  readonly incomplete: readonly Problem[];
  readonly definitions: MadePlan['definitions'];
  readonly decide: MadePlan['decide'];
}

/** What a plan needs of the framework beside the service. */
type Framework = Pick<Serverless, 'getProvider' | 'configurationInput'>;

export interface PlanOptions {
  /** Whether other plugins may still add events to functions that have none, and authorizers. */
  readonly isEarly?: boolean;
  /** The routes of the service, where they were read already. */
  readonly read?: ReadService;
  /** The template of the package that the service was read from. */
  readonly packaged?: Template | undefined;
}

/**
 * Reads the service and plans it. Throws {@link PassageError} with everything that is wrong.
 *
 * @param changes what this plugin has written into the service
 */
export function planService(
  service: Service,
  framework: Framework,
  changes: AppliedChanges,
  { isEarly = false, read: known, packaged }: PlanOptions = {},
): PlannedService {
  const provider = framework.getProvider('aws');
  if (provider === false || service.provider.name !== 'aws') {
    return throwIfAny([notAws(service.provider.name)]);
  }
  const parsed = parseConfig(service.custom);
  const read = known ?? readRoutes(service, changes);
  const readProblems = [...misplacedAtTopLevel(framework.configurationInput), ...read.problems];
  const findEntry = makeFindEntry(service.resources, packaged);
  const context = { ...readContext(service, provider, changes), findEntry };
  if (parsed.config === null) {
    const planProblems = problemsOfPartialConfig(parsed, read.routes, context);
    const [first, ...rest] = [...readProblems, ...read.withoutEvents, ...planProblems];
    if (first === undefined) return throwIfAny(parsed.problems);
    // A block at the top level, or of the provider, is misplaced, not missing.
    const isMisplaced = first.where === 'passage' || isApp(propertyOf(service.provider, 'passage'));
    const isOnlyMisplaced = isMisplaced && parsed.problems[0].code === 'PASSAGE_CONFIG_MISSING';
    return throwIfAny(isOnlyMisplaced ? [first, ...rest] : [...parsed.problems, first, ...rest]);
  }
  const { problems, ...made } = makePlan(parsed.config, read.routes, context);
  const found = [...readProblems, ...problems];
  const incomplete = [...read.withoutEvents, ...made.incomplete];
  if (!isEarly || found.length > 0) throwIfAny([...found, ...incomplete]);
  return { ...made, config: parsed.config, incomplete };
}

/** Problems of the routes where the block is wrong too. A place that has a problem already has no second one. */
function problemsOfPartialConfig(
  { partialConfig, problems }: Extract<ParseResult, { config: null }>,
  routes: readonly Route[],
  context: ContextWithEntries,
): Problem[] {
  if (partialConfig === null) return [];
  const places = new Set(problems.map(({ where }) => where));
  return makePlan(partialConfig, routes, context).problems.filter(({ where }) => !places.has(where));
}
