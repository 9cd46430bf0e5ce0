/** Keys that are misspelt or misplaced, before anything is planned. */
import { throwIfAny } from '../errors';
import type { Serverless } from '../serverless';
import type { AppliedChanges } from '../service/applied-changes';
import { misplacedAtTopLevel } from '../service/misplaced-keys';
import { mergeFunctions, readRoutes } from '../service/routes';
import { propertyOf, textsIn } from '../util/objects';
import { planService } from './plan-service';

/**
 * Reports them before the framework's own validation, which reports them without advice. Variables may not be resolved
 * yet, and functions may still be several lists. Throws {@link PassageError}.
 */
export function checkKeys(serverless: Serverless, changes: AppliedChanges): void {
  const service = { ...serverless.service, functions: mergeFunctions(serverless.service.functions) };
  const topLevel = misplacedAtTopLevel(serverless.configurationInput);
  const isResolved = (text?: string): boolean => text?.includes('${') !== true;
  const problems = [...topLevel, ...readRoutes(service).problems].filter(({ found }) => isResolved(found));
  if (problems.length === 0) return;
  // Everything at once, where everything is known by now.
  const isKnown = textsIn([propertyOf(service.custom, 'passage'), service.functions]).every(isResolved);
  if (isKnown) planService(service, serverless, changes);
  throwIfAny(problems);
}
