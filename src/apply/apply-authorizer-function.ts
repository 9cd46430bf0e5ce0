/** Writes the Lambda function of `authorizerType: lambda` into a service and into its template. */
import { join } from 'node:path';
import { type Template, propertiesOf } from '../cloudformation';
import { KEPT_PROPERTIES } from '../plan/authorizer-function';
import type { AuthorizerFunction, Plan } from '../plan/types';
import type { FunctionConfig, Service } from '../serverless';
import { type AppliedChanges, isAuthorizerFunction } from '../service/applied-changes';
import { type JsonObject, isObject } from '../util/objects';

/** Where packaging finds the artifact: the framework's own name for one of that function. */
export function artifactPath({ name }: Pick<AuthorizerFunction, 'name'>): string {
  return join('.serverless', `${name}.zip`);
}

/** Adds the function to those that the framework compiles and uploads, or removes it where no route needs it. */
export function applyAuthorizerFunction(
  { authorizerFunction: planned }: Plan,
  service: Service,
  changes: AppliedChanges,
): void {
  const { functions } = service;
  if (planned === null) {
    for (const entry of Object.entries(functions))
      if (isAuthorizerFunction(entry, changes)) Reflect.deleteProperty(functions, entry[0]);
    changes.authorizerFunction = null;
    return;
  }
  // The framework and other plugins may hold the object.
  const written = functionConfig(planned);
  const config = Object.assign(changes.authorizerFunction?.config ?? {}, written);
  const { name } = planned;
  changes.authorizerFunction = { name, config, written };
  functions[name] = config;
}

function functionConfig(planned: AuthorizerFunction): FunctionConfig {
  const { FunctionName, Handler, Runtime, Timeout, MemorySize, Environment } = planned.properties;
  const config = {
    name: FunctionName,
    handler: Handler,
    runtime: Runtime,
    timeout: Timeout,
    memorySize: MemorySize,
    role: planned.role.logicalId,
    environment: structuredClone(isObject(Environment) ? Environment.Variables : {}),
    events: [],
    // The name is fixed and API Gateway calls the newest code: versions would only fill the account.
    versionFunction: false,
    package: { individually: true, artifact: artifactPath(planned) },
    // serverless-esbuild would look for the handler's source.
    skipEsbuild: true,
  };
  return config;
}

/**
 * The framework gives every function what is set for all of them under `provider`: environment, layers, VPC, tracing.
 * This one gets nothing of that.
 */
export function completeAuthorizerFunction({ authorizerFunction: planned }: Plan, template: Template): void {
  if (planned === null) return;
  const { Resources } = template;
  for (const { logicalId, resource } of [planned.role, ...planned.permissions]) {
    Resources[logicalId] = structuredClone(resource);
  }
  const resource = Resources[planned.logicalId];
  if (resource === undefined) return;
  const compiled = withoutLogGroup(propertiesOf(resource));
  const kept = ['Code', ...KEPT_PROPERTIES].filter((key) => key in compiled);
  resource.Properties = {
    ...(structuredClone(planned.properties) as Record<string, unknown>),
    ...(Object.fromEntries(kept.map((key) => [key, compiled[key]])) satisfies JsonObject),
  };
}

/** `provider.logs.lambda.logGroup` is for the others: the function's role may write its own log group only. */
function withoutLogGroup({ LoggingConfig, ...properties }: JsonObject): JsonObject {
  if (!isObject(LoggingConfig)) return properties;
  const others = Object.entries(LoggingConfig).filter(([key]) => key !== 'LogGroup');
  return others.length === 0 ? properties : { ...properties, LoggingConfig: Object.fromEntries(others) };
}
