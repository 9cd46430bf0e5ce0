/** What the function decides about a request: as API Gateway's own JWT authorizer would, but for the algorithms. */
import type { AuthorizationResult } from '../gateway/authorization-result';
import { authorize } from '../gateway/authorize';
import { readIdentity } from '../gateway/identity-source';
import type { DenialReason } from '../gateway/token-check';
import { pathShape } from '../service/events';
import type { AuthorizerCall } from './read-call';
import type { Settings } from './settings';

/** Why nothing could be decided. */
export type Fault = 'unknown-event' | 'unknown-route' | 'not-configured' | 'failed' | 'result-too-large';

export type Decided =
  | Extract<AuthorizationResult, { allowed: true }>
  | {
      readonly allowed: false;
      readonly status: 401 | 403;
      readonly app?: string;
      readonly reason: DenialReason | { readonly check: Fault; readonly detail: string | undefined };
    };

/** A route that the artifact does not have is denied: nobody has said which tokens it takes. Never rejects. */
export async function decide(call: AuthorizerCall, settings: Settings, now: Date): Promise<Decided> {
  const route = call.routes
    .map((key) => settings.routes.get(pathShape(key)))
    .find((entry) => entry !== undefined);
  if (route === undefined) return fault('unknown-route');
  const { authorizer, identitySource, keys, name } = route.app;
  try {
    const identity = readIdentity(identitySource, call);
    const result = await authorize({ identity, authorizer, keys, scopes: route.scopes, now });
    return result.allowed ? result : { ...result, app: name };
  } catch (error) {
    return fault('failed', error instanceof Error ? error.name : undefined);
  }
}

/** A 403: the client can do nothing about it. */
export function fault(check: Fault, detail?: string): Extract<Decided, { allowed: false }> {
  return { allowed: false, status: 403, reason: { check, detail } };
}
