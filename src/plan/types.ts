/** The plan: one decision for each route, and the authorizers that they need. */
import type { RoutesFile } from '../authorizer/routes-file';
import { type Resource, sameValue } from '../cloudformation';
import type { AuthorizerType, Value } from '../config/config';
import type { RestResource, StackValues } from '../service/context';
import type { ApiKind, MethodAndPath } from '../service/events';
import type { FunctionCode } from '../service/function-code';
import type { WebsocketEvent } from '../service/other-events';
import { normalScopes } from '../service/scopes';
import type { JsonObject } from '../util/objects';

export type Decision =
  | {
      readonly access: 'protected';
      readonly app: string;
      readonly authorizer: string;
      readonly scopes: readonly string[];
      readonly decidedBy: DecidedBy;
    }
  | {
      readonly access: 'other';
      readonly authorizer: string;
      readonly scopes: readonly string[];
      readonly decidedBy: 'event';
    }
  | { readonly access: 'public'; readonly decidedBy: DecidedBy };

/**
 * Which setting decided: the event's, the function's, `service` for `protect: all`, `default` when there was none. A
 * `preflight` route is this plugin's own.
 */
export type DecidedBy = 'event' | 'function' | 'service' | 'default' | 'preflight';

export interface PlannedRoute extends MethodAndPath {
  readonly api: ApiKind;
  readonly functionName: string;
  /** The event's place in the function's `events`; `null` for a preflight route, which has none yet. */
  readonly index: number | null;
  readonly where: string;
  /** Logical ID of the route or method that the framework compiles. */
  readonly logicalId: string;
  readonly decision: Decision;
}

/** A route that one of our authorizers protects. */
export type ProtectedRoute = PlannedRoute & { readonly decision: Extract<Decision, { access: 'protected' }> };

/** Whether this plugin has added it for preflight requests: it is no event of the user's. */
export function isPreflight({ index }: PlannedRoute): boolean {
  return index === null;
}

/** By one of our authorizers. */
export function isProtected(route: PlannedRoute): route is ProtectedRoute {
  return route.decision.access === 'protected';
}

/** Ours or another one. */
export function hasAuthorizer({ decision }: Pick<PlannedRoute, 'decision'>): boolean {
  return decision.access !== 'public';
}

/** Whether they ask for the same, whichever setting decided. Scopes are a set. */
export function sameDecision(a: Decision, b: Decision): boolean {
  const asked = (decision: Decision): object => ({
    ...decision,
    decidedBy: null,
    scopes: decision.access === 'public' ? null : normalScopes(decision.scopes),
  });
  return sameValue(asked(a), asked(b));
}

export interface PlannedAuthorizer {
  readonly api: ApiKind;
  readonly type: AuthorizerType;
  readonly app: string;
  readonly name: string;
  readonly issuer: Value | null;
  readonly audience: readonly Value[];
  readonly identitySource: string;
  /** Scopes of the app, for each route without scopes of its own. */
  readonly defaultScopes: readonly string[];
  /** What `AuthorizerId` of its routes must be. */
  readonly id: Value;
  /** What this stack creates; `null` for one that exists already (`authorizerId`). */
  readonly created: (PlannedResource & { readonly output: string | null }) | null;
}

export interface PlannedResource {
  readonly logicalId: string;
  readonly resource: Resource;
}

/** The Lambda function behind `authorizerType: lambda`, its role, and what lets API Gateway call it. */
export interface AuthorizerFunction {
  /** Its key in `functions`. */
  readonly name: string;
  readonly logicalId: string;
  /** What its properties must be, beside its code. */
  readonly properties: JsonObject;
  readonly role: PlannedResource;
  readonly permissions: readonly PlannedResource[];
  /** What its artifact says of the service. */
  readonly file: RoutesFile;
}

export interface Plan {
  readonly protect: 'opt-in' | 'all';
  readonly stack: StackValues;
  readonly authorizers: readonly PlannedAuthorizer[];
  readonly routes: readonly PlannedRoute[];
  readonly functions: readonly PlannedFunction[];
  /** What each function of the service runs, whether or not it has routes. */
  readonly code: readonly FunctionCode[];
  readonly httpApi: { readonly id: Value; readonly external: boolean };
  readonly restApiId: Value;
  /** `null` where no app could protect a WebSocket API, so that nothing about it is decided. */
  readonly websocketApiId: Value | null;
  /** `null` where no route has a Lambda authorizer of ours. */
  readonly authorizerFunction: AuthorizerFunction | null;
  /** Resources of the REST API that exist outside of the template, the root among them. */
  readonly restResources: readonly RestResource[];
  /** Functions that anyone may call in another way than by their routes: by a function URL, or by other events. */
  readonly open: Readonly<Record<OpenKind, readonly string[]>>;
  /** The WebSocket API that events are on, whether or not anything about it is decided. */
  readonly websockets: { readonly apiId: Value; readonly events: readonly WebsocketEvent[] };
}

/** A function URL, events of a WebSocket API without an authorizer, or of a load balancer without one that denies. */
export type OpenKind = 'url' | 'websocket' | 'alb';

/** A function with a route that is not public, or with one behind a `$connect` that is not. */
export interface PlannedFunction {
  readonly name: string;
  /** Logical ID of the Lambda function. */
  readonly logicalId: string;
  /** Whether it has `passage: false`. */
  readonly isOptedOut: boolean;
}

/** Of frozen plans, by API and app: a plan may have thousands of both routes and authorizers. */
const authorizersByApp = new WeakMap<Plan, ReadonlyMap<string, PlannedAuthorizer>>();

/** The authorizer of an app on one kind of API. */
export function authorizerOf(plan: Plan, api: ApiKind, app: string): PlannedAuthorizer | undefined {
  // Stryker disable next-line ConditionalExpression: to look through the list each time gives the same, later.
  if (!Object.isFrozen(plan.authorizers))
    return plan.authorizers.find((one) => one.api === api && one.app === app);
  const known =
    authorizersByApp.get(plan) ?? new Map(plan.authorizers.map((one) => [`${one.api} ${one.app}`, one]));
  authorizersByApp.set(plan, known);
  return known.get(`${api} ${app}`);
}
