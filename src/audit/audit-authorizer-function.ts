/** Audits the Lambda function behind `authorizerType: lambda`: what it is, what it may do, who may call it. */
import { type Template, propertiesOf, sameValue } from '../cloudformation';
import { FREE_PROPERTIES } from '../plan/authorizer-function';
import type { AuthorizerFunction, Plan } from '../plan/types';
import { type JsonObject, isObject } from '../util/objects';
import { missingResource, unexpectedValue } from './audit-messages';
import { auditPlannedResource } from './audit-routes';
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
    ...auditPlannedResource(template, planned.role, "the Lambda authorizer's role"),
    ...planned.permissions.flatMap((permission) =>
      auditPlannedResource(template, permission, 'the permission to call the Lambda authorizer'),
    ),
  ];
}

function auditFunction(
  template: Template,
  { logicalId, name, properties }: AuthorizerFunction,
  code: unknown,
): Finding[] {
  const where = `Resources.${logicalId}`;
  const resource = template.Resources[logicalId];
  if (resource === undefined) return [missingResource(where, `the Lambda authorizer ${name}`)];
  const { Code, ...compiled } = propertiesOf(resource);
  // Whatever else a function can have may change what it does: layers, a file system, an image.
  const checked: JsonObject = Object.fromEntries(
    Object.entries(compiled).filter(([key]) => !FREE_PROPERTIES.includes(key)),
  );
  return [
    ...auditPlannedResource(
      { ...template, Resources: { [logicalId]: { ...resource, Properties: { ...checked } } } },
      { logicalId, resource: { Type: 'AWS::Lambda::Function', Properties: { ...properties } } },
      name,
    ),
    ...auditCode(`${where}.Properties.Code`, name, { expected: code, found: Code }),
  ];
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
  return [unexpectedValue(where, null, 'Code', { expected: expected ?? { S3Key: `…/${name}.zip` }, found })];
}
