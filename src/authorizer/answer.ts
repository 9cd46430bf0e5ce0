/** The function's answer, in the form of each API. */
import { lambdaContext, principalOf } from '../gateway/claims';
import type { JsonObject } from '../util/objects';
import { type Decided, fault } from './decide-request';
import type { AuthorizerCall } from './read-call';
import { UNAUTHORIZED } from './unauthorized';

export type Answer = { readonly result: JsonObject } | { readonly error: typeof UNAUTHORIZED };

/** "AWS Lambda authorizer result size: 8 KB" (AWS: apigateway-execution-service-websocket-limits-table). */
const WEBSOCKET_BYTES = 8192;

/** The answer, and the decision that it stands for: one that is too large for its API is denied. */
export function makeAnswer(call: AuthorizerCall, decided: Decided): { answer: Answer; decided: Decided } {
  const answer = answerOf(call, decided);
  const isTooLarge = call.api === 'websocket' && decided.allowed && byteLength(answer) > WEBSOCKET_BYTES;
  if (!isTooLarge) return { answer, decided };
  const denied = fault('result-too-large');
  return { answer: answerOf(call, denied), decided: denied };
}

function answerOf({ api, arn }: AuthorizerCall, decided: Decided): Answer {
  if (api === 'http') {
    return decided.allowed
      ? { result: { isAuthorized: true, context: lambdaContext(decided.claims) } }
      : { result: { isAuthorized: false } };
  }
  if (!decided.allowed && decided.status === 401) return { error: UNAUTHORIZED };
  const resource = stageArn(arn);
  if (!decided.allowed || resource === undefined) return { result: policy('nobody', 'Deny', '*') };
  const { claims } = decided;
  return {
    result: { ...policy(principalOf(claims), 'Allow', resource), context: lambdaContext(claims) },
  };
}

function policy(principalId: string, effect: 'Allow' | 'Deny', resource: string): JsonObject {
  return {
    principalId,
    policyDocument: {
      Version: '2012-10-17',
      Statement: [{ Action: 'execute-api:Invoke', Effect: effect, Resource: resource }],
    },
  };
}

/** All routes of this API and stage; `undefined` where the ARN is not one of a route. */
function stageArn(arn: string): string | undefined {
  const stage = /^arn:[\w-]+:execute-api:[\w-]*:\w*:[\w-]+\/[^/*?]+(?=\/)/.exec(arn)?.[0];
  return stage === undefined ? undefined : `${stage}/*`;
}

function byteLength(answer: Answer): number {
  return 'result' in answer ? Buffer.byteLength(JSON.stringify(answer.result)) : 0;
}
