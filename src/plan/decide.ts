/** Who decides about a route, and what. */
import { sameValue } from '../cloudformation';
import type { App, Config } from '../config/config';
import type { PassageSetting } from '../config/option';
import type { ServiceContext } from '../service/context';
import { API_KINDS, type ApiKind } from '../service/events';
import type { ExistingAuthorizer, Route } from '../service/routes';
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
  const { name, id, options, setting } = existing;
  // On a REST or WebSocket API a name means the Lambda function of that name, where there is one.
  const isFunction = route.api !== 'http' && name !== null && context.functionNames.has(name);
  // By ID too: a copy that another plugin made of an event refers to our authorizer by its ID.
  const isIdOf = (app: App, api: ApiKind): boolean => sameValue(id, authorizerId(app, api, context));
  const named = config.apps.find((app) => (!isFunction && app.name === name) || isIdOf(app, route.api));
  const isAnother =
    isFunction ||
    (route.api !== 'http' && options.arn !== undefined) ||
    (route.api === 'http' && name !== null && context.httpApi.authorizers.has(name)) ||
    (id !== null && !config.apps.some((app) => API_KINDS.some((api) => isIdOf(app, api))));
  // A reference to a Lambda authorizer says its app. Beside another authorizer, that is copied from another event.
  const isCopied = isAnother || named?.authorizerType === 'jwt';
  const app = (isCopied ? undefined : config.apps.find(({ key }) => key === setting?.app)) ?? named;
  const stated = setting?.app === app?.key ? setting?.scopes : undefined;
  const scopes = stated ?? existing.scopes ?? undefined;
  if (app !== undefined) return protectedBy(app, scopes, 'event');
  return { access: 'other', authorizer: existing.label, scopes: existing.scopes ?? [], decidedBy: 'event' };
}

function protectedBy(app: App, scopes: readonly string[] | undefined, decidedBy: DecidedBy): Decision {
  return { access: 'protected', app: app.key, authorizer: app.name, scopes: scopes ?? app.scopes, decidedBy };
}
