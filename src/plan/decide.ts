/** Who decides about a route, and what. */
import { sameValue } from '../cloudformation';
import type { App, Config } from '../config/config';
import type { PassageSetting } from '../config/option';
import type { ServiceContext } from '../service/context';
import { API_KINDS, type ApiKind } from '../service/events';
import type { ExistingAuthorizer } from '../service/existing-authorizer';
import type { Route } from '../service/routes';
import { authorizerId } from './logical-ids';
import type { DecidedBy, Decision } from './types';

/** Decides about routes of one service. The most specific setting wins: event, then function, then `protect`. */
export function makeDecide(config: Config, context: ServiceContext): (route: Route) => Decision {
  const byKey = new Map(config.apps.map((app) => [app.key, app]));
  // An unknown app is a problem of its own; here it must only not leave the route open.
  const appOf = ({ app }: { readonly app?: string }): App =>
    byKey.get(app ?? config.defaultApp.key) ?? config.defaultApp;

  return (route) => {
    if (route.existing !== null) return decideExisting(config, route, route.existing, context);
    const { event, function: fn } = route.settings;
    const setting: PassageSetting | null = event ?? fn;
    if (setting === null) {
      return config.protect === 'all'
        ? protectedBy(config.defaultApp, undefined, 'service')
        : { access: 'public', decidedBy: 'default' };
    }
    const decidedBy = event === null ? 'function' : 'event';
    return setting.protect
      ? protectedBy(appOf(setting), setting.scopes, decidedBy)
      : { access: 'public', decidedBy };
  };
}

function decideExisting(
  config: Config,
  route: Route,
  existing: ExistingAuthorizer,
  context: ServiceContext,
): Decision {
  const { setting } = existing;
  const app = referredApp(config, route.api, existing, context);
  if (app === undefined) {
    return { access: 'other', authorizer: existing.label, scopes: existing.scopes ?? [], decidedBy: 'event' };
  }
  const stated = setting?.app === app.key ? setting.scopes : undefined;
  return protectedBy(app, stated ?? existing.scopes ?? undefined, 'event');
}

/** The app whose authorizer an event names; `undefined` where that is one of the user's own. */
function referredApp(
  config: Config,
  api: ApiKind,
  existing: ExistingAuthorizer,
  context: ServiceContext,
): App | undefined {
  const { name, id, setting } = existing;
  const isFunction = meansFunction(api, existing, context);
  const named = config.apps.find(
    (app) => (!isFunction && app.name === name) || sameValue(id, authorizerId(app, api, context)),
  );
  // A reference to a Lambda authorizer says its app. Beside another authorizer, that is copied from another event.
  const isCopied = named?.authorizerType === 'jwt' || namesAnother(config, api, existing, context);
  return (isCopied ? undefined : config.apps.find(({ key }) => key === setting?.app)) ?? named;
}

/** On a REST or WebSocket API a name means the Lambda function of that name, where there is one. */
function meansFunction(api: ApiKind, { name }: ExistingAuthorizer, context: ServiceContext): boolean {
  return api !== 'http' && name !== null && context.functionNames.has(name);
}

/** Whether something of what an event names is certainly not of an app, on any API: a copy may have its ID from another. */
function namesAnother(
  { apps }: Config,
  api: ApiKind,
  existing: ExistingAuthorizer,
  context: ServiceContext,
): boolean {
  const { name, id, options } = existing;
  if (meansFunction(api, existing, context)) return true;
  const isOwn =
    api === 'http' ? name !== null && context.httpApi.authorizers.has(name) : options.arn !== undefined;
  const isIdOf = (app: App): boolean =>
    API_KINDS.some((kind) => sameValue(id, authorizerId(app, kind, context)));
  return isOwn || (id !== null && !apps.some(isIdOf));
}

function protectedBy(app: App, scopes: readonly string[] | undefined, decidedBy: DecidedBy): Decision {
  return { access: 'protected', app: app.key, authorizer: app.name, scopes: scopes ?? app.scopes, decidedBy };
}
