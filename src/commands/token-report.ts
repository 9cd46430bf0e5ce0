/** Whether API Gateway would accept a token for an app, and on which of its routes. */
import { type App, isIntrinsic, isPassageIssuer, keyOptions } from '../config/config';
import { forbidden } from '../gateway/authorization-result';
import { authorize } from '../gateway/authorize';
import { explain } from '../gateway/explain';
import type { IssuerClient } from '../gateway/issuer';
import { remoteKeys } from '../gateway/keys';
import { readUnverifiedToken, withoutPrefix } from '../gateway/read-token';
import type { DenialReason, TokenCheck } from '../gateway/token-check';
import { checkClaims } from '../gateway/token-rules';
import { type Plan, type ProtectedRoute, isProtected } from '../plan/types';
import { type TokenFacts, type TokenHint, tokenHints } from '../providers/token-hints';
import {
  TOKEN_ISSUER_FIRST,
  TOKEN_UNKNOWN_AUDIENCE,
  TOKEN_UNKNOWN_ISSUER,
  replaceIssuer,
} from './command-messages';
import type { ScopedRoute, TokenReport } from './doctor-report';
import { proposeBlock } from './token-proposal';

/** What of an app its tokens are compared with; without a type, API Gateway's own authorizer. */
type Issued = Pick<App, 'key' | 'issuer' | 'audience'> &
  Partial<Pick<App, 'authorizerType' | 'algorithms' | 'jwksUri'>>;

/** The report, with what is known of the token's provider. */
export async function checkToken(
  app: Issued,
  plan: Pick<Plan, 'routes'>,
  token: string,
  client: IssuerClient,
): Promise<TokenReport> {
  const facts = readFacts(token);
  const report = withReplacement(await authorizeToken(app, plan, token, client), app, facts);
  const issuer = typeof app.issuer === 'string' ? app.issuer : undefined;
  const needsScopes = routesOf(app, plan).some(({ decision }) => decision.scopes.length > 0);
  const isLambda = app.authorizerType === 'lambda';
  return withHints(report, tokenHints(facts, { issuer, needsScopes, isLambda }));
}

/** What a token says of itself, whether it is valid or not. */
export function readFacts(token: string): TokenFacts {
  const read = readUnverifiedToken(token);
  const { header, claims } = read.ok ? read.token : {};
  return { compact: withoutPrefix(token), header, claims };
}

/** Of another issuer, the audience is usually another one too: one advice names all that has to change. */
function withReplacement(report: TokenReport, app: Issued, facts: TokenFacts): TokenReport {
  const { app: proposed, audience } = proposeBlock(facts);
  if (report.check !== 'issuer' || proposed === null || isPassageIssuer(proposed.issuer)) return report;
  const isPassage = isPassageIssuer(app.issuer);
  const [first] = audience;
  const isKept = !isPassage && audience.some((one) => app.audience.includes(one));
  if (first === undefined || isKept || typeof proposed.issuer !== 'string') return report;
  return { ...report, fix: replaceIssuer(proposed.issuer, first, isPassage) };
}

/** A hint takes the place of the general advice where it is about the check that failed. */
function withHints(report: TokenReport, hints: readonly TokenHint[]): TokenReport {
  const isSaid = report.check !== null && hints.some(({ check }) => check === report.check);
  const lines = [...(isSaid ? [] : [report.fix ?? []].flat()), ...hints.map(({ text }) => text)];
  return { ...report, fix: lines.length === 0 ? null : lines.join('\n') };
}

async function authorizeToken(
  app: Issued,
  plan: Pick<Plan, 'routes'>,
  token: string,
  client: IssuerClient,
): Promise<TokenReport> {
  const { issuer, jwksUri } = app;
  if (typeof issuer !== 'string' || isIntrinsic(jwksUri)) return unknownReport(TOKEN_UNKNOWN_ISSUER);
  const audience = app.audience.filter((value) => typeof value === 'string');
  const result = await authorize({
    identity: token,
    authorizer: { issuer, audience, ...keyOptions(app) },
    keys: remoteKeys(issuer, client, keyOptions(app)),
    scopes: [],
    now: client.now(),
  });
  if (result.allowed) return acceptedReport(app, plan, result.tokenScopes);

  const { reason, status } = result;
  const isWhole = audience.length === app.audience.length;
  if (reason.check === 'audience' && !isWhole) return unknownReport(TOKEN_UNKNOWN_AUDIENCE);
  if (!ISSUER_CHECKS.includes(reason.check)) return refusedReport(reason, status, []);
  const other = isWhole ? checkWithoutKeys(token, audience, client.now()) : undefined;
  return other === undefined
    ? { ...refusedReport(reason, status, []), fix: TOKEN_ISSUER_FIRST }
    : refusedReport(other, status, []);
}

/** A token with a valid signature and valid claims, against the scopes of the app's routes. */
function acceptedReport(
  app: Issued,
  plan: Pick<Plan, 'routes'>,
  tokenScopes: readonly string[],
): TokenReport {
  const ours = routesOf(app, plan);
  const routes = ours
    .filter(({ decision }) => decision.scopes.length > 0)
    .map(({ method, path, decision: { scopes } }) => ({
      method,
      path,
      scopes,
      accepted: scopes.some((scope) => tokenScopes.includes(scope)),
    }));
  const isUseless = routes.length === ours.length && routes.every(({ accepted }) => !accepted);
  if (routes.length === 0 || !isUseless) return { ...NOTHING, result: 'accepted', routes };
  const wanted = [...new Set(routes.flatMap(({ scopes }) => scopes))];
  return refusedReport(forbidden(wanted, tokenScopes).reason, 403, routes);
}

function routesOf(app: Issued, plan: Pick<Plan, 'routes'>): ProtectedRoute[] {
  return plan.routes.filter(isProtected).filter(({ decision }) => decision.app === app.key);
}

/** Checks that fail because of the issuer: its own report says why. */
const ISSUER_CHECKS: readonly TokenCheck[] = ['discovery', 'jwks'];

/** Without the issuer's keys no signature can be checked, but what else is wrong with the token can be found. */
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
