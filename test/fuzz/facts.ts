/** What is compared: what the user configured, what edits said in so many words, and what would be deployed. */
import type { ServiceChoice } from './choices';
import {
  type Json,
  type ModelFunction,
  type ModelRoute,
  type Outcome,
  type World,
  isProtected,
} from './model';
import type { Deployed } from './outcomes';

export interface Facts {
  readonly protect: ServiceChoice['protect'];
  /** Properties that the user writes under `resources.extensions`: of routes with own authorizers, they count. */
  readonly extended: readonly string[];
  /** As the user configured them. */
  readonly original: Readonly<Record<string, ModelFunction>>;
  readonly originals: readonly ModelRoute[];
  /** Routes under `resources:`, as the user wrote them. */
  readonly configured: World['raw'];
  /** As plugins left them. */
  readonly model: World['model'];
  readonly routes: readonly ModelRoute[];
  /** Those that were moved to a function with a setting of the user's. */
  readonly ofOthers: ReadonlySet<ModelRoute>;
  readonly raw: World['raw'];
  readonly deployed: Deployed;
}

/** Whether the user has written this under `resources.extensions`, where it counts for own authorizers. */
export function isWritten({ extended }: Facts, intended: Outcome, outcome: Outcome): boolean {
  if (!/^(own|AWS_IAM)/.test(intended) || !isProtected(outcome)) return false;
  const hasScopes = extended.includes('AuthorizationScopes');
  return (
    extended.includes('AuthorizerId') || (hasScopes && withoutScopes(intended) === withoutScopes(outcome))
  );
}

const withoutScopes = (outcome: Outcome): string => outcome.replace(/ \[.*\]$/, '');

/** Whether an outcome is the intended one, in everything that the event does not say itself. */
export function isKept(intended: Outcome, outcome: Outcome, said: Json | null): boolean {
  if (intended === outcome) return true;
  if (said === null) return false;
  if (said.passage === false || said.authorizer !== undefined) return true;
  if (!/^(JWT|LAMBDA)/.test(intended)) return said.passage !== undefined;
  const [, app, scopes = ''] = OUTCOME.exec(intended) ?? [];
  const [, nowApp, nowScopes = ''] = OUTCOME.exec(outcome) ?? [];
  const setting = said.passage;
  const saysApp =
    typeof setting === 'string' || (typeof setting === 'object' && setting !== null && 'app' in setting);
  const saysScopes = typeof setting === 'object' && setting !== null && 'scopes' in setting;
  return nowApp !== undefined && (app === nowApp || saysApp) && (scopes === nowScopes || saysScopes);
}

const OUTCOME = /^(?:JWT|LAMBDA) (\S+)(?: (\[.*\]))?$/;
