/** Audits other ways to call a protected function: function URLs, routes without an event, nested stacks with our API. */
import { type Resource, type Template, propertiesOf, refersTo, resourcesOf } from '../cloudformation';
import type { Note } from '../errors';
import type { Plan } from '../plan/types';
import { type ApiRoute, apiMatchers, isPublic } from './api-resources';
import { openFunction, sharedWithNestedStack } from './audit-messages';
import type { Concern } from './finding';
import { calledFunctions } from './called-functions';

/**
 * Public resources that call a function with a protected route, and that come from no event of it.
 *
 * @param others public routes of our own APIs that come from no event
 */
export function findBypasses(template: Template, plan: Plan, others: readonly ApiRoute[]): Concern[] {
  const functions = plan.functions.filter(({ isOptedOut }) => !isOptedOut);
  if (functions.length === 0) return [];
  const functionsOf = calledFunctions(template);
  const ownRoutes = new Set(others.map(({ logicalId }) => logicalId));
  const isOurs = Object.values(apiMatchers(template, plan));
  const isKnownApi = (api: unknown): boolean =>
    isOurs.some((matches) => matches(api)) || plan.reportedResources.some((id) => refersTo(api, id));
  return resourcesOf(template).flatMap(([logicalId, resource]) => {
    const way = openWay(resource);
    if (way === null || plan.reportedResources.includes(logicalId)) return [];
    if (way.api !== undefined && isKnownApi(way.api) && !ownRoutes.has(logicalId)) return [];
    const called = functionsOf(way.target);
    const open = functions.find((candidate) => called.has(candidate.logicalId));
    return open === undefined ? [] : [openFunction(`Resources.${logicalId}`, open.name, way.kind)];
  });
}

interface OpenWay {
  readonly kind: string;
  /** What leads to the function. */
  readonly target: unknown;
  /** The API that a route is on. */
  readonly api?: unknown;
}

/** How anyone can call something through the resource; `null` when they cannot. */
function openWay(resource: Resource): OpenWay | null {
  const properties = propertiesOf(resource);
  switch (resource.Type) {
    case 'AWS::Lambda::Url':
      return properties.AuthType === 'AWS_IAM'
        ? null
        : { kind: 'function URL', target: properties.TargetFunctionArn };
    case 'AWS::ApiGatewayV2::Api':
      return properties.Target === undefined ? null : { kind: 'API', target: properties.Target };
    case 'AWS::ApiGatewayV2::Route':
      return isPublic({ api: 'http', properties })
        ? { kind: 'route, which comes from no event', target: properties.Target, api: properties.ApiId }
        : null;
    case 'AWS::ApiGateway::Method':
      return isPublic({ api: 'rest', properties })
        ? {
            kind: 'method, which comes from no event',
            target: properties.Integration,
            api: properties.RestApiId,
          }
        : null;
    default:
      return null;
  }
}

/** Nested stacks whose template cannot be read here, and that get the ID of one of our APIs. */
export function findSharedApis(template: Template, plan: Plan): Note[] {
  const isOurs = Object.values(apiMatchers(template, plan));
  return resourcesOf(template)
    .filter(([, { Type }]) => Type === 'AWS::CloudFormation::Stack')
    .filter(([, resource]) => {
      const { Parameters } = propertiesOf(resource);
      const values: readonly unknown[] = Object.values(Parameters ?? {});
      return values.some((value) => isOurs.some((matches) => matches(value)));
    })
    .map(([logicalId]) => sharedWithNestedStack(`Resources.${logicalId}`));
}
