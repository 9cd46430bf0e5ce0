/** How a route is protected, as a text: for people, and to compare. */
import { formatValue } from '../errors';
import type { PlannedRoute } from '../plan/types';
import { normalScopes } from '../service/scopes';
import type { Change } from './change-messages';
import type { IntendedRoute } from './intent';

/** `authorizer passage, scopes admin`; `own authorizer mine, no scopes`. */
function describeProtection({ decision }: PlannedRoute): string {
  if (decision.access === 'public') return 'public';
  const scopes = decision.scopes.length === 0 ? 'no scopes' : `scopes ${decision.scopes.join(', ')}`;
  const kind = decision.access === 'other' ? 'own authorizer' : 'authorizer';
  return `${kind} ${decision.authorizer}, ${scopes}`;
}

/** What a route was and what it is by now. Where that reads the same, with what else its authorizer is known by. */
export function describeChange(before: IntendedRoute, now: IntendedRoute): Change {
  const isOwn = before.planned.decision.access === 'other';
  const [expected, found] = [describeProtection(before.planned), describeProtection(now.planned)];
  const isExtended = before.event.entry?.isAuthorizing === true;
  if (expected !== found) return { expected, found, isOwn, isExtended };
  return {
    isOwn,
    isExtended,
    expected: `${expected}, ${authorizerOf(before)}`,
    found: `${found}, ${authorizerOf(now)}`,
  };
}

/** How a route is protected, and on which kind of API, as a text to compare: whatever an app of ours is called. */
export function protectionOf({ planned: { api, decision }, event }: IntendedRoute): string {
  if (decision.access === 'public') return `${api} public`;
  const scopes = normalScopes(decision.scopes);
  const asked =
    decision.access === 'protected' ? decision.app : [decision.authorizer, event.existing?.options];
  return `${api} ${decision.access} ${JSON.stringify([asked, scopes])}`;
}

/** The app of ours that a name stands for, or what an event says of an authorizer of its own. */
function authorizerOf({ planned: { decision }, event: { existing } }: IntendedRoute): string {
  return decision.access === 'protected' ? `app ${decision.app}` : formatValue(existing?.options ?? {});
}
