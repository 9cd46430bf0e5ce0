/** What the service says its routes are: those of its events, and those under `resources:`. Pure. */
import { propertiesOf, sameValue } from '../cloudformation';
import type { Value } from '../config/config';
import { withOwnAuthorizer } from '../plan/extended-routes';
import type { PlannedService } from '../plan/plan-service';
import { type Plan, type PlannedAuthorizer, type PlannedRoute, authorizerOf } from '../plan/types';
import type { Naming } from '../serverless';
import type { ApiKind } from '../service/events';
import type { ExistingAuthorizer } from '../service/existing-authorizer';
import type { Route } from '../service/routes';
import { entryUnderResources } from '../template/route-entries';
import { isObject } from '../util/objects';
import { expectedUnderResources, namedOnly, withChanges } from './expected-resources';
import type { Authorization, ExpectedApi, ExpectedRoute } from './expected-types';

/**
 * @param resources `resources:` of the service, as it is
 * @param naming how the framework names what it compiles
 */
export function expectedApi(
  api: ApiKind,
  planned: PlannedService,
  resources: unknown,
  naming: Naming,
): ExpectedApi<Value> {
  const { plan, routes } = planned;
  const ours = new Map(
    plan.authorizers.map((authorizer) => [authorizer, ourAuthorization(authorizer, plan)]),
  );
  const events = new Map(routes.map((route) => [route.where, route]));
  const written = expectedUnderResources(api, plan, resources, ours);
  return {
    api,
    parents: api === 'rest' ? parentResources(plan, naming) : [],
    routes: [
      ...plan.routes
        .filter((route) => route.api === api)
        .map((route) => {
          const authorizer =
            route.decision.access === 'protected' ? authorizerOf(plan, api, route.decision.app) : undefined;
          const authorization = authorizer === undefined ? undefined : ours.get(authorizer);
          if (authorization !== undefined) return expectedRoute(route, authorization);
          const named = existingAuthorization(events.get(route.where), naming);
          const scopes = route.decision.access === 'public' ? [] : route.decision.scopes;
          const entry = entryUnderResources(resources, route.logicalId, scopes);
          return withChanges(api, expectedRoute(route, named), propertiesOf(entry));
        }),
      ...written.routes,
    ],
    unknown: written.unknown,
  };
}

/** None where the routes begin at the root of an API of the service's own. */
function parentResources({ restResources }: Plan, naming: Naming): ExpectedApi<Value>['parents'] {
  const ownRoot = { 'Fn::GetAtt': [naming.getRestApiLogicalId(), 'RootResourceId'] };
  return restResources
    .filter(({ id }) => !sameValue(id, ownRoot))
    .map(({ id, path }) => ({ path, id: id as Value }));
}

function ourAuthorization(authorizer: PlannedAuthorizer, plan: Plan): Authorization<Value> {
  const { api, type, name, id, issuer, audience, identitySource, created } = authorizer;
  const source = identitySource.replace(/^\$request\./, () => SOURCE_PREFIX[api]);
  // Of an authorizer that exists already (`authorizerId`) only what is configured here is known.
  const isOnlyReferenced = created === null && issuer === null && audience.length === 0;
  // Issuer, audiences and scopes of a Lambda authorizer are in its function, which the control plane does not show.
  const isLambda = type === 'lambda';
  return {
    name,
    type: isLambda ? 'CUSTOM' : 'JWT',
    id,
    issuer: isLambda ? null : issuer,
    audience: isLambda || audience.length === 0 ? null : audience,
    identitySource: isOnlyReferenced ? null : source,
    functionArn: isLambda ? functionArn(plan) : null,
  };
}

/** How each kind of API calls the request. */
const SOURCE_PREFIX = {
  http: '$request.',
  rest: 'method.request.',
  websocket: 'route.request.',
} as const satisfies Record<ApiKind, string>;

function functionArn({ authorizerFunction }: Plan): Value | null {
  const name = authorizerFunction?.properties.FunctionName;
  if (typeof name !== 'string') return null;
  return {
    'Fn::Sub': `arn:\${AWS::Partition}:lambda:\${AWS::Region}:\${AWS::AccountId}:function:${name}`,
  };
}

function expectedRoute(
  { method, path, decision }: PlannedRoute,
  authorization: Authorization<Value>,
): ExpectedRoute<Value> {
  const { access } = decision;
  if (access === 'public') return { method, path, access, authorization: null, scopes: null };
  const { scopes } = decision;
  // Of another authorizer only what the event says is known.
  return {
    method,
    path,
    access,
    authorization,
    scopes: authorization.type === 'CUSTOM' || (access === 'other' && scopes.length === 0) ? null : scopes,
  };
}

/** The authorizer that an event names itself. */
function existingAuthorization(route: Route | undefined, naming: Naming): Authorization<Value> {
  const existing = route === undefined ? null : withOwnAuthorizer(route).existing;
  if (existing === null) return namedOnly('');
  if (existing.label.toLowerCase() === 'aws_iam') return { ...namedOnly(existing.label), type: 'AWS_IAM' };
  return { ...namedOnly(existing.label), id: existingId(route?.api ?? 'http', existing, naming) };
}

function existingId(api: ApiKind, { id, name }: ExistingAuthorizer, naming: Naming): Value | null {
  if (typeof id === 'string' || isObject(id)) return id;
  if (name === null) return null;
  if (api === 'http') return { Ref: naming.getHttpApiAuthorizerLogicalId(name) };
  return {
    Ref: api === 'rest' ? naming.getAuthorizerLogicalId(name) : naming.getWebsocketsAuthorizerLogicalId(name),
  };
}
