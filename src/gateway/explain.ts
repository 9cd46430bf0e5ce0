/** Why a token was refused, in words for somebody who has a 401 and wants to sleep. */
import type { DenialReason, TokenCheck } from './authorization-result';
import { difference, quoteUntrusted } from './quote';

export interface Explanation {
  /** What is wrong, with both values where there are two: one sentence without a full stop. */
  readonly what: string;
  /** What to do about it. */
  readonly fix: string;
}

/**
 * Says a refusal in plain words. Safe to print: values from outside are cut and made visible, and the token
 * is not among them.
 */
export function explain(reason: DenialReason): Explanation {
  const [what, fix] = EXPLANATIONS[reason.check](reason);
  return { what: reason.detail === undefined ? what : `${what}: ${reason.detail}`, fix };
}

type Explain = (reason: DenialReason) => readonly [what: string, fix: string];

const NEW_TOKEN = 'get a new token from the issuer (with `offline.keys: local`, from `sls passage token`)';
const WHOLE_TOKEN =
  'send the whole token, three parts with dots between them, bare or after `Bearer `, and nothing else';
const ASK_PROVIDER = 'change the token at the identity provider';

const EXPLANATIONS: Readonly<Record<TokenCheck, Explain>> = {
  'token-missing': () => [
    'the request carries no token where the authorizer looks for one',
    'send it as `Authorization: Bearer <token>`, or wherever `identitySource` points',
  ],
  'token-size': ({ found, expected }) => [
    `the token has ${quoteUntrusted(found)} bytes, more than the ${quoteUntrusted(expected)} that fit into a request's headers`,
    'put less into the token, or send another one',
  ],
  segments: ({ found }) => [`the token has ${String(found)} segments instead of three`, WHOLE_TOKEN],
  encoding: ({ name = 'text' }) => [`the token's ${name} is not spelt in base64url`, WHOLE_TOKEN],
  json: ({ name = 'payload' }) => [`the token's ${name} is no proper JSON object`, NEW_TOKEN],
  algorithm: ({ found, expected }) => [
    `\`alg\` is ${quoteUntrusted(found)}, but API Gateway takes RSA signatures only (${quoteUntrusted(expected)})`,
    'make the identity provider sign with RS256',
  ],
  critical: ({ found }) => [
    `\`crit\` in the header asks for extensions that API Gateway does not know (${quoteUntrusted(found)})`,
    ASK_PROVIDER,
  ],
  kid: ({ found }) => [
    `\`kid\` in the header is ${quoteUntrusted(found)}, but it must name one of the issuer's keys`,
    ASK_PROVIDER,
  ],
  issuer: (reason) => [compare(reason, 'issuer'), fixIssuer(reason)],
  discovery: ({ found, expected, name }) =>
    name === 'issuer'
      ? [
          `the issuer's discovery document says \`issuer\` ${quoteUntrusted(found)}, you configured ${quoteUntrusted(expected)}`,
          'run `sls passage doctor`: one of the two must change',
        ]
      : [
          `the issuer's discovery document ${quoteUntrusted(found)} cannot be used`,
          'run `sls passage doctor`',
        ],
  jwks: ({ found }) => [
    `the issuer's key set ${quoteUntrusted(found)} cannot be used`,
    'run `sls passage doctor`',
  ],
  key: ({ found, expected }) => [
    `\`kid\` is ${quoteUntrusted(found)}, but the issuer has ${quoteUntrusted(expected ?? [])}`,
    `the token is of another issuer or stage, or older than the issuer's keys: ${NEW_TOKEN}`,
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
  expired: ({ found, expected }) => [`the token expired ${at(found, expected)}`, NEW_TOKEN],
  'not-before': ({ found, expected }) => [
    `the token is not valid before ${at(found, expected)}`,
    'wait, or set the clock that is wrong',
  ],
  'issued-at': ({ found, expected }) => [
    `the token was issued in the future, ${at(found, expected)}`,
    'set the clock that is wrong: this machine’s or the issuer’s',
  ],
  scopes: ({ found, expected }) => [
    `the token has ${texts(found).length === 0 ? 'no scopes' : `the scopes ${quoteUntrusted(found)}`}, the route asks for one of ${quoteUntrusted(expected)}`,
    `ask the issuer for a token with one of these scopes (with \`offline.keys: local\`, from \`sls passage token --claims '{"scope":"…"}'\`)`,
  ],
};

/** `aud` is `https://x/`, you configured `https://x`: the trailing slash. */
function compare({ name, found, expected }: DenialReason, key: string): string {
  const sides = `${quoteUntrusted(name)} is ${quoteUntrusted(found)}, you configured ${quoteUntrusted(expected)}`;
  const way = texts(expected).flatMap((one) => texts(found).map((other) => difference(other, one)));
  const known = way.find((one) => one !== undefined);
  return known === undefined ? `${sides} as ${key}` : `${sides}: the difference is ${known}`;
}

function fixIssuer({ found }: DenialReason): string {
  return typeof found === 'string'
    ? `if these tokens are the right ones, write ${quoteUntrusted(found)} as \`issuer\`, character by character`
    : ASK_PROVIDER;
}

function fixAudience({ found }: DenialReason): string {
  return texts(found).length > 0
    ? `if these tokens are the right ones, write ${quoteUntrusted(texts(found)[0])} as \`audience\` (with Passage, as \`authOrigin\`); otherwise ask the issuer for a token for this audience`
    : 'ask the issuer for a token with an audience: many issue one only when asked for it';
}

function texts(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

/** `2026-01-01T00:00:00.000Z, 12 minutes ago`; a claim may hold any number, so dates can be out of range. */
function at(found: unknown, now: unknown): string {
  const [seconds, reference] = [Number(found), Number(now)];
  const date = new Date(seconds * 1000);
  const when = Number.isNaN(date.getTime()) ? `at ${seconds}` : date.toISOString();
  const away = Math.abs(seconds - reference);
  return `${when}, ${duration(away)} ${seconds > reference ? 'from now' : 'ago'}`;
}

const UNITS = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const;

function duration(seconds: number): string {
  const [unit, size] = UNITS.find(([, size]) => seconds >= 2 * size) ?? (['second', 1] as const);
  const count = Math.floor(seconds / size);
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
