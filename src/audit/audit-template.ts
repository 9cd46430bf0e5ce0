/** Compares the final template with the plan. Pure, read-only; every finding at once. */
import type { Template } from '../cloudformation';
import type { Finding } from '../errors';
import { type Changes, NO_CHANGES } from '../intent/intent-record';
import type { Plan } from '../plan/types';
import { type ApiRoute, findRoutes } from '../template/api-resources';
import { type ConfiguredResources, NOTHING_CONFIGURED } from '../template/configured-resources';
import { auditAdded } from './audit-added';
import { auditAuthorizerFunction } from './audit-authorizer-function';
import { auditClosedResources } from './audit-closed-resources';
import { auditConditions } from './audit-conditions';
import { auditConfiguredRoutes } from './audit-configured-routes';
import { auditConnect } from './audit-connect';
import { auditFunctions } from './audit-functions';
import { findOpenIntegrations } from './audit-integrations';
import { auditLostConditions } from './audit-lost-conditions';
import { auditOtherRoutes, findAlwaysDenied, findOtherRoutes } from './audit-others';
import { auditPlaces } from './audit-places';
import { type AuditResult, joinResults } from './audit-result';
import { auditAuthorizer, auditPlannedRoutes } from './audit-routes';
import { findSharedApis } from './audit-unseen';
import { type ConfiguredFacts, readConfiguredFacts } from './configured-facts';
import { type Compiled, NOTHING_COMPILED, auditOwnAuthorizers } from './own-authorizers';

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
  const facts = readConfiguredFacts(template, plan, compiled.configuredRoutes, intents);
  return joinResults([
    {
      findings: [
        ...plan.authorizers.flatMap((authorizer) => auditAuthorizer(template, authorizer)),
        ...auditAuthorizerFunction(template, plan, compiled),
        ...auditPlannedRoutes(plan, routes, { compiled, configured, intents }),
        ...withoutRepeated([
          ...auditConditions(plan, routes, configured, compiled.configuredRoutes),
          ...auditLostConditions(plan, routes, { configured, written: compiled.configuredRoutes }),
        ]),
        ...auditPlaces(template, plan, routes, {
          extensions: configured.extensions,
          targets: compiled.targets,
          intents,
        }),
        ...auditOwnAuthorizers(template, compiled),
      ],
    },
    ...auditOthers(template, plan, { compiled, configured, changes }, { routes, facts }),
    { findings: auditConnect(template, plan, gone.connects, facts.closed) },
    ...(intents === undefined ? [] : [auditAdded(intents, compiled.configuredRoutes)]),
    { notes: [...findAlwaysDenied(plan, routes), ...findSharedApis(template, plan)] },
  ]);
}

interface Found {
  /** All routes of our own APIs. */
  readonly routes: readonly ApiRoute[];
  readonly facts: ConfiguredFacts;
}

/** What comes from no event: routes, and other ways to protected code. */
function auditOthers(
  template: Template,
  plan: Plan,
  { compiled: { configuredRoutes }, configured, changes: { gone, intents } }: Required<AuditContext>,
  { routes, facts }: Found,
): Partial<AuditResult>[] {
  const others = findOtherRoutes(plan, routes);
  const ofClosed = auditClosedResources(plan, routes, facts);
  const otherFindings = withoutRepeated([
    ...auditConfiguredRoutes(template, plan, configuredRoutes, { found: routes, intents }),
    ...auditOtherRoutes(plan, others, gone, facts),
    ...ofClosed.findings,
  ]);
  const refused = new Set(otherFindings.map(({ where }) => where));
  const left = others.filter(({ logicalId }) => !refused.has(`Resources.${logicalId}`));
  return [
    { findings: otherFindings, notes: [...ofClosed.notes, ...findOpenIntegrations(routes, left, facts)] },
    auditFunctions(template, plan, { routes, others, facts, gone, configured, otherFindings }),
  ];
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
