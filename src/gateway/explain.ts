/** Why a token was denied, in plain words. */
import { describeTime } from '../util/duration';
import { ASYMMETRIC_ALGORITHMS, LOCAL_ALGORITHMS } from './algorithms';
import { ASSUMPTIONS } from './assumptions';
import { isPassageUrl } from './passage-url';
import { difference, quoteUntrusted } from './quote';
import type { DenialReason, TokenCheck } from './token-check';

export interface Explanation {
  /** What is wrong, with both values where there are two: one sentence without a full stop. */
  readonly what: string;
  /** What to do: an imperative sentence without a full stop. */
  readonly fix: string;
}

/**
 * Explains a denial. Safe to print: values from outside are cut and invisible characters escaped, and the token is
 * not among them.
 */
export function explain(reason: DenialReason): Explanation {
  const [what, fix] = EXPLANATIONS[reason.check](reason);
  return { what: reason.detail === undefined ? what : `${what}: ${reason.detail}`, fix };
}

type Explain = (reason: DenialReason) => readonly [what: string, fix: string];

const NEW_TOKEN = 'Get a new token from the issuer (with `offline.keys: local`, run `npx sls passage token`)';
const LOCAL_KEYS =
  "Use a token of `npx sls passage token`, or set `offline: { keys: remote }` in custom.passage to use the issuer's tokens";
const WHOLE_TOKEN =
  'Send the whole token, three parts separated by dots, bare or after `Bearer `, and nothing else';
const ASK_PROVIDER = 'Change the token at the identity provider';
const OLD_TOKEN =
  'Get a token of the issuer that is configured: Passage was retired on 2026-01-16, and its issuers are gone';
const RUN_DOCTOR = 'Run `npx sls passage doctor`';

const OPAQUE_TOKEN = 'If it is whole, it is opaque: have the identity provider issue JWTs';

const EXPLANATIONS: Readonly<Record<TokenCheck, Explain>> = {
  'token-missing': () => [
    'the request has no token where the authorizer looks for one',
    'Send it as `Authorization: Bearer <token>`, or where `identitySource` says',
  ],
  'token-size': ({ found, expected }) => [
    `the token has ${String(found)} bytes, but a request's headers can have ${String(expected)}`,
    'Have the identity provider put less into the token',
  ],
  segments: explainParts,
  // A hint says more than which part cannot be read.
  encoding: ({ name = 'text', detail }) => [
    detail === undefined
      ? `the token's ${name} is not valid base64url: characters are missing or wrong`
      : 'the token cannot be read',
    WHOLE_TOKEN,
  ],
  json: ({ name = 'payload' }) => [`the token's ${name} is not a valid JSON object`, NEW_TOKEN],
  algorithm: explainAlgorithm,
  critical: ({ found }) => [
    `\`crit\` in the header requires extensions that API Gateway does not support (${quoteUntrusted(found)})`,
    ASK_PROVIDER,
  ],
  kid: ({ found }) => [
    `the token's header has ${found === undefined ? 'no `kid`' : `\`kid\` ${quoteUntrusted(found)}`}, but \`kid\` must name one of the issuer's keys`,
    ASK_PROVIDER,
  ],
  issuer: (reason) => [compare(reason, 'issuer'), fixIssuer(reason)],
  discovery: ({ found, expected, name }) =>
    name === 'issuer'
      ? [
          `\`issuer\` in the discovery document is ${quoteUntrusted(found)}, but ${quoteUntrusted(expected)} is configured`,
          `${RUN_DOCTOR}: one of the two must change`,
        ]
      : [`the issuer's discovery document ${quoteUntrusted(found)} cannot be used`, RUN_DOCTOR],
  jwks: ({ found }) => [`the issuer's key set ${quoteUntrusted(found)} cannot be used`, RUN_DOCTOR],
  key: ({ found, expected, detail }) => [
    detail === undefined
      ? `\`kid\` is ${quoteUntrusted(found)}, but the issuer has ${quoteUntrusted(expected ?? [])}`
      : `\`kid\` is ${quoteUntrusted(found)}`,
    `${NEW_TOKEN}. This one is from another issuer or stage, or older than the issuer's keys`,
  ],
  signature: ({ found }) => [
    `the signature was not made with the issuer's key ${quoteUntrusted(found)}, or the token was changed afterwards`,
    NEW_TOKEN,
  ],
  'claim-missing': ({ name }) => [`the token has no ${quoteUntrusted(name)}`, ASK_PROVIDER],
  'claim-type': ({ name, expected, found }) => [
    `${quoteUntrusted(name)} is ${quoteUntrusted(found)}, but it must be ${String(expected)}`,
    ASK_PROVIDER,
  ],
  audience: (reason) => [compare(reason, 'audience'), fixAudience(reason)],
  expired: ({ found, expected }) => [`the token expired ${describeTime(found, expected)}`, NEW_TOKEN],
  'not-before': ({ found, expected }) => [
    `the token is not valid before ${describeTime(found, expected)}`,
    'Wait, or set the clock that is wrong',
  ],
  'issued-at': ({ found, expected }) => [
    `the token was issued in the future, ${describeTime(found, expected)}`,
    "Set the clock that is wrong: this machine's or the issuer's",
  ],
  scopes: ({ found, expected }) => [
    `the token has ${toList(found).length === 0 ? 'no scopes' : `the scopes ${quoteUntrusted(found)}`}, but the route requires one of ${quoteUntrusted(expected)}`,
    'Ask the issuer for a token with one of these scopes (with `offline.keys: local`, run `npx sls passage token --claims \'{"scope":"…"}\'`)',
  ],
};

