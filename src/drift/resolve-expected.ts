/** What the service says, with the values that CloudFormation resolved. */
import type { Value } from '../config/config';
import type { Authorization, ExpectedApi, Resolved } from './expected-types';
import type { Resolve } from './resolve';

export async function resolveExpected(expected: ExpectedApi<Value>, resolve: Resolve): Promise<ExpectedApi> {
  // Many routes share an authorizer.
  const known = new Map<Authorization<Value>, Promise<Authorization>>();
  const resolveOnce = (authorization: Authorization<Value>): Promise<Authorization> => {
    const resolved = known.get(authorization) ?? resolveAuthorization(authorization, resolve);
    known.set(authorization, resolved);
    return resolved;
  };
  const routes = expected.routes.map(async (route) => ({
    ...route,
    authorization: route.authorization === null ? null : await resolveOnce(route.authorization),
  }));
  const parents = expected.parents.map(async ({ path, id }) => ({ path, id: await resolve(id) }));
  return { ...expected, routes: await Promise.all(routes), parents: await Promise.all(parents) };
}

async function resolveAuthorization(
  authorization: Authorization<Value>,
  resolve: Resolve,
): Promise<Authorization> {
  const one = async (value: Value | null): Promise<Resolved | null> =>
    value === null ? null : resolve(value);
  const { audience } = authorization;
  return {
    ...authorization,
    id: await one(authorization.id),
    issuer: await one(authorization.issuer),
    audience: audience === null ? null : await Promise.all(audience.map(resolve)),
    functionArn: await one(authorization.functionArn),
  };
}
