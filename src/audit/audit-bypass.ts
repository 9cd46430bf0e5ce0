/** Audits other ways to call a protected function: function URLs, other APIs, routes of other events and of none. */
import { type Template, propertiesOf, sameValue } from '../cloudformation';
import type { GuardedFunction } from '../intent/route-changes';
import type { Plan } from '../plan/types';
import { identity } from '../service/events';
import { type ApiRoute, isPublic } from '../template/api-resources';
import { calledFunctions } from '../template/called-functions';
import { type OpenWay, findOpenWays } from '../template/open-ways';
import type { Concern } from './audit-result';
import { openFunction } from './concern-messages';

/** A plan with other functions to guard. */
export type GuardedPlan = Omit<Plan, 'functions'> & { readonly functions: readonly GuardedFunction[] };

/** A way to call a protected function. */
export interface Bypass extends Concern {
  readonly way: OpenWay;
  /** Whether it is the route of an event, of another function. */
  readonly isOfEvent: boolean;
}

/**
 * Public resources that call a function with a protected route, and that the function's own settings do not stand for.
 *
 * @param routes all routes of our own APIs
 * @param others those of them that are public and come from no event
 */
export function findBypasses(
  template: Template,
  plan: GuardedPlan,
  routes: readonly ApiRoute[],
  others: readonly ApiRoute[],
): Bypass[] {
  const functions = new Map(
    plan.functions.filter(({ isOptedOut }) => !isOptedOut).map((fn) => [fn.logicalId, fn]),
  );
  // Stryker disable next-line ConditionalExpression: without it the answer is the same, later.
  if (functions.size === 0) return [];
  const functionsOf = calledFunctions(template, plan.stack);
  const audited = new Set(routes.map(({ logicalId }) => logicalId));
  const counted = new Set(others.map(({ logicalId }) => logicalId));
  const publicUrls = new Set(plan.open.url);
  const ownerOf = eventOwners(plan, routes.filter(isPublic));
  return findOpenWays(template).flatMap((way) => {
    const { logicalId, resource, target } = way;
    const owner = ownerOf(way);
    // A route of our API that comes from no event is one of the others, or allowed.
    if (owner === undefined && audited.has(logicalId) && !counted.has(logicalId)) return [];
    const isMeant = ({ name, mayCall }: GuardedFunction): boolean =>
      name === owner ||
      (resource.Type === 'AWS::Lambda::Url' && publicUrls.has(name)) ||
      mayCall?.has(logicalId) === true;
    const called = [...functionsOf(target)].map((id) => functions.get(id));
    const open = called.find((fn) => fn !== undefined && !isMeant(fn));
    if (open === undefined) return [];
    const concern = openFunction(`Resources.${logicalId}`, open, { type: resource.Type, owner });
    return [{ ...concern, way, isOfEvent: owner !== undefined }];
  });
}

/** The function whose event a route comes from. Routes are recognised by what they are, not by their logical ID. */
function eventOwners(plan: GuardedPlan, routes: readonly ApiRoute[]): (way: OpenWay) => string | undefined {
  const planned = new Map<string | null, string>(
    // Stryker disable next-line ConditionalExpression: without it the answer is the same, later.
    routes.length === 0 ? [] : plan.routes.map((route) => [identity(route), route.functionName]),
  );
  const owners = new Map(routes.map(({ logicalId, identity: id }) => [logicalId, planned.get(id)]));
  const { apiId, events } = plan.websockets;
  const owningEvents = new Map<unknown, string>(
    events.map(({ route, functionName }) => [route, functionName]),
  );
  return ({ logicalId, resource }) => {
    const { ApiId, RouteKey } = propertiesOf(resource);
    const isOfWebsocket = owningEvents.has(RouteKey) && sameValue(ApiId, apiId);
    return owners.get(logicalId) ?? (isOfWebsocket ? owningEvents.get(RouteKey) : undefined);
  };
}
