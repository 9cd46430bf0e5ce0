/** A deployed API as its control plane describes it, the same shape for every kind. */
import type { ApiKind, MethodAndPath } from '../service/events';
import { isPublic } from '../template/api-resources';

export interface LiveApi {
  readonly api: ApiKind;
  readonly id: string;
  readonly routes: readonly LiveRoute[];
  /** By ID. */
  readonly authorizers: ReadonlyMap<string, LiveAuthorizer>;
  /** Paths of the resources of a REST API, by ID. */
  readonly resources: ReadonlyMap<string, string>;
}

export interface LiveRoute extends MethodAndPath {
  /** Of the route; for a REST API, of the resource that has the method. */
  readonly id: string;
  readonly authorizationType: string;
  readonly authorizerId: string | null;
  readonly scopes: readonly string[];
  /** A REST API's preflight, which API Gateway answers itself: no function is behind it. */
  readonly isCors: boolean;
}

export interface LiveAuthorizer {
  readonly id: string;
  readonly name: string;
  readonly identitySource: string;
  /** Issuers with their audiences; `null` where the answer does not have them. */
  readonly issuers: readonly LiveIssuer[] | null;
  /** Of the Lambda function that it calls; empty where it calls none. */
  readonly functionArn: string;
  /** How long a decision of that function is used again. */
  readonly cachedSeconds: number;
  /** How an HTTP API calls that function and reads its answer, for people; `null` where there is only one way. */
  readonly answerForm: string | null;
}

export interface LiveIssuer {
  readonly issuer: string;
  readonly audience: readonly string[];
}

/** Whether anyone may call the route. A type that is not known counts as public. */
export function isOpen(api: ApiKind, { authorizationType }: LiveRoute): boolean {
  return isPublic({ api, properties: { AuthorizationType: authorizationType } });
}

/** A string of an answer; empty where there is none. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** The function in the URI that API Gateway calls: `arn:…:lambda:path/2015-03-31/functions/arn:…/invocations`. */
export function functionArnOf(uri: unknown): string {
  return /\/functions\/(.*)\/invocations$/.exec(textOf(uri))?.[1] ?? textOf(uri);
}

export function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}

export function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
