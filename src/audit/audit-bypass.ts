/** Audits other ways to call a protected function: function URLs, other APIs, nested stacks with our API's ID. */
import { type Resource, type Template, propertiesOf, refersTo, resourcesOf } from '../cloudformation';
import type { Note } from '../errors';
import type { Plan, PlannedFunction } from '../plan/types';
import { apiMatcher, isPublic } from './api-resources';
import { type Concern, openFunction, sharedWithNestedStack } from './audit-messages';

/** Public resources that call a function with a protected route, and that come from no event of it. */
export function findBypasses(template: Template, plan: Plan): Concern[] {
  const functions = plan.functions.filter(({ isOptedOut }) => !isOptedOut);
  if (functions.length === 0) return [];
  const isOurs = [apiMatcher(template, plan.httpApi.id), apiMatcher(template, plan.restApiId)];
  const isKnownApi = (api: unknown): boolean =>
    isOurs.some((matches) => matches(api)) || plan.reportedResources.some((id) => refersTo(api, id));
  return resourcesOf(template).flatMap(([logicalId, resource]) => {
    const way = openWay(template, resource);
    if (way === null || plan.reportedResources.includes(logicalId)) return [];
    if (way.api !== undefined && isKnownApi(way.api)) return [];
    const called = functions.find((candidate) => callsFunction(template, way.target, candidate));
    return called === undefined ? [] : [openFunction(`Resources.${logicalId}`, called.name, way.kind)];
  });
}

interface OpenWay {
  readonly kind: string;
  /** What refers to the function, directly or through an integration, an alias or a version. */
  readonly target: unknown;
  /** The API that a route is on. */
  readonly api?: unknown;
}

/** How anyone can call something through the resource; `null` when they cannot. */
function openWay(template: Template, resource: Resource): OpenWay | null {
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
        ? { kind: 'route of another API', target: properties.Target, api: properties.ApiId }
        : null;
    case 'AWS::ApiGateway::Method':
      return isPublic({ api: 'rest', properties })
        ? { kind: 'method of another API', target: properties.Integration, api: properties.RestApiId }
        : null;
    default:
      return null;
  }
}

/** Types of resources through which a reference to a function goes. */
const BETWEEN = ['AWS::ApiGatewayV2::Integration', 'AWS::Lambda::Alias', 'AWS::Lambda::Version'];

function callsFunction(template: Template, target: unknown, { logicalId }: PlannedFunction): boolean {
  const seen = new Set<string>();
  const calls = (value: unknown): boolean =>
    refersTo(value, logicalId) ||
    resourcesOf(template).some(([id, resource]) => {
      if (seen.has(id) || !BETWEEN.includes(String(resource.Type)) || !refersTo(value, id)) return false;
      seen.add(id);
      return calls(resource.Properties);
    });
  return calls(target);
}

/** Nested stacks whose template cannot be read here, and that get the ID of one of our APIs. */
export function findSharedApis(template: Template, plan: Plan): Note[] {
  const isOurs = [apiMatcher(template, plan.httpApi.id), apiMatcher(template, plan.restApiId)];
  return resourcesOf(template)
    .filter(([, { Type }]) => Type === 'AWS::CloudFormation::Stack')
    .filter(([, resource]) => {
      const { Parameters } = propertiesOf(resource);
      const values: readonly unknown[] = Object.values(Parameters ?? {});
      return values.some((value) => isOurs.some((matches) => matches(value)));
    })
    .map(([logicalId]) => sharedWithNestedStack(`Resources.${logicalId}`));
}
