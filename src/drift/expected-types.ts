/** How routes must be protected, as `passage drift` compares it. */
import type { Value } from '../config/config';
import type { ApiKind, MethodAndPath } from '../service/events';

/** A value, or why it is not known here: a call may have failed. */
export type Resolved =
  { readonly known: string } | { readonly written: Value; readonly why: string; readonly failure?: Error };

/** How a route must be protected. What is `null` is not compared. */
export interface Authorization<V = Resolved> {
  /** For people. */
  readonly name: string;
  readonly type: string | null;
  /** Of the authorizer. */
  readonly id: V | null;
  readonly issuer: V | null;
  readonly audience: readonly V[] | null;
  readonly identitySource: string | null;
  /** The Lambda function that a Lambda authorizer of ours calls: it has the issuer, the audiences and the scopes. */
  readonly functionArn: V | null;
}

export interface ExpectedRoute<V = Resolved> extends MethodAndPath {
  readonly access: 'protected' | 'other' | 'public';
  /** `null` for a public route. */
  readonly authorization: Authorization<V> | null;
  /** `null` where they are not compared. */
  readonly scopes: readonly string[] | null;
}

/** A resource of a REST API that is not of this service's stack, and below which it has routes. */
interface ParentResource<V> {
  /** Of the service: empty for the root of its routes. */
  readonly path: string;
  readonly id: V;
}

export interface ExpectedApi<V = Resolved> {
  readonly api: ApiKind;
  readonly parents: readonly ParentResource<V>[];
  readonly routes: readonly ExpectedRoute<V>[];
  /** What of routes under `resources:` only CloudFormation knows, one sentence each. */
  readonly unknown: readonly string[];
}
