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
import { type Compiled, NOTHING_COMPILED } from './compiled';
import { foundWhileFalse } from './concern-messages';
import { type ConfiguredFacts, readConfiguredFacts } from './configured-facts';
import { auditOwnAuthorizers } from './own-authorizers';
import { type Variant, variantsOf, wholeTemplate } from './under-conditions';

/** What is known of the service beside its plan. */
export interface AuditContext {
  readonly compiled?: Compiled;
  readonly configured?: ConfiguredResources;
  readonly changes?: Changes;
}

/** Every way in which the template is not as planned. */
export function auditTemplate(template: Template, plan: Plan, context: AuditContext = {}): AuditResult {
  const { compiled = NOTHING_COMPILED, configured = NOTHING_CONFIGURED, changes = NO_CHANGES } = context;
  const { intents } = changes;
  const routes = findRoutes(template, plan);
  const { configuredRoutes } = compiled;
  const whole = wholeTemplate(template, configuredRoutes);
  const all = { compiled, configured, changes };
  return joinResults([
    {
      findings: [
        ...plan.authorizers.flatMap((authorizer) => auditAuthorizer(template, authorizer)),
        ...auditAuthorizerFunction(template, plan, compiled),
        ...auditPlannedRoutes(plan, routes, { compiled, configured, intents }),
        ...withoutRepeated([
          ...auditConditions(plan, routes, configured, configuredRoutes),
          ...auditLostConditions(plan, routes, {
            configured,
            written: configuredRoutes,
            gone: changes.gone.all,
          }),
        ]),
        ...auditPlaces(template, plan, routes, {
          extensions: configured.extensions,
          targets: compiled.targets,
          intents,
        }),
        ...auditOwnAuthorizers(template, compiled),
      ],
    },
    withVariants(auditVariant(whole, plan, all, routes), () =>
      variantsOf(whole, routes, changes).map((variant) =>
        underVariant(auditVariant(variant, plan, all, routes), variant),
      ),
    ),
    ...(intents === undefined ? [] : [auditAdded(intents, configuredRoutes)]),
    { notes: [...findAlwaysDenied(plan, routes), ...findSharedApis(template, plan)] },
  ]);
}

interface Found {
  /** All routes of our own APIs. */
  readonly routes: readonly ApiRoute[];
  readonly facts: ConfiguredFacts;
}

/** What comes from no event, in the whole template, or in one without what is not there while conditions are false. */
function auditVariant(
  variant: Variant,
  plan: Plan,
  context: Required<AuditContext>,
  found: readonly ApiRoute[],
): AuditResult {
  const { template, configuredRoutes, holds, untrue } = variant;
  const { gone, intents } = context.changes;
  const facts = readConfiguredFacts(variant, plan, intents);
  const routes = found.filter(({ resource }) => holds(resource.Condition));
  // Under `protect: all`, one that the user wrote with a condition is enough.
  const required = untrue.length === 0 ? plan : { ...plan, protect: 'opt-in' as const };
  return joinResults([
    ...auditOthers(variant, plan, context, { routes, facts }),
    { findings: auditConnect(template, required, gone.connects, configuredRoutes) },
  ]);
}

/** Routes, and other ways to protected code. */
function auditOthers(
  { template, configuredRoutes }: Variant,
  plan: Plan,
  { configured, changes: { gone, intents } }: Required<AuditContext>,
  { routes, facts }: Found,
): Partial<AuditResult>[] {
  const others = findOtherRoutes(plan, routes);
  const ofClosed = auditClosedResources(plan, routes, facts);
  const otherFindings = withoutRepeated([
    ...auditConfiguredRoutes(template, plan, configuredRoutes, { found: routes, intents, configured }),
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

function underVariant({ findings, notes }: AuditResult, { untrue }: Variant): AuditResult {
  return { findings: findings.map((each) => foundWhileFalse(each, untrue)), notes };
}

/** What is wrong with the whole template is said first: it may be wrong under combinations of conditions, too. */
function withVariants(own: AuditResult, variants: () => readonly AuditResult[]): AuditResult {
  if (own.findings.length > 0) return own;
  const { findings, notes } = joinResults(variants());
  const said = new Map([...own.notes, ...notes].map((note) => [`${note.where} ${note.what}`, note]));
  return { findings: withoutRepeated(findings), notes: [...said.values()] };
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
