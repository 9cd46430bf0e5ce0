/** Audits the Lambda function behind `authorizerType: lambda`: what it is, what it may do, who may call it. */
import { type Template, propertiesOf, refersTo, resourcesOfTypes, sameValue } from '../cloudformation';
import type { Finding, Values } from '../errors';
import { KEPT_PROPERTIES } from '../plan/authorizer-function';
import type { AuthorizerFunction, Plan, PlannedResource } from '../plan/types';
import type { StackValues } from '../service/context';
import { calledFunctions } from '../template/called-functions';
import { type JsonObject, isObject } from '../util/objects';
import { unexpectedValue } from './audit-messages';
import { auditPlannedResource } from './audit-routes';
import { SUBJECTS, unplannedCaller, unplannedPermission } from './function-messages';
import type { Compiled } from './compiled';

export function auditAuthorizerFunction(
  template: Template,
  { authorizerFunction: planned, stack }: Plan,
  { authorizerCode }: Compiled,
): Finding[] {
  if (planned === null) return [];
  return [
    ...auditFunction(template, planned, authorizerCode),
    ...auditRole(template, planned.role),
    ...planned.permissions.flatMap((permission) =>
      auditPlannedResource(template, permission, SUBJECTS.permission),
    ),
    ...auditGrants(template, planned, stack),
  ];
}

/**
 * Properties that change neither what the function does nor what it may do: they may be what they are
 * (CloudFormation documentation: AWS::Lambda::Function). Plugins set these on every function.
 */
const FREE_PROPERTIES = [
  ...KEPT_PROPERTIES,
  ...['DeadLetterConfig', 'Description', 'KmsKeyArn', 'RecursiveLoop', 'ReservedConcurrentExecutions'],
  'TracingConfig',
];

/** A boundary takes permissions away and gives none (AWS: access_policies_boundaries). A path is a part of the ARN. */
const FREE_ROLE_PROPERTIES = ['Description', 'Path', 'PermissionsBoundary', 'Tags'];

function auditRole(template: Template, { logicalId, resource }: PlannedResource): Finding[] {
  const only = { Resources: { [logicalId]: resource } };
  const planned = withoutProperties(only, logicalId, FREE_ROLE_PROPERTIES).Resources[logicalId] ?? resource;
  const checked = withoutProperties(template, logicalId, FREE_ROLE_PROPERTIES);
  return auditPlannedResource(checked, { logicalId, resource: planned }, SUBJECTS.role);
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
    ...auditPlannedResource(checked, planned, SUBJECTS.function),
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
    unexpectedValue(where, SUBJECTS.function, {
      expected: expected ?? { S3Key: `…/${name}.zip` },
      found,
    }),
  ];
}

type Grants = ReadonlyMap<unknown, (properties: JsonObject) => unknown>;

/** Types of resources that let a role do more, each with what names the role. */
const ROLE_GRANTS: Grants = new Map([
  ['AWS::IAM::ManagedPolicy', ({ Roles }: JsonObject) => Roles],
  ['AWS::IAM::Policy', ({ Roles }: JsonObject) => Roles],
  ['AWS::IAM::RolePolicy', ({ RoleName }: JsonObject) => RoleName],
]);

/** Types of resources that let others call a function, each with what names the function. */
const CALL_GRANTS: Grants = new Map([
  ['AWS::Lambda::Permission', ({ FunctionName }: JsonObject) => FunctionName],
  ['AWS::Lambda::Url', ({ TargetFunctionArn }: JsonObject) => TargetFunctionArn],
]);

/** Resources that are not planned, and that let the function do more, or let others call it. */
function auditGrants(
  template: Template,
  { logicalId, role, permissions }: AuthorizerFunction,
  stack: StackValues,
): Finding[] {
  const planned = new Set(permissions.map((permission) => permission.logicalId));
  const functionsOf = calledFunctions(template, stack);
  return resourcesOfTypes(template, [...ROLE_GRANTS.keys(), ...CALL_GRANTS.keys()])
    .filter(([id]) => !planned.has(id))
    .flatMap(([id, resource]) => {
      const [roles, called] = [ROLE_GRANTS, CALL_GRANTS].map((grants) =>
        grants.get(resource.Type)?.(propertiesOf(resource)),
      );
      if (refersTo(roles, role.logicalId)) return [unplannedPermission(`Resources.${id}`)];
      return functionsOf(called).has(logicalId) ? [unplannedCaller(`Resources.${id}`)] : [];
    });
}
