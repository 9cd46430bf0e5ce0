/**
 * Which functions the user's own extensions of routes and integrations lead to, before other plugins change what is
 * between.
 */
import { type Resource, type Template, propertiesOf } from '../cloudformation';
import type { Plan } from '../plan/types';
import { calledFunctions } from './called-functions';
import { type ConfiguredResources, withConfigured } from './configured-resources';

/** What a resource calls: `Target` of a route, `Integration` of a REST method, `IntegrationUri` of an integration. */
function targetOf(resource: Resource): unknown {
  const { Target, Integration, IntegrationUri } = propertiesOf(resource);
  return Target ?? Integration ?? IntegrationUri;
}

export function readTargets(
  template: Template,
  plan: Plan,
  configured: ConfiguredResources,
): Map<string, ReadonlySet<string>> {
  const extended = [...configured.extensions].filter(([, extension]) => targetOf(extension) !== undefined);
  // Stryker disable next-line ConditionalExpression: without it the answer is the same, later.
  if (extended.length === 0) return new Map();
  const functionsOf = calledFunctions(withConfigured(template, configured), plan.stack);
  return new Map(extended.map(([logicalId, extension]) => [logicalId, functionsOf(targetOf(extension))]));
}
