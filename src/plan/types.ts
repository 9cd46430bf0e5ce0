/** The plan: what it depends on, and what it says. */
import type { Value } from '../config/parse';
import type { Naming, Resource } from '../serverless';
import type { ApiKind } from '../service/events';

/** What of the service, beside its routes, the plan depends on. */
export interface ServiceContext {
  readonly naming: Naming;
  readonly httpApi: {
    /** `provider.httpApi.id`: an API of another stack; `null` when it is this stack's own. */
    readonly externalId: Value | null;
    readonly cors: boolean;
    /** Keys of `provider.httpApi.authorizers` that are the user's, with the name each compiles to. */
    readonly authorizers: ReadonlyMap<string, string>;
  };
  /** The REST API's ID as methods reference it. */
  readonly restApiId: Value;
  readonly functionNames: readonly string[];
  /** Functions with a Lambda function URL that anyone may call. */
  readonly publicUrls: readonly string[];
  /** Functions with events that let anyone in and that no JWT authorizer can protect, with the kinds of these. */
  readonly openEvents: ReadonlyMap<string, readonly string[]>;
}

export type Decision =
  | {
      readonly access: 'protected';
      readonly app: string;
      readonly authorizer: string;
      readonly scopes: readonly string[];
      readonly decidedBy: DecidedBy;
    }
  | {
      readonly access: 'other';
      readonly authorizer: string;
      readonly scopes: readonly string[];
      readonly decidedBy: 'event';
    }
  | { readonly access: 'public'; readonly decidedBy: DecidedBy };

/** Who decided: the nearest word, `service` for `protect: all`, `default` when nobody said anything. */
export type DecidedBy = 'event' | 'function' | 'service' | 'default' | 'preflight';

export interface PlannedRoute {
  readonly api: ApiKind;
  readonly method: string;
  readonly path: string;
  readonly functionName: string;
  /** The event's place in the function's `events`; `null` for a companion, which has none yet. */
  readonly index: number | null;
  readonly where: string;
  /** Logical ID of the route or method that the framework compiles. */
  readonly logicalId: string;
  readonly decision: Decision;
}

export interface PlannedAuthorizer {
  readonly api: ApiKind;
  readonly app: string;
  readonly name: string;
  readonly issuer: Value | null;
  readonly audience: readonly Value[];
  readonly identitySource: string;
  /** What `AuthorizerId` of its routes must be. */
  readonly id: Value;
  /** What this stack creates; `null` for one that exists already (`authorizerId`). */
  readonly created: {
    readonly logicalId: string;
    readonly resource: Resource;
    readonly output: string | null;
  } | null;
}

export interface Plan {
  readonly protect: 'opt-in' | 'all';
  readonly authorizers: readonly PlannedAuthorizer[];
  readonly routes: readonly PlannedRoute[];
  readonly httpApi: { readonly id: Value; readonly external: boolean };
  readonly restApiId: Value;
}

export interface Note {
  readonly level: 'warning' | 'notice';
  readonly text: string;
}
