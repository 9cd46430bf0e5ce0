/** Whether API Gateway would accept a token for an app, and on which of its routes. */
import type { App } from '../config/parse';
import { authorize } from '../gateway/authorize';
import { explain } from '../gateway/explain';
import type { IssuerClient } from '../gateway/issuer';
import { remoteKeys } from '../gateway/keys';
import { checkClaims } from '../gateway/token-rules';
import { readUnverifiedToken } from '../gateway/read-token';
import { forbidden, type DenialReason, type TokenCheck } from '../gateway/authorization-result';
import type { Plan } from '../plan/types';

/** Never holds the token or a part of it. */
export interface TokenReport {
  /** `unknown` where what it must be compared with is not known before the deployment. */
  readonly result: 'accepted' | 'refused' | 'unknown';
  readonly status: 401 | 403 | null;
  /** Which check refused it. */
  readonly check: TokenCheck | null;
  readonly expected: unknown;
  readonly found: unknown;
  readonly what: string | null;
  readonly fix: string | null;
  /** The app's routes that ask for scopes: of an accepted token, whether it has one. */
  readonly routes: readonly ScopedRoute[];
}

export interface ScopedRoute {
  readonly method: string;
  readonly path: string;
  readonly scopes: readonly string[];
  readonly accepted: boolean;
}

export async function checkToken(
  app: App,
  plan: Plan,
  token: string,
  client: IssuerClient,
): Promise<TokenReport> {
  const { issuer } = app;
  if (typeof issuer !== 'string') return unknownReport('the issuer is not known here');
  const audience = app.audience.filter((value) => typeof value === 'string');
  const result = await authorize({
    identity: token,
    authorizer: { issuer, audience },
    keys: remoteKeys(issuer, client),
    scopes: [],
    now: client.now(),
  });
  if (!result.allowed) {
    const { reason, status } = result;
    const isWhole = audience.length === app.audience.length;
    if (reason.check === 'audience' && !isWhole) {
      return unknownReport(
        'the configured audience has a CloudFormation function in it, known only after the deployment',
      );
    }
    if (!ISSUERS.includes(reason.check)) return refusedReport(reason, status, []);
    const other = isWhole ? checkWithoutKeys(token, audience, client.now()) : undefined;
    return other === undefined
      ? { ...refusedReport(reason, status, []), fix: 'first what the failed check of the issuer says' }
      : refusedReport(other, status, []);
  }
  const protectedRoutes = plan.routes.flatMap(({ method, path, decision }) =>
    decision.access === 'protected' && decision.app === app.key
      ? [{ method, path, scopes: decision.scopes }]
      : [],
  );
  const routes = protectedRoutes
    .filter(({ scopes }) => scopes.length > 0)
    .map((route) => ({
      ...route,
      accepted: route.scopes.some((scope) => result.tokenScopes.includes(scope)),
    }));
  const isOfNoUse = routes.length === protectedRoutes.length && routes.every(({ accepted }) => !accepted);
  if (routes.length > 0 && isOfNoUse) {
    const wanted = [...new Set(routes.flatMap(({ scopes }) => scopes))];
    return refusedReport(forbidden(wanted, result.tokenScopes).reason, 403, routes);
  }
  return { ...NOTHING, result: 'accepted', routes };
}

/** Checks that fail for the issuer's sake: the report on the issuer says why. */
const ISSUERS: readonly TokenCheck[] = ['discovery', 'jwks'];

/** Without the issuer's keys nothing is proven; what is wrong with the token all the same says more than that. */
function checkWithoutKeys(token: string, audience: readonly string[], now: Date): DenialReason | undefined {
  const read = readUnverifiedToken(token);
  return read.ok ? checkClaims(read.token.claims, audience, now) : read.reason;
}

const NOTHING = { status: null, check: null, expected: null, found: null, what: null, fix: null, routes: [] };

function unknownReport(what: string): TokenReport {
  return { ...NOTHING, result: 'unknown', what };
}

function refusedReport(reason: DenialReason, status: 401 | 403, routes: readonly ScopedRoute[]): TokenReport {
  const { check, expected = null, found = null } = reason;
  return { result: 'refused', status, check, expected, found, ...explain(reason), routes };
}
