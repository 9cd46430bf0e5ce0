/** Audits what can create routes out of sight, or call functions with a protected route. Pure. */
import { type Template, referencesIn } from '../cloudformation';
import type { Finding } from '../errors';
import type { GoneRoutes, GuardedFunction } from '../intent/route-changes';
import type { Plan } from '../plan/types';
import type { ApiRoute } from '../template/api-resources';
import { type ConfiguredResources, extendedResource } from '../template/configured-resources';
import { type OpenWay, findOpenWays } from '../template/open-ways';
import { isSameCall } from '../template/same-call';
import { propertyOf } from '../util/objects';
import { type Bypass, findBypasses } from './audit-bypass';
import { auditHidden } from './audit-hidden';
import { type AuditResult, type Concern, asFinding, asWarning } from './audit-result';
import { findUnreadApis } from './audit-unseen';
import { type ClosedResource, functionsCalled, guardFunctions, keptResources } from './closed-resources';
import type { ConfiguredFacts } from './configured-facts';

interface Found {
  /** All routes of our own APIs. */
  readonly routes: readonly ApiRoute[];
  /** Those of them that are public and come from no event. */
  readonly others: readonly ApiRoute[];
  readonly facts: ConfiguredFacts;
  readonly gone: GoneRoutes;
  readonly configured: ConfiguredResources;
  readonly otherFindings: readonly Finding[];
}

export function auditFunctions(template: Template, plan: Plan, found: Found): AuditResult {
  const { routes, others, facts, gone, otherFindings } = found;
  const isStrict = plan.protect === 'all';
  const written = writtenWays(template, found.configured);
  const isWritten = ({ where }: Concern): boolean => written.has(where.replace(/^Resources\./, ''));
  const { ofEvents, lost, called, lostByResources, shared } = guardedFunctions(plan, found, written);
  const guarded = { ...plan, functions: [...ofEvents, ...lost, ...called, ...lostByResources] };
  const hidden = auditHidden(template, guarded, [...gone.all, ...facts.closed]);
  const refused = new Set([...otherFindings, ...hidden.certain].map(({ where }) => resourceOf(where)));
  // Under `protect: all` each of the others is a finding already.
  const counted = isStrict ? [] : others;
  const bypassesOf = (functions: readonly GuardedFunction[]): Bypass[] =>
    findBypasses(template, { ...plan, functions }, routes, counted).filter(
      ({ where }) => !refused.has(where),
    );
  const opened = bypassesOf(lostByResources);
  const beside = bypassesOf([...ofEvents, ...called, ...shared.filter(({ hasLost }) => !hasLost)]);
  const isRedirected = ({ way, isOfEvent }: Bypass): boolean =>
    isOfEvent && !isLedByEntry(found.configured, way);
  const concerns = [
    ...hidden.possible,
    ...beside.filter((bypass) => !isRedirected(bypass)),
    ...opened.filter(isWritten),
  ];
  const refusals = [
    ...bypassesOf([...lost, ...shared.filter(({ hasLost }) => hasLost)]),
    ...opened.filter((concern) => !isWritten(concern)),
    ...beside.filter(isRedirected),
    ...hidden.certain,
    ...(isStrict ? concerns : []),
  ];
  const isUnguarded = guarded.functions.length === 0;
  return {
    findings: refusals.map(asFinding),
    notes: [
      ...(isStrict || isUnguarded ? [] : concerns.map(asWarning)),
      ...findUnreadApis(template, guarded),
    ],
  };
}

interface GuardedFunctions {
  /** Those with a protected event, and new ones with the code of one. */
  readonly ofEvents: readonly GuardedFunction[];
  /** Those whose code has lost its protected events. */
  readonly lost: readonly GuardedFunction[];
  /** Those of neither that protected routes under `resources:` call. */
  readonly called: readonly GuardedFunction[];
  /** The same of routes that are gone, where no protected route is left to the code. */
  readonly lostByResources: readonly GuardedFunction[];
  /** Other functions with the code of a protected one. The user may let anyone call these. */
  readonly shared: readonly GuardedFunction[];
}

function guardedFunctions(
  plan: Plan,
  { routes, others, facts, gone }: Found,
  written: ReadonlySet<string>,
): GuardedFunctions {
  const { closed, code, callsOf, isMeant, isOpen } = facts;
  const ofEvents = [...plan.functions, ...gone.copies];
  const known = new Set([...ofEvents, ...gone.functions].map(({ name }) => name));
  const meant = {
    routes: new Set(others.filter(isMeant).map(({ logicalId }) => logicalId)),
    ways: written,
  };
  const guardedBy = (resources: readonly ClosedResource[]): GuardedFunction[] => {
    const called = functionsCalled(resources, code, isOpen);
    return guardFunctions(
      called.filter(({ fn }) => !known.has(fn.name)),
      meant,
    );
  };
  const called = guardedBy(keptResources(closed, routes, callsOf));
  const names = new Set(called.map(({ name }) => name));
  const lostByResources = guardedBy(closed).filter(({ name }) => !names.has(name));
  const ofResources = new Set([...called, ...lostByResources].map(({ name }) => name));
  const ofNoEvent = new Set(others);
  const mayCall = new Set([
    ...written,
    ...routes.filter((route) => !ofNoEvent.has(route)).map(({ logicalId }) => logicalId),
  ]);
  return {
    ofEvents,
    lost: gone.functions,
    called,
    lostByResources: lostByResources.map((fn) => ({ ...fn, hasLost: true })),
    shared: gone.shared.filter(({ name }) => !ofResources.has(name)).map((fn) => ({ ...fn, mayCall })),
  };
}

/** Properties that say what a route or an integration calls. */
const TARGET_KEYS = ['Target', 'Integration', 'IntegrationUri'];

/** Whether an entry under `resources:` says what the route of an event calls. */
function isLedByEntry(
  { resources, extensions }: ConfiguredResources,
  { logicalId, target }: OpenWay,
): boolean {
  return [logicalId, ...referencesIn(target).map(String)]
    .flatMap((id) => [resources, extensions].map((entries) => propertyOf(entries.get(id), 'Properties')))
    .some((properties) => TARGET_KEYS.some((key) => propertyOf(properties, key) !== undefined));
}

/** The public resources that lead where they led as the user has written them under `resources:`: their logical IDs. */
function writtenWays(
  template: Template,
  { resources, extensions }: ConfiguredResources,
): ReadonlySet<string> {
  const written = [...resources].map(
    ([id, resource]) => [id, extendedResource(resource, extensions.get(id))] as const,
  );
  const ways = findOpenWays({ ...template, Resources: Object.fromEntries(written) });
  // Stryker disable next-line ConditionalExpression: without it the answer is the same, later.
  if (ways.length === 0) return new Set();
  const targets = new Map(ways.map(({ logicalId, target }) => [logicalId, target]));
  // What is between is as it was written.
  const before = { ...template, Resources: { ...template.Resources, ...Object.fromEntries(written) } };
  const isSame = ({ logicalId, target }: OpenWay): boolean =>
    targets.has(logicalId) &&
    isSameCall({ template: before, target: targets.get(logicalId) }, { template, target });
  return new Set(
    findOpenWays(template)
      .filter(isSame)
      .map(({ logicalId }) => logicalId),
  );
}

/** `Resources.HttpApi` of `Resources.HttpApi.Properties.Body`: what is wrong with a resource is said once. */
function resourceOf(where: string): string {
  return where.replace(/\.Properties\..*/, '');
}
