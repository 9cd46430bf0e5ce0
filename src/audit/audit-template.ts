/** Compares the final template with the plan. Pure, read-only; every finding at once. */
import type { Template } from '../cloudformation';
import type { Plan } from '../plan/types';
import { type ApiRoute, findRoutes } from './api-resources';
import { auditAdded } from './audit-added';
import { auditAuthorizerFunction } from './audit-authorizer-function';
import { auditClosedResources } from './audit-closed-resources';
import { auditConditions } from './audit-conditions';
import { auditConnect } from './audit-connect';
import { findBypasses } from './audit-bypass';
import { findHiddenRoutes } from './audit-hidden';
import { type AuditResult, type Concern, type Finding, asFinding, asWarning, joinResults } from './finding';
import { auditOtherRoutes, findAlwaysDenied, findOtherRoutes } from './audit-others';
import { auditAuthorizer, auditPlannedRoutes } from './audit-routes';
import { auditPlaces } from './audit-places';
import { findSharedApis, findUnreadApis } from './audit-unseen';
import { type ConfiguredResources, NOTHING_CONFIGURED } from './configured-resources';
import { auditConfiguredRoutes } from './configured-routes';
import { type Known, readBeside } from './beside';
import { guardedByResources } from './closed-resources';
import { type Changes, NO_CHANGES } from './intent-record';
import { type Compiled, NOTHING_COMPILED, auditOwnAuthorizers } from './own-authorizers';
import type { GoneRoutes, GuardedFunction } from './route-changes';

/** What is known of the service beside its plan. */
export interface AuditContext {
  readonly compiled?: Compiled;
  readonly configured?: ConfiguredResources;
  readonly changes?: Changes;
}

/** Every way in which the template is not as planned. */
export function auditTemplate(template: Template, plan: Plan, context: AuditContext = {}): AuditResult {
  const { compiled = NOTHING_COMPILED, configured = NOTHING_CONFIGURED, changes = NO_CHANGES } = context;
  const { gone, intents } = changes;
  const routes = findRoutes(template, plan);
  const others = findOtherRoutes(plan, routes);
  const beside = readBeside(template, plan, compiled.configuredRoutes, intents);
  const ofClosed = auditClosedResources(plan, routes, beside);
  const otherFindings = withoutRepeated([
    ...auditConfiguredRoutes(template, compiled.configuredRoutes, routes),
    ...auditOtherRoutes(plan, others, gone, beside),
    ...ofClosed.findings,
  ]);
  const ofFunctions = auditFunctions(template, plan, { routes, others, beside, gone, otherFindings });
  return joinResults([
    {
      findings: [
        ...plan.authorizers.flatMap((authorizer) => auditAuthorizer(template, authorizer)),
        ...auditAuthorizerFunction(template, plan, compiled),
        ...auditPlannedRoutes(plan, routes, { compiled, configured }),
        ...auditConditions(plan, routes, configured, beside.closed),
        ...auditPlaces(template, plan, routes, { ...configured, ...compiled }),
        ...auditOwnAuthorizers(template, compiled),
        ...otherFindings,
        ...auditConnect(template, plan, gone.connects, beside.closed),
      ],
    },
    ofFunctions,
    ...(intents === undefined ? [] : [auditAdded(intents, compiled.configuredRoutes)]),
    { notes: [...ofClosed.notes, ...findAlwaysDenied(plan, routes), ...findSharedApis(template, plan)] },
  ]);
}

interface Found {
  /** All routes of our own APIs. */
  readonly routes: readonly ApiRoute[];
  /** Those of them that are public and come from no event. */
  readonly others: readonly ApiRoute[];
  readonly beside: Known;
  readonly gone: GoneRoutes;
  readonly otherFindings: readonly Finding[];
}

/** What can create routes, or call functions with a protected route. */
function auditFunctions(
  template: Template,
  plan: Plan,
  { routes, others, beside: { closed, isMeant }, gone, otherFindings }: Found,
): AuditResult {
  const isStrict = plan.protect === 'all';
  const ofEvents = [...plan.functions, ...gone.copies];
  // A function that has lost its protected routes is still guarded.
  const known = [...ofEvents, ...gone.functions];
  const called = guardedByResources(closed, plan.code, known, others.filter(isMeant));
  const guarded = { ...plan, functions: [...known, ...called] };
  const hidden = findHiddenRoutes(template, guarded, gone.names);
  const refused = new Set([...otherFindings, ...hidden.certain].map(({ where }) => resourceOf(where)));
  // Under `protect: all` each of the others is a finding already.
  const counted = isStrict ? [] : others;
  const bypassesOf = (functions: readonly GuardedFunction[]): Concern[] =>
    findBypasses(template, { ...plan, functions }, routes, counted).filter(
      ({ where }) => !refused.has(where),
    );
  const concerns = [...hidden.possible, ...bypassesOf([...ofEvents, ...called])];
  const isUnguarded = guarded.functions.length === 0;
  return {
    findings: [...bypassesOf(gone.functions), ...hidden.certain, ...(isStrict ? concerns : [])].map(
      asFinding,
    ),
    notes: [
      ...(isStrict || isUnguarded ? [] : concerns.map(asWarning)),
      ...findUnreadApis(template, guarded),
    ],
  };
}

/** What is wrong with a resource is said once. */
function withoutRepeated(findings: readonly Finding[]): Finding[] {
  const places = new Set<string>();
  return findings.filter(({ where }) => {
    const isNew = !places.has(where);
    places.add(where);
    return isNew;
  });
}

/** `Resources.HttpApi` of `Resources.HttpApi.Properties.Body`: what is wrong with a resource is said once. */
function resourceOf(where: string): string {
  return where.replace(/\.Properties\..*/, '');
}
