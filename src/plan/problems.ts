/** What makes a plan impossible, though block and routes are each well-formed. */
import type { App, Config } from '../config/config';
import { unknownApp } from '../config/config-messages';
import { parseOption } from '../config/option';
import type { Problem } from '../errors';
import type { ServiceContext } from '../service/context';
import type { Route } from '../service/routes';
import { groupBy } from '../util/group-by';
import { nearest } from '../util/nearest';
import { usedApps } from './authorizers';
import { lambdaProblems } from './lambda-problems';
import { authorizerLogicalId, outputName } from './logical-ids';
import { type OwnDefinition, mixedAuthorizers } from './own-definitions';
import {
  authorizerConflict,
  authorizerExists,
  authorizerIdWithOwnApi,
  authorizerIdWithRestApi,
  duplicateRoute,
  nameCollision,
  onlyOneApp,
  restAuthorizerExists,
  undefinedAuthorizer,
} from './plan-messages';
import { type PlannedRoute, sameDecision } from './types';

interface PlanContext extends ServiceContext {
  readonly definitions: readonly OwnDefinition[];
}

/** Every problem at once. */
export function planProblems(
  config: Config,
  routes: readonly Route[],
  planned: readonly PlannedRoute[],
  context: PlanContext,
): Problem[] {
  return [
    ...unknownApps(config, routes),
    ...conflicts(routes),
    ...existingScopeProblems(config, routes),
    ...nameProblems(config, planned, context),
    ...mixedAuthorizers(context.definitions),
    ...duplicateRoutes(planned),
    ...sharedAuthorizerProblems(config, planned, context),
    ...lambdaProblems(config, routes, planned, context),
  ];
}

/** What `passage` may be beside the key of an app. */
const SWITCHES = ['true', 'false'];

/** Every `passage` that names an app that is not configured, also where a more specific setting wins. */
function unknownApps(config: Config, routes: readonly Route[]): Problem[] {
  const keys = config.apps.map(({ key }) => key);
  const known = new Set(keys);
  // The same setting of a function is found on each of its routes.
  const named = new Map<string, string>();
  for (const { settings } of routes) {
    for (const setting of [settings.function, settings.event])
      if (setting?.protect === true && setting.app !== undefined) named.set(setting.where, setting.app);
  }
  return [...named]
    .filter(([, app]) => !known.has(app))
    .map(([where, app]) =>
      config.hasNamedApps
        ? unknownApp(where, app, keys, nearest(app, [...keys, ...SWITCHES]))
        : onlyOneApp(where, app, nearest(app, SWITCHES)),
    );
}

function conflicts(routes: readonly Route[]): Problem[] {
  return routes.flatMap(({ existing, settings, where }) =>
    existing !== null && settings.event?.protect === true ? [authorizerConflict(where, existing.label)] : [],
  );
}

/** Events that reference an authorizer by a name that neither the service nor this plugin defines. */
export function undefinedAuthorizers(
  config: Config,
  routes: readonly Route[],
  { httpApi }: ServiceContext,
): Problem[] {
  // On an external API the framework knows authorizers by ID only, and says so itself.
  if (httpApi.externalId !== null) return [];
  const defined = new Set([...httpApi.authorizers.keys(), ...config.apps.map(({ name }) => name)]);
  return routes.flatMap(({ api, existing, settings, where }) => {
    const isConflict = settings.event?.protect === true;
    const name = api === 'http' && !isConflict ? (existing?.name ?? null) : null;
    if (name === null || defined.has(name)) return [];
    return [undefinedAuthorizer(`${where}.authorizer`, name, config, nearest(name, [...defined]))];
  });
}

/** Scopes on an event's own `authorizer` that names one of ours: the framework checks less than AWS does. */
function existingScopeProblems(config: Config, routes: readonly Route[]): Problem[] {
  const names = new Set<string | null>(config.apps.map(({ name }) => name));
  return routes.flatMap(({ existing, where }) => {
    if (!existing?.scopes || !names.has(existing.name)) return [];
    return parseOption({ scopes: existing.scopes }, `${where}.authorizer`).problems;
  });
}

/** Of each name one thing is said. */
function nameProblems(config: Config, planned: readonly PlannedRoute[], context: PlanContext): Problem[] {
  const found = [...httpNameProblems(config, context), ...restNameProblems(config, planned, context)];
  return [...groupBy(found, ({ where }) => where).values()].flatMap((same) => same.slice(0, 1));
}

/** Names that would become one authorizer, or one output, with the user's own or with each other. */
function httpNameProblems(config: Config, { naming, httpApi }: ServiceContext): Problem[] {
  const logicalId = (name: string): string => naming.getHttpApiAuthorizerLogicalId(name);
  const existing = new Map(
    [...httpApi.authorizers].flatMap(([key, name]) => [key, name].map((each) => [logicalId(each), key])),
  );
  const taken = new Map<string, App>();
  return config.apps.flatMap((app) => {
    if (app.authorizerId !== null) return [];
    const key = existing.get(logicalId(app.name));
    const ids = [logicalId(app.name), `output ${outputName(config, app, naming)}`];
    const other = ids.map((id) => taken.get(id)).find((one) => one !== undefined);
    for (const id of ids) taken.set(id, app);
    if (key !== undefined) return [authorizerExists(app, key)];
    return other === undefined ? [] : [nameCollision(app, other)];
  });
}

/** Authorizers of a REST API that become one resource: the user's own and one of ours, or two of ours. */
function restNameProblems(
  config: Config,
  planned: readonly PlannedRoute[],
  { naming, definitions }: PlanContext,
): Problem[] {
  const used = usedApps(planned, 'rest');
  const existing = new Map(definitions.map(({ logicalId, where }) => [logicalId, where]));
  const taken = new Map<string, App>();
  return config.apps.flatMap((app) => {
    if (!used.has(app.key)) return [];
    const logicalId = authorizerLogicalId(app, 'rest', naming);
    const [place, other] = [existing.get(logicalId), taken.get(logicalId)];
    taken.set(logicalId, app);
    if (place !== undefined) return [restAuthorizerExists(app, place)];
    return other === undefined ? [] : [nameCollision(app, other)];
  });
}

/** Two events that the framework compiles to one resource: the last one wins, and with it its protection. */
function duplicateRoutes(planned: readonly PlannedRoute[]): Problem[] {
  const first = new Map<string, PlannedRoute>();
  const problems: Problem[] = [];
  for (const route of planned) {
    const { logicalId, decision, where } = route;
    const other = first.get(logicalId);
    if (other === undefined) first.set(logicalId, route);
    else if (!sameDecision(decision, other.decision))
      problems.push(duplicateRoute(where, other.where, logicalId));
  }
  return problems;
}

/** What an app with `authorizerId` needs, and what it cannot protect. */
function sharedAuthorizerProblems(
  config: Config,
  planned: readonly PlannedRoute[],
  { httpApi }: ServiceContext,
): Problem[] {
  const shared = config.apps.filter(({ authorizerId }) => authorizerId !== null);
  const usedByRest = usedApps(planned, 'rest');
  return shared.flatMap((app) => [
    ...(httpApi.externalId === null ? [authorizerIdWithOwnApi(app)] : []),
    ...(usedByRest.has(app.key) && (app.issuer === null || app.audience.length === 0)
      ? [authorizerIdWithRestApi(app)]
      : []),
  ]);
}
