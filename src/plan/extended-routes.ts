/** Events as entries under `resources:` change the routes that are compiled of them: who may call them, and when. Pure. */
import { type Resource, type Template, propertiesOf } from '../cloudformation';
import { formatValue } from '../errors';
import type { ServiceContext } from '../service/context';
import type { ExistingAuthorizer } from '../service/existing-authorizer';
import type { Route } from '../service/routes';
import { scopeTexts } from '../service/scopes';
import { isPublic } from '../template/api-resources';
import { entryUnderResources } from '../template/route-entries';
import { copyJson, propertyOf } from '../util/objects';
import type { Decision } from './types';

/** Finds what is written for the route of an event, of which the decision is what the event itself says. */
export type FindEntry = (logicalId: string, decision: Decision) => FoundEntry | undefined;

interface FoundEntry {
  readonly resource: Resource;
  /** Whether it is not written, but is what a package has of the event. */
  readonly isPackaged: boolean;
}

export interface ContextWithEntries extends ServiceContext {
  readonly findEntry: FindEntry;
}

/**
 * @param resources `resources:` of the service, as it is
 * @param packaged the template of a package, into which entries of events are merged that were moved meanwhile
 */
export function makeFindEntry(resources: unknown, packaged?: Template): FindEntry {
  return (logicalId, decision) => {
    const { access } = decision;
    const scopes = decision.access === 'public' ? [] : decision.scopes;
    const entry = entryUnderResources(resources, logicalId, scopes);
    if (entry !== undefined) return { resource: entry, isPackaged: false };
    const compiled = packaged?.Resources[logicalId];
    if (compiled === undefined) return undefined;
    // Of what an event names only the scopes are written alike in both.
    const { Condition } = compiled;
    const { AuthorizationScopes } = propertiesOf(compiled);
    const said = { Condition, Properties: { AuthorizationScopes } };
    return { resource: access === 'public' ? compiled : said, isPackaged: true };
  };
}

/**
 * The event with what its entry says. One that has an authorizer of ours keeps that, unless it has it by `protect: all`
 * alone, and none is opened: that both are as planned is audited.
 *
 * @param decision what the event itself says
 */
export function extendedRoute(route: Route, decision: Decision, entry: FoundEntry | undefined): Route {
  if (entry === undefined) return route;
  const { api, existing } = route;
  const { resource, isPackaged } = entry;
  const { AuthorizationType: type, AuthorizerId: id, AuthorizationScopes: scopes } = propertiesOf(resource);
  const says = [type, id, scopes].some((value) => value !== undefined);
  const isOpen =
    type === undefined
      ? decision.access === 'public'
      : isPublic({ api, properties: { AuthorizationType: type } });
  const isOfService = decision.decidedBy === 'service' && (id !== undefined || type === 'AWS_IAM');
  const isAuthorizing = (decision.access !== 'protected' || isOfService) && says && !isOpen;
  return {
    ...route,
    existing: isAuthorizing ? extendedAuthorizer(existing, copyJson({ type, id, scopes })) : existing,
    entry: {
      condition: copyJson(resource.Condition),
      isAuthorizing,
      lacksType: decision.access === 'public' && existing === null && says && type === undefined,
      isPackaged,
      own: existing,
    },
  };
}

/** The event as it is without its entry: the framework compiles what it names itself. */
export function withOwnAuthorizer(route: Route): Route {
  return route.entry === undefined ? route : { ...route, existing: route.entry.own };
}

interface Said {
  readonly type: unknown;
  readonly id: unknown;
  readonly scopes: unknown;
}

/** What the event names, as far as the entry does not name another one. */
function extendedAuthorizer(
  existing: ExistingAuthorizer | null,
  { type, id, scopes }: Said,
): ExistingAuthorizer {
  // A function in the place of the list is one text, as each scope that is one.
  const list: readonly unknown[] = Array.isArray(scopes) ? scopes : [scopes];
  const own = scopes === undefined ? (existing?.scopes ?? null) : scopeTexts(list);
  // A type alone leaves the authorizer that the event names, if that is of its kind.
  const isIam = existing?.label.toLowerCase() === 'aws_iam';
  const isOfKind = type === undefined || (type === 'AWS_IAM') === isIam;
  if (existing !== null && id === undefined && isOfKind) return { ...existing, scopes: own };
  const asked = formatValue(id ?? type);
  const name = propertyOf(id, 'Ref') ?? id ?? type;
  return {
    label: typeof name === 'string' ? name : asked,
    asked: asked.toLowerCase(),
    name: null,
    // With other scopes than a list, one of ours is like any other: we do not know them.
    id: scopes === undefined || Array.isArray(scopes) ? (id ?? null) : null,
    scopes: own,
    options: { ...existing?.options, AuthorizationType: type, AuthorizerId: id },
    setting: null,
  };
}
