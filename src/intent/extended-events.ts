/** Events as entries under `resources:` change the routes that are compiled of them: who may call them, and when. Pure. */
import { type Resource, propertiesOf } from '../cloudformation';
import { formatValue } from '../errors';
import type { Decision, PlannedRoute } from '../plan/types';
import type { ExistingAuthorizer } from '../service/existing-authorizer';
import type { Route } from '../service/routes';
import { scopeTexts } from '../service/scopes';
import { isPublic } from '../template/api-resources';
import { copyJson } from '../util/objects';
import type { Intent, IntendedRoute } from './intent';

/** Entries that change routes, by the logical ID of the route. */
export type Entries = ReadonlyMap<string, Resource>;

/** Finds them for the routes of a plan. */
export function readEntries(
  routes: readonly PlannedRoute[],
  entryOf: (logicalId: string) => Resource | undefined,
): Entries {
  const found = routes.flatMap(({ logicalId }) => {
    const entry = entryOf(logicalId);
    return entry === undefined ? [] : [[logicalId, copyJson(entry)] as const];
  });
  return new Map(found);
}

/** The same intent, in which routes are as their entries make them. */
export function withEntries(intent: Intent, entries: Entries): Intent {
  if (entries.size === 0) return intent;
  const extended = [...intent.routes].map(([name, route]) => {
    const entry = entries.get(route.planned.logicalId);
    return [name, entry === undefined ? route : asExtended(route, entry)] as const;
  });
  const known = new Set(intent.functions.map(({ name }) => name));
  const closed = new Set(
    extended.flatMap(([, { isExtended, fn }]) => (isExtended === true ? [fn.name] : [])),
  );
  const added = intent.code
    .filter(({ name }) => closed.has(name) && !known.has(name))
    .map(({ name, logicalId, isOptedOut }) => ({ name, logicalId, isOptedOut }));
  return { ...intent, functions: [...intent.functions, ...added], routes: new Map(extended) };
}

/** A route that has an authorizer of ours stays as it is, and none is opened: that both are as planned is audited. */
function asExtended(route: IntendedRoute, entry: Resource): IntendedRoute {
  const { planned, event } = route;
  const { AuthorizationType: type, AuthorizerId: id, AuthorizationScopes: scopes } = propertiesOf(entry);
  const conditional = { ...route, condition: entry.Condition };
  const says = [type, id, scopes].some((value) => value !== undefined);
  const isOpen =
    type === undefined
      ? planned.decision.access === 'public'
      : isPublic({ api: planned.api, properties: { AuthorizationType: type } });
  if (planned.decision.access === 'protected' || !says || isOpen) return conditional;
  const existing = extendedAuthorizer(event, { type, id, scopes });
  const decision: Decision = {
    access: 'other',
    authorizer: existing.label,
    scopes: existing.scopes ?? [],
    decidedBy: 'event',
  };
  return {
    ...conditional,
    planned: { ...planned, decision },
    event: { ...event, existing },
    isExtended: true,
    ownEvent: event,
  };
}

interface Said {
  readonly type: unknown;
  readonly id: unknown;
  readonly scopes: unknown;
}

/** What the event names, as far as the entry does not name another one. */
function extendedAuthorizer({ existing }: Route, { type, id, scopes }: Said): ExistingAuthorizer {
  // A function in the place of the list is one text, as each scope that is one.
  const list: readonly unknown[] = Array.isArray(scopes) ? scopes : [scopes];
  const own = scopes === undefined ? (existing?.scopes ?? null) : scopeTexts(list);
  // A type alone leaves the authorizer that the event names, if that is of its kind.
  const isIam = existing?.label.toLowerCase() === 'aws_iam';
  const isOfKind = type === undefined || (type === 'AWS_IAM') === isIam;
  if (existing !== null && id === undefined && isOfKind) return { ...existing, scopes: own };
  const called = id ?? type;
  const label = typeof called === 'string' ? called : formatValue(called);
  return {
    label,
    asked: label.toLowerCase(),
    name: null,
    id: null,
    scopes: own,
    options: { ...existing?.options, AuthorizationType: type, AuthorizerId: id },
    setting: null,
  };
}
