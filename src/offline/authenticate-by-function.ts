/** A hapi authentication handler that asks the Lambda authorizer, as a REST API does. */
import { UNAUTHORIZED } from '../authorizer/unauthorized';
import { FUNCTION_NAME } from '../plan/authorizer-function';
import type { ProtectedRoute } from '../plan/types';
import { type JsonObject, isObject, propertyOf } from '../util/objects';
import {
  type Logger,
  type TokenVerifier,
  deniedMessage,
  requestLabel,
  sentIdentity,
  verifyToken,
} from './authenticate';
import { type RestStage, authorizerEvent } from './authorizer-event';
import type { Invoke, Outcome } from './invoke-function';
import { functionDenied, functionFailed } from './offline-messages';
import { fixedClaims, overrideAuthorizer } from './override';
import { type Answer, respond } from './respond';
import type { Authenticate, Request } from './serverless-offline';

export interface FunctionAuthorizer {
  readonly invoke: Invoke;
  readonly stage: RestStage;
  /** Says why the function denied a request: its own log has no advice. */
  readonly verifier: TokenVerifier;
}

/** The function decides. Only a request without a token is denied without it, as in AWS. */
export function authenticateByFunction(
  { invoke, stage, verifier }: FunctionAuthorizer,
  route: ProtectedRoute,
  log: Logger,
): Authenticate {
  const explain = async (request: Request, { status }: Answer, outcome: Outcome): Promise<string> => {
    const label = requestLabel(request, status);
    if ('error' in outcome && status === 500)
      return `${label}: ${functionFailed(FUNCTION_NAME, outcome.error)}`;
    const result = await verifyToken(verifier, route.decision.scopes, request);
    return result.allowed
      ? `${label}: ${functionDenied(FUNCTION_NAME)}`
      : deniedMessage(request, status, result.reason);
  };
  return async (request, h) => {
    const isSent = (sentIdentity(verifier.identitySource, request) ?? '') !== '';
    const event = authorizerEvent(request, route, stage);
    const outcome = isSent ? await invoke(event) : { result: UNAUTHORIZED };
    const context = allowedContext(outcome, event.methodArn);
    if (context === undefined) {
      const answer = denial(outcome);
      log(await explain(request, answer, outcome));
      return respond(answer, h);
    }
    overrideAuthorizer(request, context);
    return h.authenticated({ credentials: fixedClaims(() => undefined, context) });
  };
}

/** `requestContext.authorizer` of the handler's event; `undefined` where the function does not allow the method. */
function allowedContext(outcome: Outcome, methodArn: string): JsonObject | undefined {
  if ('error' in outcome) return undefined;
  const [principalId, policy, context] = ['principalId', 'policyDocument', 'context'].map((name) =>
    propertyOf(outcome.result, name),
  );
  return typeof principalId === 'string' && allows(policy, methodArn)
    ? { principalId, ...(isObject(context) ? context : {}) }
    : undefined;
}

/** The function's policies have one statement, and allow all methods of a stage. */
function allows(policy: unknown, methodArn: string): boolean {
  const statements = propertyOf(policy, 'Statement');
  const [statement, ...others] = (Array.isArray(statements) ? statements : []) as readonly unknown[];
  const [effect, action, resource] = ['Effect', 'Action', 'Resource'].map((name) =>
    propertyOf(statement, name),
  );
  return (
    others.length === 0 &&
    effect === 'Allow' &&
    action === 'execute-api:Invoke' &&
    typeof resource === 'string' &&
    resource.endsWith('/*') &&
    methodArn.startsWith(resource.slice(0, -1))
  );
}

/** See `UNAUTHORIZED`: a policy that denies is a 403, and anything else is a 500. */
function denial(outcome: Outcome): Answer {
  const text = 'error' in outcome ? outcome.error : outcome.result;
  if (text === UNAUTHORIZED) return { status: 401, body: { message: 'Unauthorized' } };
  return 'result' in outcome && isObject(propertyOf(outcome.result, 'policyDocument'))
    ? { status: 403, body: { message: EXPLICIT_DENY } }
    : { status: 500, body: { message: 'Internal server error' } };
}

/** AWS: api-gateway-403-error-lambda-authorizer. */
const EXPLICIT_DENY = 'User is not authorized to access this resource with an explicit deny';
