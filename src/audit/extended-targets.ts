/** Which functions the user's own extensions of routes lead to, before other plugins change what is between. */
import { type Resource, type Template, propertiesOf } from '../cloudformation';
import type { Plan } from '../plan/types';
import { calledFunctions } from './called-functions';
import type { ConfiguredResources } from './configured-resources';

/** What a route's resource calls: `Target` of an HTTP or WebSocket API, `Integration` of a REST API. */
function targetOf(resource: Resource): unknown {
  const { Target, Integration } = propertiesOf(resource);
  return Target ?? Integration;
}

export function readTargets(
  template: Template,
  plan: Plan,
  { resources, extensions }: ConfiguredResources,
): Map<string, ReadonlySet<string>> {
  const extended = [...extensions].filter(([, extension]) => targetOf(extension) !== undefined);
  // Stryker disable next-line ConditionalExpression: without it the answer is the same, later.
  if (extended.length === 0) return new Map();
  const Resources = { ...Object.fromEntries(resources), ...template.Resources };
  const functionsOf = calledFunctions({ ...template, Resources }, plan.stack);
  return new Map(extended.map(([logicalId, extension]) => [logicalId, functionsOf(targetOf(extension))]));
}
