/** Audits the Lambda function behind `authorizerType: lambda`: what it is, what it may do, who may call it. */
import { type Template, propertiesOf, refersTo, resourcesOfTypes, sameValue } from '../cloudformation';
import { FREE_PROPERTIES } from '../plan/authorizer-function';
import type { AuthorizerFunction, Plan } from '../plan/types';
import { type JsonObject, isObject } from '../util/objects';
import { unexpectedValue, unplannedGrant } from './audit-messages';
import { auditPlannedResource } from './audit-routes';
import { calledFunctions } from './called-functions';
import type { Finding, Values } from './finding';
import type { Compiled } from './own-authorizers';

export function auditAuthorizerFunction(
  template: Template,
  { authorizerFunction: planned }: Plan,
  { authorizerCode }: Compiled,
): Finding[] {
  if (planned === null) return [];
  return [
    ...auditFunction(template, planned, authorizerCode),
    ...auditPlannedResource(
      withoutProperties(template, planned.role.logicalId, FREE_PROPERTIES),
      planned.role,
      "the Lambda authorizer's role",
    ),
    ...planned.permissions.flatMap((permission) =>
      auditPlannedResource(template, permission, 'the permission to call the Lambda authorizer'),
    ),
    ...auditGrants(template, planned),
  ];
}

function auditFunction(
  template: Template,
  { logicalId, name, properties }: AuthorizerFunction,
  expected: unknown,
): Finding[] {
  const planned = { logicalId, resource: { Type: 'AWS::Lambda::Function', Properties: { ...properties } } };
  // Whatever else a function can have may change what it does: layers, a file system, an image.
  const checked = withoutProperties(template, logicalId, [...FREE_PROPERTIES, 'Code']);
  const resource = template.Resources[logicalId];
  return [
    ...auditPlannedResource(checked, planned, `the Lambda authorizer ${name}`),
    ...(resource === undefined
      ? []
      : auditCode(`Resources.${logicalId}.Properties.Code`, name, {
          expected,
          found: propertiesOf(resource).Code,
        })),
  ];
}

/** A template of one resource, less some of its properties. */
function withoutProperties(template: Template, logicalId: string, names: readonly string[]): Template {
  const resource = template.Resources[logicalId];
  if (resource === undefined) return template;
  const kept = Object.entries(propertiesOf(resource)).filter(([name]) => !names.includes(name));
  return { ...template, Resources: { [logicalId]: { ...resource, Properties: Object.fromEntries(kept) } } };
}

/**
 * The zip of this package that has the function's name, as the framework compiled it. What is in it is compared where it
 * is uploaded from.
 *
 * @param values `expected`: `undefined` where another process has compiled the template
 */
function auditCode(where: string, name: string, { expected, found }: Values): Finding[] {
  const { S3Bucket, S3Key, ...others }: JsonObject = isObject(found) ? found : {};
  const isOurs = typeof S3Key === 'string' && S3Key.endsWith(`/${name}.zip`);
  const isComplete = isOurs && S3Bucket !== undefined && Object.keys(others).length === 0;
  if (isComplete && sameValue(expected ?? found, found)) return [];
  return [
    unexpectedValue(where, `the Lambda authorizer ${name}`, 'Code', {
      expected: expected ?? { S3Key: `…/${name}.zip` },
      found,
    }),
  ];
}

/** Types of resources that let a role do more, each with the property that names the role. */
const ROLE_GRANTS: ReadonlyMap<unknown, string> = new Map([
  ['AWS::IAM::ManagedPolicy', 'Roles'],
  ['AWS::IAM::Policy', 'Roles'],
  ['AWS::IAM::RolePolicy', 'RoleName'],
]);

/** Types of resources that let others call a function, each with the property that names the function. */
const CALL_GRANTS: ReadonlyMap<unknown, string> = new Map([
  ['AWS::Lambda::Permission', 'FunctionName'],
  ['AWS::Lambda::Url', 'TargetFunctionArn'],
]);

/** Resources that are not planned, and that let the function do more, or let others call it. */
function auditGrants(template: Template, { logicalId, role, permissions }: AuthorizerFunction): Finding[] {
  const planned = new Set(permissions.map((permission) => permission.logicalId));
  const functionsOf = calledFunctions(template);
  return resourcesOfTypes(template, [...ROLE_GRANTS.keys(), ...CALL_GRANTS.keys()])
    .filter(([id]) => !planned.has(id))
    .flatMap(([id, resource]) => {
      const properties = propertiesOf(resource);
      const [roles, called] = [ROLE_GRANTS, CALL_GRANTS].map((types) => {
        const key = types.get(resource.Type);
        return key === undefined ? undefined : properties[key];
      });
      if (refersTo(roles, role.logicalId)) return [unplannedGrant(`Resources.${id}`, 'do more')];
      return functionsOf(called).has(logicalId) ? [unplannedGrant(`Resources.${id}`, 'be called')] : [];
    });
}
