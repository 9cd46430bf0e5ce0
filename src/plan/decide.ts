/** Who decides about a route, and what. */
import { sameValue } from '../cloudformation';
import type { App, Config } from '../config/config';
import type { PassageSetting } from '../config/option';
import type { ServiceContext } from '../service/context';
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
  // On a REST or WebSocket API a name means the Lambda function of that name, where there is one.
  const isFunction =
    route.api !== 'http' && existing.name !== null && context.functionNames.has(existing.name);
  // By ID too: a copy that another plugin made of an event refers to our authorizer by its ID.
  const isOurs = (app: App): boolean =>
    (!isFunction && app.name === existing.name) ||
    sameValue(existing.id, authorizerId(app, route.api, context));
  const { setting } = existing;
  const copied = config.apps.find(({ key }) => key === setting?.app);
  const app = copied ?? config.apps.find(isOurs);
  const scopes = setting?.scopes ?? existing.scopes ?? undefined;
  if (app !== undefined) return protectedBy(app, scopes, 'event');
  return { access: 'other', authorizer: existing.label, scopes: existing.scopes ?? [], decidedBy: 'event' };
}

function protectedBy(app: App, scopes: readonly string[] | undefined, decidedBy: DecidedBy): Decision {
  return { access: 'protected', app: app.key, authorizer: app.name, scopes: scopes ?? app.scopes, decidedBy };
}
