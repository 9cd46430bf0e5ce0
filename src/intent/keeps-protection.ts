/** Whether a route is still protected as it was. Pure. */
import { sameValue } from '../cloudformation';
import type { Route } from '../service/routes';
import { normalScopes } from '../service/scopes';
import { protectionOf } from './describe-protection';
import type { IntendedRoute } from './intent';
import { isNamedElsewhere } from './name-elsewhere';
import { isClosed } from './route-changes';

/**
 * Whether a route is protected as another one was: by the same app and with the same scopes, or by the same authorizer
 * of its own. What its event says in so many words, and did not say before, counts instead.
 */
export function keepsProtection(before: IntendedRoute, now: IntendedRoute): boolean {
  const [wanted, decision] = [before.planned.decision, now.planned.decision];
  const { existing, settings } = now.event;
  if (wanted.access === 'public') return true;
  if (now.isPackaged) return keepsPackaged(before, now);
  const stated = settings.event?.protect === before.event.settings.event?.protect ? null : settings.event;
  if (stated?.protect === false) return true;
  // What an event names has been said of another authorizer, and is no statement.
  if (now.isRedefined || isNamedElsewhere(before, now)) return false;
  // What an entry says is of its route alone, and no statement.
  const isExtended = [before, now].some(({ event }) => event.entry?.isAuthorizing === true);
  if (isExtended) return stated !== null || protectionOf(before) === protectionOf(now);
  if (wanted.access === 'other') return stated !== null || keepsAuthorizer(before.event, now.event);
  if (decision.access !== 'protected') return decision.access === 'other';
  const said = settings.event?.protect === true ? settings.event : null;
  const saysApp = (said?.app !== undefined || existing !== null) && !namesSameApp(before.event, now.event);
  const saysScopes = said?.scopes !== undefined || (existing !== null && existing.scopes !== null);
  const isSameScopes = sameValue(normalScopes(wanted.scopes), normalScopes(decision.scopes));
  return (wanted.app === decision.app || saysApp) && (isSameScopes || saysScopes);
}

/** Whether a token that is accepted now was accepted before, by what is said: it needs one of several scopes. */
export function isAsStrict(before: IntendedRoute, route: IntendedRoute): boolean {
  if (!isClosed(before) || protectionOf(before) === protectionOf(route)) return true;
  const [had, has] = [before, route].map(({ planned: { decision } }) =>
    decision.access === 'protected' ? decision : undefined,
  );
  if (had?.app !== has?.app || had === undefined || has === undefined) return false;
  const { scopes } = had;
  return (
    scopes.length === 0 || (has.scopes.length > 0 && has.scopes.every((scope) => scopes.includes(scope)))
  );
}

/** Of what a package says, nothing counts that is not configured. Its authorizers are as the framework has compiled them. */
function keepsPackaged(
  { planned: before, event }: IntendedRoute,
  { planned: now, event: packaged }: IntendedRoute,
): boolean {
  const [wanted, decision] = [before.decision, now.decision];
  if (wanted.access === 'public' || decision.access === 'public') return wanted.access === 'public';
  if (!sameValue(normalScopes(wanted.scopes), normalScopes(decision.scopes))) return false;
  if (wanted.access === 'protected') return decision.access === 'protected' && decision.app === wanted.app;
  return namesSameAuthorizer(event.existing, packaged.existing) && keepsAuthorizer(event, packaged);
}

/** The framework compiles an ARN to a name and the ARN. */
function namesSameAuthorizer(before: Route['existing'], now: Route['existing']): boolean {
  if (before === null || now === null) return false;
  const { arn } = now.options;
  const isSameArn =
    arn !== undefined && [before.label, before.options.arn].some((each) => sameValue(each, arn));
  return (
    isSameArn || (before.label.toLowerCase() === now.label.toLowerCase() && sameValue(before.id, now.id))
  );
}

/** Whether two events name the same app: if it is another one all the same, the configuration has changed. */
function namesSameApp(before: Route, now: Route): boolean {
  const appOf = ({ settings: { event } }: Route): string | undefined =>
    event?.protect === true ? event.app : undefined;
  return appOf(before) === appOf(now) && sameValue(before.existing, now.existing);
}

/** What says which authorizer is meant, and not how it decides. */
const REFERENCE_KEYS = ['arn', 'type'];

/**
 * An event's own authorizer: the same one, or another one. Both have all else that was said of it, since one authorizer
 * can be referred to in several ways. Scopes may be others, if the event says so. IAM is certainly another one, which
 * has neither.
 */
function keepsAuthorizer({ existing: before }: Route, { existing: now }: Route): boolean {
  if (now === null || before === null) return false;
  if (now.label.toLowerCase() === 'aws_iam') return true;
  const isSame = now.label === before.label && sameValue(now.id, before.id);
  return (
    (before.scopes === null || now.scopes !== null) &&
    Object.entries(before.options)
      .filter(([key]) => isSame || !REFERENCE_KEYS.includes(key))
      .every(([key, value]) => sameValue(value, now.options[key]))
  );
}