function explainParts({ found, detail }: DenialReason): [what: string, fix: string] {
  const what = `the token has ${String(found)} ${found === 1 ? 'part' : 'parts'}, but a signed JWT has three`;
  // Five parts are a whole token, an encrypted one (RFC 7516 section 3.1).
  if (found === 5)
    return [what, 'Have the identity provider issue tokens that are signed, but not encrypted'];
  return [what, found === 1 && detail === undefined ? `${WHOLE_TOKEN}. ${OPAQUE_TOKEN}` : WHOLE_TOKEN];
}

/** Of API Gateway's own authorizers, or of a Lambda authorizer: with local keys, or with other signatures. */
function explainAlgorithm({ found, expected }: DenialReason): [what: string, fix: string] {
  const isAsymmetric = ASYMMETRIC_ALGORITHMS.some((algorithm) => algorithm === found);
  const what = `\`alg\` is ${quoteUntrusted(found)}, but`;
  if (expected === LOCAL_ALGORITHMS)
    return [`${what} this machine's local key signs with ${quoteUntrusted(expected)} only`, LOCAL_KEYS];
  if (expected !== ASSUMPTIONS.algorithms) {
    const fix = isAsymmetric ? 'Add it to `algorithms`' : 'Have the identity provider sign with one of these';
    return [`${what} only ${quoteUntrusted(expected)} is accepted`, fix];
  }
  const lambda = isAsymmetric ? 'Set `authorizerType: lambda`, or have' : 'Have';
  return [
    `${what} API Gateway accepts RSA signatures only (${quoteUntrusted(expected)})`,
    `${lambda} the identity provider sign with RS256`,
  ];
}

/** `aud` is `https://x/`, but `https://x` is configured: they differ in the trailing slash. */
function compare({ name, found, expected }: DenialReason, key: string): string {
  const actual = found === undefined ? 'absent' : quoteUntrusted(found);
  const sides = `${quoteUntrusted(name)} is ${actual}, but ${quoteUntrusted(expected)} is configured as ${key}`;
  const differences = toList(expected).flatMap((one) => toList(found).map((other) => difference(other, one)));
  const known = differences.find((one) => one !== undefined);
  return known === undefined ? sides : `${sides}: they differ in ${known}`;
}

function fixIssuer({ found }: DenialReason): string {
  if (typeof found !== 'string') return ASK_PROVIDER;
  if (isPassageUrl(found)) return OLD_TOKEN;
  if (!URL.canParse(found))
    return 'Have the identity provider write an https URL into `iss`: API Gateway takes no other issuer';
  const fix = `If this is the right token, set \`issuer\` to ${quoteUntrusted(found)}, character by character`;
  return new URL(found).protocol === 'https:'
    ? fix
    : `${fix}. That works with \`sls offline\` only: API Gateway takes an https URL, of a host that it reaches`;
}

function fixAudience({ found }: DenialReason): string {
  const [first] = toList(found);
  return first === undefined
    ? 'Ask the issuer for a token with an audience: many issue one only on request'
    : `If this is the right token, set \`audience\` to ${quoteUntrusted(first)} (for a Passage app, \`authOrigin\`). Otherwise ask the issuer for a token for this audience`;
}

function toList(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}
