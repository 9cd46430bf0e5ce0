/** The user's own authorizers, as the framework compiles them: what has one name becomes one resource. Pure. */
import { sameValue } from '../cloudformation';
import type { ServiceContext } from '../service/context';
import type { ExistingAuthorizer } from '../service/existing-authorizer';
import type { Route } from '../service/routes';
import type { Problem } from '../errors';
import { groupBy } from '../util/group-by';
import { type JsonObject, isObject } from '../util/objects';
import { sameAuthorizer } from './plan-messages';

/** One place where an authorizer is defined. Of those with one logical ID, the framework takes the last. */
export interface OwnDefinition {
  readonly logicalId: string;
  readonly where: string;
  /** Whom API Gateway asks, and what kind of authorizer it is. */
  readonly kind: JsonObject;
  /** What else decides: where the token is, how long a decision is kept. */
  readonly settings: JsonObject;
}

/** @param routes with an authorizer that is not ours */
export function readDefinitions(routes: readonly Route[], context: ServiceContext): OwnDefinition[] {
  return [
    ...httpDefinitions(routes, context),
    ...routes.flatMap(({ api, existing, where }) => {
      const definition = api === 'rest' && existing !== null ? restDefinition(existing, context) : null;
      return definition === null ? [] : [{ ...definition, where }];
    }),
  ];
}

/** Entries of the provider. Those that no route can mean are left out. */
function httpDefinitions(
  routes: readonly Route[],
  { naming, httpApi }: ServiceContext,
): readonly OwnDefinition[] {
  const all = [...httpApi.authorizers].map(([key, name]) => {
    const value = httpApi.definitions.get(key);
    const kind = { ...(isObject(value) ? value : {}), name: undefined };
    const where = `provider.httpApi.authorizers.${key}`;
    return { key, logicalId: naming.getHttpApiAuthorizerLogicalId(name), where, kind, settings: {} };
  });
  const used = new Set(routes.filter(({ api }) => api === 'http').map(({ existing }) => existing?.name));
  const ids = new Set(all.filter(({ key }) => used.has(key)).map(({ logicalId }) => logicalId));
  return all.filter(({ logicalId }) => ids.has(logicalId));
}

const COGNITO = /^arn:[^:]*:cognito-idp:/;

/** With the framework's defaults, which are those of API Gateway. */
function restDefinition(
  { label, name, id, options }: ExistingAuthorizer,
  { naming }: ServiceContext,
): Omit<OwnDefinition, 'where'> | null {
  const type = typeof options.type === 'string' ? options.type.toUpperCase() : undefined;
  const isExternal = id !== null && type !== undefined;
  if (isExternal || type === 'AWS_IAM' || label.toUpperCase() === 'AWS_IAM') return null;
  const arn = name?.includes(':') === true ? name : options.arn;
  const target = arn ?? { 'Fn::GetAtt': [naming.getLambdaLogicalId(label), 'Arn'] };
  const isPool = typeof arn === 'string' && COGNITO.test(arn);
  const ttl = Number.parseInt(String(options.resultTtlInSeconds), 10);
  const isUncached = type === 'REQUEST' && ttl === 0;
  return {
    logicalId: naming.getAuthorizerLogicalId(nameOf(label)),
    kind: { target, type: isPool ? 'COGNITO_USER_POOLS' : (type ?? 'TOKEN') },
    settings: {
      resultTtlInSeconds: Number.isNaN(ttl) ? 300 : ttl,
      identitySource:
        options.identitySource ?? (isUncached ? undefined : 'method.request.header.Authorization'),
      identityValidationExpression: options.identityValidationExpression,
    },
  };
}

/** As the framework names one: an ARN by the last part of its function's name. */
function nameOf(label: string): string {
  return label.includes(':') ? label.replace(/.*[:-]/, '') : label;
}

/** Definitions that become one resource, and are of different authorizers. */
export function mixedAuthorizers(definitions: readonly OwnDefinition[]): Problem[] {
  return [...groupBy(definitions, ({ logicalId }) => logicalId).values()].flatMap((group) => {
    const taken = group.at(-1);
    const other = group.find(({ kind }) => !sameValue(kind, taken?.kind));
    if (taken === undefined || other === undefined) return [];
    return [sameAuthorizer(taken.where, other.where, taken.logicalId)];
  });
}
