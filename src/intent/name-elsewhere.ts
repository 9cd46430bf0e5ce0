/** Names of authorizers on APIs of another kind. Pure. */
import type { PlannedRoute } from '../plan/types';
import type { Route } from '../service/routes';

interface RouteWithEvent {
  readonly planned: PlannedRoute;
  readonly event: Route;
}

/**
 * Whether an event has the authorizer that it had on an API of another kind: a name or an ID means something else
 * there. A name of ours is ours on both, and IAM is IAM.
 */
export function isNamedElsewhere(before: RouteWithEvent, now: RouteWithEvent): boolean {
  const [wanted, decision] = [before.planned.decision, now.planned.decision];
  const { existing } = now.event;
  if (before.planned.api === now.planned.api || existing === null || wanted.access === 'public') return false;
  if (wanted.access === 'protected' && decision.access === 'protected') return false;
  return existing.label === wanted.authorizer && existing.label.toLowerCase() !== 'aws_iam';
}
