/** Keys that are misspelt or misplaced, before anything is planned. */
import { throwIfAny } from '../errors';
import type { Serverless } from '../serverless';
import { misplacedAtTopLevel } from '../service/misplaced-keys';
import { mergeFunctions } from '../service/merge-functions';
import { propertyOf, textsIn } from '../util/objects';
import type { Planner } from './planner';

/**
 * Reports them before the framework's own validation, which reports them without advice. Variables may not be resolved
 * yet, and functions may still be several lists. Throws {@link PassageError}.
 */
export function checkKeys(serverless: Serverless, planner: Planner): void {
  const service = { ...serverless.service, functions: mergeFunctions(serverless.service.functions) };
  const topLevel = misplacedAtTopLevel(serverless.configurationInput);
  const isResolved = (text?: string): boolean => text?.includes('${') !== true;
  const problems = [...topLevel, ...planner.read(service).problems].filter(({ found }) => isResolved(found));
  if (problems.length === 0) return;
  // Everything at once, where everything is known by now.
  const isKnown = textsIn([propertyOf(service.custom, 'passage'), service.functions]).every(isResolved);
  if (isKnown) planner.plan(service);
  throwIfAny(problems);
}
