/** What an API calls without an authorizer, where an OpenAPI document (`Body`) defines it. */
import { type JsonObject, isObject, propertyOf } from '../util/objects';
import { isRewritten } from './transforms';

/** Keys of a path that are no operations (OpenAPI: "Path Item Object"). */
const OTHER_KEYS = ['summary', 'description', 'servers', 'parameters'];

/**
 * The document without the operations that have an authorizer; `undefined` where all of them have one. What is not read
 * here counts as open: `security` of the whole document, and paths that are elsewhere.
 */
export function openOperations(body: unknown): unknown {
  if (!isObject(body) || !isObject(body.paths)) return body;
  const { paths, components, securityDefinitions, ...rest } = body;
  const isAuthorizing = authorizingSchemes([propertyOf(components, 'securitySchemes'), securityDefinitions]);
  const open = Object.values(paths).flatMap((path) =>
    isObject(path)
      ? Object.entries(path).filter(([key, operation]) => {
          return !OTHER_KEYS.includes(key) && !isClosed(operation, isAuthorizing);
        })
      : [path],
  );
  if (open.length === 0 && !isRewritten(paths)) return undefined;
  // Integrations that operations refer to. Authorizers are called by API Gateway, not by clients.
  const shared = Object.entries(isObject(components) ? components : {}).filter(
    ([key]) => key !== 'securitySchemes',
  );
  return [rest, open, shared];
}

/** Operations name the authorizers of their own `security` (AWS: api-gateway-swagger-extensions-authorizer). */
function isClosed(operation: unknown, isAuthorizing: (scheme: string) => boolean): boolean {
  if (!isObject(operation) || isRewritten(operation)) return false;
  const { security, 'x-amazon-apigateway-auth': auth } = operation;
  // It may say that the method is open, whatever its `security`.
  if (auth !== undefined) return propertyOf(auth, 'type') === 'AWS_IAM';
  const isAuthorized = (names: unknown): boolean => isObject(names) && Object.keys(names).some(isAuthorizing);
  return Array.isArray(security) && security.length > 0 && security.every(isAuthorized);
}

/** A scheme without an authorizer, such as an API key, tells API Gateway nothing about who calls. */
function authorizingSchemes(places: readonly unknown[]): (scheme: string) => boolean {
  const schemes: JsonObject = Object.assign({}, ...places.filter(isObject)) as JsonObject;
  return (name) => {
    const scheme = Object.hasOwn(schemes, name) ? schemes[name] : undefined;
    return (
      isObject(propertyOf(scheme, 'x-amazon-apigateway-authorizer')) ||
      propertyOf(scheme, 'x-amazon-apigateway-authtype') === 'awsSigv4'
    );
  };
}
