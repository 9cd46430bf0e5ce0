/** The routes of our APIs in a template, whoever wrote them. */
import {
  type Resource,
  type Template,
  readResource,
  referredId,
  refersTo,
  sameValue,
} from '../cloudformation';
import type { Plan } from '../plan/types';
import { type JsonObject, propertyOf } from '../util/objects';

/** A resource with its logical ID. */
export type ResourceEntry = readonly [logicalId: string, resource: Resource];

/** Routes on the plan's HTTP API. */
export function routesOfApi(template: Template, plan: Plan): ResourceEntry[] {
  return resourcesOn(template, 'AWS::ApiGatewayV2::Route', 'ApiId', plan.httpApi.id);
}

/** Methods on the plan's REST API. */
export function methodsOfApi(template: Template, plan: Plan): ResourceEntry[] {
  return resourcesOn(template, 'AWS::ApiGateway::Method', 'RestApiId', plan.restApiId);
}

/**
 * Resources of a type on one API. Whatever refers to this stack's API in any way is taken to be on it; an external
 * API is known by its ID only.
 */
function resourcesOn(template: Template, type: string, property: string, api: unknown): ResourceEntry[] {
  const ref = referredId(api);
  return Object.entries(template.Resources).filter(([, resource]) => {
    const { Type, Properties } = readResource(resource);
    if (Type !== type) return false;
    const value = Properties?.[property];
    return sameValue(value, api) || (ref !== null && refersTo(value, ref));
  });
}

/** Any value but a plain authorization type: an intrinsic function may turn out to be `NONE`. */
export function isPublic({ AuthorizationType }: JsonObject): boolean {
  return typeof AuthorizationType !== 'string' || AuthorizationType === 'NONE';
}

/** What the framework compiles from `cors: true`: a preflight answered by API Gateway itself. */
export function isCorsMethod({ HttpMethod, Integration }: JsonObject): boolean {
  return HttpMethod === 'OPTIONS' && propertyOf(Integration, 'Type') === 'MOCK';
}
