/** Writes into the compiled template what the framework has no configuration for. */
import { type Template, propertiesOf, typeOf } from '../cloudformation';
import type { Value } from '../config/config';
import { type Plan, type PlannedAuthorizer, type PlannedRoute, authorizerOf } from '../plan/types';
import { copyJson } from '../util/objects';
import { completeAuthorizerFunction } from './apply-authorizer-function';

/**
 * Completes routes, authorizers and outputs.
 *
 * @param userOutputs names of the outputs that the service defines itself
 * @returns names of ours that are among them, and so were not added
 */
export function applyToTemplate(plan: Plan, template: Template, userOutputs: readonly string[]): string[] {
  detachAuthorizers(template);
  for (const route of plan.routes) applyToRoute(route, plan, template);
  for (const authorizer of plan.authorizers) addAuthorizer(authorizer, plan, template);
  completeAuthorizerFunction(plan, template);
  const outputs = plan.authorizers.flatMap(({ id, created }) => {
    const name = created?.output ?? null;
    return name === null ? [] : [[name, authorizerOutput(id)] as const];
  });
  const taken = new Set(userOutputs);
  const added = outputs.filter(([name]) => !taken.has(name));
  if (added.length > 0) template.Outputs = { ...template.Outputs, ...Object.fromEntries(added) };
  return outputs.map(([name]) => name).filter((name) => taken.has(name));
}

function authorizerOutput(id: Value): object {
  return { Description: 'ID of the JWT authorizer, for other services on this API', Value: copyJson(id) };
}

/**
 * The framework puts the configuration's own objects into the template. A plugin that rewrites references there
 * (serverless-plugin-split-stacks) would change the configuration, too.
 */
function detachAuthorizers(template: Template): void {
  for (const resource of Object.values(template.Resources)) {
    if (typeOf(resource) === 'AWS::ApiGatewayV2::Authorizer')
      resource.Properties = copyJson({ ...propertiesOf(resource) });
  }
}

/** The framework compiles authorizers on this stack's own HTTP API, and on a WebSocket API. */
function addAuthorizer({ api, created }: PlannedAuthorizer, plan: Plan, template: Template): void {
  const isCompiled = api === 'websocket' || (api === 'http' && !plan.httpApi.external);
  if (created === null || isCompiled) return;
  template.Resources[created.logicalId] ??= copyJson(created.resource);
}

function applyToRoute({ api, logicalId, decision }: PlannedRoute, plan: Plan, template: Template): void {
  const properties = template.Resources[logicalId]?.Properties;
  if (properties === undefined || api === 'websocket') return;
  if (decision.access === 'public') {
    // Without it CloudFormation leaves a removed authorizer attached to the live route (serverless/serverless issue 8592).
    if (api === 'http') properties.AuthorizationType ??= 'NONE';
  } else if (decision.access === 'protected' && authorizerOf(plan, api, decision.app)?.type === 'jwt') {
    // The framework writes the scopes of a method for Cognito authorizers only, and of a route an empty list, too.
    if (decision.scopes.length === 0) withoutEmptyScopes(properties);
    else if (api === 'rest') properties.AuthorizationScopes = [...decision.scopes];
  }
}

function withoutEmptyScopes(properties: Record<string, unknown>): void {
  const { AuthorizationScopes: scopes } = properties;
  if (Array.isArray(scopes) && scopes.length === 0) Reflect.deleteProperty(properties, 'AuthorizationScopes');
}
