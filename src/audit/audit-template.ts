/** Compares the final template with the plan. Pure, read-only; every finding at once. */
import type { Template } from '../cloudformation';
import type { Note } from '../errors';
import type { Plan } from '../plan/types';
import { findRoutes } from './api-resources';
import { auditAuthorizerFunction } from './audit-authorizer-function';
import { auditConnect } from './audit-connect';
import { calledFunctions } from './called-functions';
import { type GuardedPlan, findBypasses } from './audit-bypass';
import { findHiddenRoutes } from './audit-hidden';
import { type Concern, type Finding, asFinding, asWarning } from './finding';
import { type OtherRoutes, auditOtherRoutes, findAlwaysDenied, findOtherRoutes } from './audit-others';
import { auditAuthorizer, auditPlannedRoutes } from './audit-routes';
import { auditPlaces } from './audit-places';
import { findSharedApis, findUnreadApis } from './audit-unseen';
import { type ConfiguredResources, NOTHING_CONFIGURED } from './configured-resources';
import { auditConfiguredRoutes, isConfiguredRoute } from './configured-routes';
import { type Compiled, NOTHING_COMPILED, auditOwnAuthorizers } from './own-authorizers';
import { type GoneRoutes, NOTHING_GONE } from './route-changes';

export interface AuditResult {
  /** What is not as planned: the command must fail. */
  readonly findings: readonly Finding[];
  readonly notes: readonly Note[];
}

/** What is known of the service beside its plan. */
export interface AuditContext {
  readonly compiled?: Compiled;
  readonly configured?: ConfiguredResources;
  readonly gone?: GoneRoutes;
}

/** Every way in which the template is not as planned. */
export function auditTemplate(template: Template, plan: Plan, context: AuditContext = {}): AuditResult {
  const { compiled = NOTHING_COMPILED, configured = NOTHING_CONFIGURED, gone = NOTHING_GONE } = context;
  const routes = findRoutes(template, plan);
  const others = findOtherRoutes(plan, routes);
  const isStrict = plan.protect === 'all';
  const withCopies = { ...plan, functions: [...plan.functions, ...gone.copies] };
  // A function that has lost its protected routes is still guarded.
  const guarded = { ...plan, functions: [...withCopies.functions, ...gone.functions] };
  const hidden = findHiddenRoutes(template, guarded, gone.names);
  // Under `protect: all` each of the others is a finding already.
  const counted = isStrict ? [] : others;
  const otherFindings = auditOtherRoutes(plan, others, gone, readOthers(template, plan, compiled));
  const refused = new Set([...otherFindings, ...hidden.certain].map(({ where }) => resourceOf(where)));
  const bypassesOf = (guardedPlan: GuardedPlan): Concern[] =>
    findBypasses(template, guardedPlan, routes, counted).filter(({ where }) => !refused.has(where));
  const concerns = [...hidden.possible, ...bypassesOf(withCopies)];
  return {
    findings: [
      ...plan.authorizers.flatMap((authorizer) => auditAuthorizer(template, authorizer)),
      ...auditAuthorizerFunction(template, plan, compiled),
      ...auditPlannedRoutes(plan, routes, { compiled, configured }),
      ...auditPlaces(template, plan, routes, { ...configured, ...compiled }),
      ...auditOwnAuthorizers(template, compiled),
      ...auditConfiguredRoutes(template, compiled.configuredRoutes, routes),
      ...otherFindings,
      ...bypassesOf({ ...plan, functions: gone.functions }).map(asFinding),
      ...auditConnect(template, plan, gone.connects),
      ...hidden.certain.map(asFinding),
      ...(isStrict ? concerns.map(asFinding) : []),
    ],
    notes: [
      ...(isStrict || guarded.functions.length === 0 ? [] : concerns.map(asWarning)),
      ...findAlwaysDenied(plan, routes),
      ...findSharedApis(template, plan),
      ...findUnreadApis(template, guarded),
    ],
  };
}

function readOthers(template: Template, plan: Plan, { configuredRoutes }: Compiled): OtherRoutes {
  const functionsOf = calledFunctions(template, plan.stack);
  return {
    isConfigured: (route) => isConfiguredRoute(template, configuredRoutes, route),
    functionsOf: ({ properties }) => functionsOf([properties.Target, properties.Integration]),
  };
}

/** `Resources.HttpApi` of `Resources.HttpApi.Properties.Body`: what is wrong with a resource is said once. */
function resourceOf(where: string): string {
  return where.replace(/\.Properties\..*/, '');
}
