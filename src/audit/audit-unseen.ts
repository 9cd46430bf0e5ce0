/** Finds what is not in the template, and so cannot be audited: other stacks with our API, definitions of other APIs. */
import { type Resource, type Template, propertiesOf, resourcesOfTypes } from '../cloudformation';
import type { Note } from '../errors';
import type { Plan } from '../plan/types';
import { apiMatchers, referredApis } from '../template/api-ids';
import { API_TYPES } from '../template/api-resources';
import { STACK_TYPE } from '../template/nested-stacks';
import { transformIn } from '../template/transforms';
import { sharedWithNestedStack, unreadApi } from './audit-messages';

/** Nested stacks whose template cannot be read here, and that get the ID of one of our APIs. */
export function findSharedApis(template: Template, plan: Plan): Note[] {
  const isOurs = Object.values(apiMatchers(template, plan));
  return resourcesOfTypes(template, [STACK_TYPE])
    .filter(([, resource]) => {
      const { Parameters } = propertiesOf(resource);
      const values: readonly unknown[] = Object.values(Parameters ?? {});
      return values.some((value) => isOurs.some((matches) => matches(value)));
    })
    .map(([logicalId]) => sharedWithNestedStack(`Resources.${logicalId}`));
}

/** Other APIs with routes that are defined outside of the template: they may call a protected function. */
export function findUnreadApis(template: Template, plan: Plan): Note[] {
  if (plan.functions.every(({ isOptedOut }) => isOptedOut)) return [];
  // Of our own APIs, the audit of hidden routes reports it.
  const ours = referredApis(plan);
  return resourcesOfTypes(template, API_TYPES).flatMap(([logicalId, resource]) => {
    const key = ours.has(logicalId) ? undefined : definedElsewhere(resource);
    return key === undefined ? [] : [unreadApi(`Resources.${logicalId}.Properties.${key}`)];
  });
}

function definedElsewhere(resource: Resource): string | undefined {
  const properties = propertiesOf(resource);
  const key = ['BodyS3Location', 'CloneFrom'].find((name) => properties[name] !== undefined);
  return key ?? transformIn(resource);
}
