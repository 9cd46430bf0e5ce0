/** Which authorizers serverless-offline runs. With any other one it refuses to start, or leaves the route open. */
import type { ApiKind } from '../service/events';
import type { Service } from '../serverless';
import { type JsonObject, isObject, propertyOf } from '../util/objects';
import type { Options } from './serverless-offline';

/**
 * Whether serverless-offline runs the `authorizer` of an event: a Lambda function of this service, or, with
 * `ignoreJWTSignature`, a JWT authorizer of the HTTP API by its name.
 */
export function canRunAuthorizer(
  api: ApiKind,
  authorizer: unknown,
  service: Service,
  options: Options,
): boolean {
  // On an HTTP API the framework takes no string.
  const reference = typeof authorizer === 'string' && api !== 'http' ? { name: authorizer } : authorizer;
  if (!isObject(reference)) return false;
  const { name, arn, authorizerId, id } = reference;
  const isByName = [arn, authorizerId, id].every((value) => value === undefined);
  if (typeof name !== 'string' || !isByName) return false;
  return api === 'http'
    ? canRunOnHttpApi(reference, name, service, options)
    : isFunction(name, service) && canRunFunction(api, reference);
}

function canRunFunction(api: 'rest' | 'websocket', { name, type }: JsonObject): boolean {
  // On `$connect` it skips some types, and the framework has none.
  return (api === 'rest' || type === undefined) && ![name, type].some((value) => isWord(value, 'aws_iam'));
}

function canRunOnHttpApi({ type }: JsonObject, name: string, service: Service, options: Options): boolean {
  const entry = propertyOf(service.provider.httpApi?.authorizers, name);
  if (type === 'request' || propertyOf(entry, 'type') === 'request')
    return isFunction(name, service) || isFunction(propertyOf(entry, 'functionName'), service);
  return options.ignoreJWTSignature === true && isJwt(type) && isJwtStrategy(entry);
}

/** Whether serverless-offline makes a strategy of an entry of `provider.httpApi.authorizers`, which reads a header. */
function isJwtStrategy(entry: unknown): boolean {
  const [type, issuer, audience, source] = ['type', 'issuerUrl', 'audience', 'identitySource'].map((key) =>
    propertyOf(entry, key),
  );
  const hasAudience = (typeof audience === 'string' || Array.isArray(audience)) && audience.length > 0;
  return (
    isJwt(type) &&
    Boolean(issuer) &&
    hasAudience &&
    // A list of one is read too.
    /^\$request\.header\.\w+(-\w+)*$/.test(String(source))
  );
}

/** An authorizer of an HTTP API without a `type` is a JWT authorizer. */
function isJwt(type: unknown): boolean {
  return type === undefined || isWord(type, 'jwt');
}

/** In upper or lower case. */
function isWord(value: unknown, word: 'aws_iam' | 'jwt'): boolean {
  return typeof value === 'string' && value.toLowerCase() === word;
}

function isFunction(name: unknown, { functions }: Service): boolean {
  return typeof name === 'string' && Object.hasOwn(functions, name);
}
