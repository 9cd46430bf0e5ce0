/** Writes into the compiled template what the framework has no configuration for. */
import type { Template } from '../cloudformation';
import type { Plan, PlannedAuthorizer, PlannedRoute } from '../plan/types';
import { copyJson } from '../util/objects';

/**
 * Completes routes, authorizers and outputs.
 *
 * @param userOutputs names of the outputs that the service defines itself
 * @returns names of ours that are among them, and so were not added
 */
export function applyToTemplate(plan: Plan, template: Template, userOutputs: readonly string[]): string[] {
  for (const route of plan.routes) applyToRoute(route, template);
  return plan.authorizers.flatMap((authorizer) => {
    addAuthorizer(authorizer, plan, template);
    const output = authorizer.created?.output ?? null;
    if (output === null) return [];
    if (userOutputs.includes(output)) return [output];
    template.Outputs = {
      ...template.Outputs,
      [output]: {
        Description: 'ID of the JWT authorizer, for other services on this API',
        Value: copyJson(authorizer.id),
      },
    };
    return [];
  });
}

/** The framework compiles authorizers on this stack's own HTTP API only. */
function addAuthorizer({ api, created }: PlannedAuthorizer, plan: Plan, template: Template): void {
  if (created === null || (api === 'http' && !plan.httpApi.external)) return;
  template.Resources[created.logicalId] ??= copyJson(created.resource);
}

function applyToRoute({ api, logicalId, decision }: PlannedRoute, template: Template): void {
  const properties = template.Resources[logicalId]?.Properties;
  if (properties === undefined) return;
  // Without it CloudFormation leaves a removed authorizer attached to the live route (serverless/serverless issue 8592).
  if (decision.access === 'public' && api === 'http') properties.AuthorizationType ??= 'NONE';
  // The framework writes the scopes of a method for Cognito authorizers only.
  if (decision.access === 'protected' && api === 'rest' && decision.scopes.length > 0) {
    properties.AuthorizationScopes = [...decision.scopes];
  }
}
