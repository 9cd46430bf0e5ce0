/** Audits other ways to call a protected function: function URLs, routes without an event, nested stacks with our API. */
import { type Resource, type Template, propertiesOf, refersTo, resourcesOfTypes } from '../cloudformation';
import type { Note } from '../errors';
import type { Plan } from '../plan/types';
import { identity } from '../service/events';
import { type ApiRoute, apiMatchers, isPublic } from './api-resources';
import { sharedWithNestedStack } from './audit-messages';
import { calledFunctions } from './called-functions';
import { openFunction } from './concern-messages';
import type { Concern } from './finding';

/**
 * Public resources that call a function with a protected route, and that come from no event of it.
 *
 * @param routes all routes of our own APIs
 * @param others those of them that are public and come from no event
 */
export function findBypasses(
  template: Template,
  plan: Plan,
  routes: readonly ApiRoute[],
  others: readonly ApiRoute[],
): Concern[] {
  const functions = new Map(
    plan.functions.filter(({ isOptedOut }) => !isOptedOut).map(({ logicalId, name }) => [logicalId, name]),
  );
  const functionsOf = calledFunctions(template);
  const ownRoutes = new Set(others.map(({ logicalId }) => logicalId));
  const owners = functionNames(plan, routes.filter(isPublic));
  const isOurs = Object.values(apiMatchers(template, plan));
  const isKnownApi = (api: unknown): boolean =>
    isOurs.some((matches) => matches(api)) || plan.reportedResources.some((id) => refersTo(api, id));
  return resourcesOfTypes(template, OPEN_TYPES).flatMap(([logicalId, resource]) => {
    const way = openWay(resource);
    if (way === null || plan.reportedResources.includes(logicalId)) return [];
    const owner = owners.get(logicalId);
    const isCounted = owner !== undefined || ownRoutes.has(logicalId);
    if (isKnownApi(way.api) && !isCounted) return [];
    const called = [...functionsOf(way.target)].map((id) => functions.get(id));
    const open = called.find((name) => name !== undefined && name !== owner);
    if (open === undefined) return [];
    return [openFunction(`Resources.${logicalId}`, open, { type: resource.Type, owner })];
  });
}

/** The functions whose events the public routes come from, by the routes' logical IDs. */
function functionNames(plan: Plan, routes: readonly ApiRoute[]): ReadonlyMap<string, string> {
  if (routes.length === 0) return new Map();
  const planned = new Map<string | null, string>(
    plan.routes.map((route) => [identity(route), route.functionName]),
  );
  return new Map(
    routes.flatMap(({ logicalId, identity: id }) => {
      const name = planned.get(id);
      return name === undefined ? [] : [[logicalId, name] as const];
    }),
  );
}

interface OpenWay {
  /** What leads to the function. */
  readonly target: unknown;
  /** The API that a route is on. */
  readonly api?: unknown;
}

/** The types of resources through which anyone may call something. */
const OPEN_TYPES = [
  'AWS::Lambda::Url',
  'AWS::ApiGatewayV2::Api',
  'AWS::ApiGatewayV2::Route',
  'AWS::ApiGateway::Method',
];

/** How anyone can call something through the resource; `null` when they cannot. */
function openWay(resource: Resource): OpenWay | null {
  const properties = propertiesOf(resource);
  switch (resource.Type) {
    case 'AWS::Lambda::Url':
      return properties.AuthType === 'AWS_IAM' ? null : { target: properties.TargetFunctionArn };
    case 'AWS::ApiGatewayV2::Api':
      return { target: properties.Target };
    case 'AWS::ApiGatewayV2::Route':
      return isPublic({ api: 'http', properties })
        ? { target: properties.Target, api: properties.ApiId }
        : null;
    case 'AWS::ApiGateway::Method':
      return isPublic({ api: 'rest', properties })
        ? { target: properties.Integration, api: properties.RestApiId }
        : null;
    default:
      return null;
  }
}

/** Nested stacks whose template cannot be read here, and that get the ID of one of our APIs. */
export function findSharedApis(template: Template, plan: Plan): Note[] {
  const isOurs = Object.values(apiMatchers(template, plan));
  return resourcesOfTypes(template, ['AWS::CloudFormation::Stack'])
    .filter(([, resource]) => {
      const { Parameters } = propertiesOf(resource);
      const values: readonly unknown[] = Object.values(Parameters ?? {});
      return values.some((value) => isOurs.some((matches) => matches(value)));
    })
    .map(([logicalId]) => sharedWithNestedStack(`Resources.${logicalId}`));
}
