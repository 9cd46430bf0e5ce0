/** What can be said of a token beyond the check that failed: by its form, and by the provider that issued it. */
import type { TokenCheck } from '../gateway/token-check';
import { type JsonObject, getOwn } from '../util/objects';
import { type Hint, findProvider, makeHint } from './hint';
import type { Provider, Topic } from './identity-provider';

/** A token taken apart, nothing of it verified. Never printed. */
export interface TokenFacts {
  /** The compact serialization, without a prefix. */
  readonly compact: string;
  /** `undefined` where the token is no signed JWT. */
  readonly header: JsonObject | undefined;
  readonly claims: JsonObject | undefined;
}

/** What the token is for. */
export interface TokenUse {
  /** The configured issuer, where it is known. */
  readonly issuer: string | undefined;
  /** Whether one of the routes requires scopes. */
  readonly needsScopes: boolean;
  /** Whether `authorizerType: lambda` decides, which takes keys that are not RSA. */
  readonly isLambda?: boolean;
}

interface Rule {
  readonly topic: Topic;
  /** The check that fails because of it: there, the hint says more than the general advice. */
  readonly check?: TokenCheck;
  readonly applies: (token: TokenFacts, use: TokenUse, provider: Provider | undefined) => boolean;
}

const RULES: readonly Rule[] = [
  { topic: 'encrypted', check: 'segments', applies: isEncrypted },
  { topic: 'opaque', check: 'segments', applies: isOpaque },
  {
    topic: 'algorithm',
    check: 'algorithm',
    applies: (token, { isLambda }) => isLambda !== true && hasOtherAlgorithm(token),
  },
  {
    topic: 'issuer-form',
    check: 'issuer',
    applies: ({ claims }) => claims !== undefined && !hasHttpsIssuer(claims),
  },
  { topic: 'version', applies: isOtherVersion },
  { topic: 'org-server', applies: ({ claims }) => isOrgServer(claims?.iss) },
  {
    topic: 'no-audience',
    check: 'audience',
    applies: ({ claims }) => claims !== undefined && hasNoAudience(claims),
  },
  { topic: 'empty-audience', check: 'audience', applies: ({ claims }) => hasEmptyAudience(claims?.aud) },
  { topic: 'own-api', check: 'audience', applies: isForOwnApi },
  { topic: 'other-audience', applies: isBoundToResource },
  { topic: 'anyone', applies: (_token, _use, provider) => provider?.advice?.anyone !== undefined },
  { topic: 'id-token', applies: ({ claims }, { needsScopes }) => needsScopes && claims?.token_use === 'id' },
  { topic: 'no-scopes', check: 'scopes', applies: hasOnlyPermissions },
  { topic: 'no-sub', applies: ({ claims }) => claims !== undefined && !isText(claims.sub) },
];

/** A hint, and the check that fails because of what it says. */
export interface TokenHint extends Hint {
  readonly check: TokenCheck | undefined;
}

/** Safe to print: nothing of the token is repeated. */
export function tokenHints(token: TokenFacts, use: TokenUse): TokenHint[] {
  const provider = providerOf(token, use);
  return RULES.filter(({ applies }) => applies(token, use, provider)).map(({ topic, check }) => ({
    ...makeHint(topic, provider),
    check,
  }));
}

/** By `iss`; a token without one is taken to be of the configured issuer. */
export function providerOf({ compact, claims }: TokenFacts, { issuer }: TokenUse): Provider | undefined {
  if (claims !== undefined) return findProvider({ issuer: claims.iss });
  return findProvider({ opaque: compact }) ?? findProvider({ issuer });
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** Every header of a JWT is base64url of `{`: it begins with `e`. */
const JWT = /^e[wy]/;

function isEncrypted({ compact }: TokenFacts): boolean {
  return JWT.test(compact) && compact.split('.').length === 5;
}

/** One word that is long enough for a token, and no JWT that was cut. */
function isOpaque({ compact, header }: TokenFacts): boolean {
  return header === undefined && !JWT.test(compact) && /^[\w.~+/=-]{16,}$/.test(compact);
}

function hasOtherAlgorithm({ header }: TokenFacts): boolean {
  const alg = header?.alg;
  return isText(alg) && alg !== 'RS256' && alg !== 'none';
}

function hasHttpsIssuer({ iss }: JsonObject): boolean {
  return isText(iss) && /^https?:\/\//.test(iss);
}

/** Entra ID: v1 and v2 are decided by the manifest of the API, not by the endpoint that issued the token. */
function isOtherVersion({ claims }: TokenFacts, { issuer = '' }: TokenUse): boolean {
  const hosts = [String(claims?.iss), issuer].map(
    (url) => /^https:\/\/(sts\.windows|login\.microsoft)/.exec(url)?.[1],
  );
  return hosts.every((host) => host !== undefined) && hosts[0] !== hosts[1];
}

/** Okta: an issuer without a path is the org server. */
export function isOrgServer(issuer: unknown): boolean {
  return isText(issuer) && /^https:\/\/[^/]+\.okta(preview|-emea)?\.com\/?$/.test(issuer);
}

function hasNoAudience(claims: JsonObject): boolean {
  return getOwn(claims, 'aud') === undefined && getOwn(claims, 'client_id') === undefined;
}

function hasEmptyAudience(aud: unknown): boolean {
  return aud === '' || (Array.isArray(aud) && aud.length === 0);
}

/** Of several audiences, one of the user's own is enough. */
function isForOwnApi({ claims }: TokenFacts): boolean {
  const audiences = [claims?.aud].flat().filter(isText);
  return claims !== undefined && audiences.length > 0 && ownAudiences(claims).length === audiences.length;
}

/** The audiences of a token that are APIs of its provider. */
export function ownAudiences({ iss, aud }: JsonObject): string[] {
  const own = findProvider({ issuer: iss })?.ownAudience ?? /\/userinfo$/;
  return [aud]
    .flat()
    .filter(isText)
    .filter((one) => own.test(one));
}

/** Cognito with resource binding: https://docs.aws.amazon.com/cognito, "Resource binding". */
function isBoundToResource({ claims }: TokenFacts): boolean {
  return claims?.token_use === 'access' && claims.aud !== undefined && claims.client_id !== undefined;
}

function hasOnlyPermissions({ claims }: TokenFacts, { needsScopes }: TokenUse): boolean {
  if (!needsScopes || claims === undefined) return false;
  const has = (name: string): boolean => Object.hasOwn(claims, name);
  return !has('scope') && !has('scp') && (has('permissions') || has('roles'));
}
