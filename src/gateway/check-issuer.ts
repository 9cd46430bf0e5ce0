/** The checks of an issuer: would API Gateway accept it, and if not, what to do. */
import { type JsonObject, getOwn } from '../util/objects';
import { ASSUMPTIONS } from './assumptions';
import { IS_DEFINITE } from './http-response';
import {
  type FetchError,
  type FetchResult,
  type IssuerClient,
  discoveryUrl,
  fetchDiscovery,
  fetchKeySet,
} from './issuer';
import {
  CLOCK_FIX,
  IGNORED_KEYS_ASKED,
  IGNORED_KEYS_FIX,
  JWKS_URI_FIX,
  KEY_SET_FIX,
  NO_KEYS,
  NO_KEY_LIST,
  clockAsked,
  describeClock,
  describeFlaw,
  describeKeys,
  fetchFix,
  jsonFound,
  jwksUriAsked,
  otherIssuer,
  signingKeyAsked,
  signingKeyFix,
} from './issuer-messages';
import { type IssuerFacts, issuerHints } from '../providers/issuer-hints';
import { type KeySet, readKeySet } from './jwks';
import type { KeyOptions } from './keys';
import { quoteUntrusted } from './quote';

export type IssuerCheckId =
  'discovery' | 'issuer' | 'jwks-uri' | 'jwks' | 'signing-key' | 'ignored-keys' | 'clock';

/** One check and its result. All texts are safe to print. */
export interface IssuerCheck {
  readonly id: IssuerCheckId;
  readonly ok: boolean | 'warning';
  /** Of a failed check: the issuer itself answered so, and no other network or time would change it. */
  readonly definite: boolean;
  readonly asked: string;
  readonly found: string;
  /** Milliseconds, where something was fetched. */
  readonly ms?: number;
  /** What to do, where there is something to do. */
  readonly fix?: string;
}

/**
 * Asks an issuer what API Gateway will ask it, when the authorizer is created and later: its discovery
 * document and its key set. A check that an earlier failure makes impossible is left out. Never rejects.
 *
 * @param options of a Lambda authorizer
 */
export async function checkIssuer(
  issuer: string,
  client: IssuerClient,
  options: KeyOptions = {},
): Promise<IssuerCheck[]> {
  const { algorithms, jwksUri: known } = options;
  if (typeof known === 'string') return checkKeySet(await fetchKeySet(known, known, client), algorithms);
  const discovery = await fetchDiscovery(issuer, client);
  const first = checkDiscovery(issuer, discovery);
  if (!discovery.ok) return withHints(issuer, [first], { discovery });

  const jwksUri = getOwn(discovery.json, 'jwks_uri');
  const answer = typeof jwksUri === 'string' ? await fetchKeySet(jwksUri, issuer, client) : undefined;
  const checks = [first, checkName(issuer, discovery.json), checkJwksUri(issuer, jwksUri, answer)];
  if (answer !== undefined && !wasRefused(answer)) checks.push(...checkKeySet(answer, algorithms));
  return withHints(issuer, [...checks, ...checkClock(discovery)], { discovery, answer, algorithms });
}

/** Adds what is known of the provider to the first check that failed; a warning, where none did. */
function withHints(issuer: string, checks: readonly IssuerCheck[], answers: Answers): IssuerCheck[] {
  const hints = issuerHints(issuer, factsOf(answers));
  const failed = checks.find(({ ok }) => ok === false);
  const said = hints.filter(({ always }) => always || failed !== undefined);
  const target = failed ?? checks.find(({ id }) => id === 'issuer');
  if (said.length === 0 || target === undefined) return [...checks];
  const general = target.fix === undefined || said.some(({ replaces }) => replaces) ? [] : [target.fix];
  const fix = [...general, ...said.map(({ text }) => text)].join('\n');
  const ok = target.ok === true ? 'warning' : target.ok;
  return checks.map((check) => (check === target ? { ...check, ok, fix } : check));
}

interface Answers {
  readonly discovery: FetchResult;
  readonly answer?: FetchResult | undefined;
  readonly algorithms?: readonly string[] | undefined;
}

function factsOf({ discovery, answer, algorithms }: Answers): IssuerFacts {
  const keys = answer?.ok === true ? readKeySet(answer.json, algorithms) : undefined;
  const isNotRsa = keys?.ignored.every(({ flaw }) => flaw === 'type') === true;
  return {
    named: discovery.ok ? getOwn(discovery.json, 'issuer') : undefined,
    isWithoutDiscovery: !discovery.ok && ['status', 'not-json'].includes(discovery.failure),
    isWithoutRsa: isNotRsa && keys.usable.length === 0 && keys.ignored.length > 0,
  };
}

function checkDiscovery(issuer: string, answer: FetchResult): IssuerCheck {
  return {
    id: 'discovery',
    asked: `GET ${quoteUntrusted(discoveryUrl(issuer))}`,
    ...(answer.ok ? received(answer) : notReceived(answer, fetchFix(issuer, answer.failure))),
  };
}

function checkName(issuer: string, json: JsonObject): IssuerCheck {
  const found = getOwn(json, 'issuer');
  const check = {
    id: 'issuer',
    asked: `\`issuer\` in the discovery document is ${quoteUntrusted(issuer)}`,
  } as const;
  if (found === issuer) return { ...check, ok: true, definite: false, found: quoteUntrusted(found) };
  return { ...check, ok: false, definite: ASSUMPTIONS.discoveryNamesIssuer, ...otherIssuer(found, issuer) };
}

function checkJwksUri(issuer: string, jwksUri: unknown, answer: FetchResult | undefined): IssuerCheck {
  const asked = jwksUriAsked(issuer);
  const found = quoteUntrusted(jwksUri);
  const id = 'jwks-uri';
  if (answer !== undefined && !wasRefused(answer)) return { id, ok: true, definite: false, asked, found };
  return { id, ok: false, definite: true, asked, found, fix: JWKS_URI_FIX };
}

function checkKeySet(answer: FetchResult, algorithms?: readonly string[]): IssuerCheck[] {
  const check = { id: 'jwks', asked: `GET ${quoteUntrusted(answer.url)}` } as const;
  if (!answer.ok) return [{ ...check, ...notReceived(answer, fetchFix(answer.url, answer.failure)) }];
  const keys = readKeySet(answer.json, algorithms);
  if (keys !== undefined) return [{ ...check, ...received(answer) }, ...checkKeys(keys, algorithms)];
  const { ms } = answer;
  return [{ ...check, ok: false, definite: true, found: NO_KEY_LIST, ms, fix: KEY_SET_FIX }];
}

function checkKeys({ usable, ignored }: KeySet, algorithms?: readonly string[]): IssuerCheck[] {
  const hasKeys = usable.length > 0;
  const signing: IssuerCheck = {
    id: 'signing-key',
    ok: hasKeys,
    definite: !hasKeys,
    asked: signingKeyAsked(algorithms),
    found: hasKeys ? describeKeys(usable, ({ kid }) => quoteUntrusted(kid), ', ') : NO_KEYS,
    ...(hasKeys ? {} : { fix: signingKeyFix(ignored, algorithms) }),
  };
  if (ignored.length === 0) return [signing];
  const unused: IssuerCheck = {
    id: 'ignored-keys',
    ok: 'warning',
    definite: false,
    asked: IGNORED_KEYS_ASKED,
    found: describeKeys(ignored, (key) => describeFlaw(key, algorithms), '; '),
    fix: IGNORED_KEYS_FIX,
  };
  return [signing, unused];
}

/** How far clocks may be apart before it is reported: `Date` has whole seconds, and answers take time. */
const CLOCK_SECONDS = 5;

function checkClock({ aheadSeconds }: FetchResult): IssuerCheck[] {
  if (aheadSeconds === undefined) return [];
  const asked = clockAsked(CLOCK_SECONDS);
  const check = { id: 'clock', definite: false, asked, found: describeClock(aheadSeconds) } as const;
  return [
    Math.abs(aheadSeconds) <= CLOCK_SECONDS
      ? { ...check, ok: true }
      : { ...check, ok: 'warning', fix: CLOCK_FIX },
  ];
}

function wasRefused(answer: FetchResult): boolean {
  return !answer.ok && answer.failure === 'not-allowed';
}

function received({ bytes, ms }: Extract<FetchResult, { ok: true }>): Omit<IssuerCheck, 'id' | 'asked'> {
  return { ok: true, definite: false, found: jsonFound(bytes), ms };
}

function notReceived({ failure, detail, ms }: FetchError, fix: string): Omit<IssuerCheck, 'id' | 'asked'> {
  return {
    ok: false,
    definite: IS_DEFINITE[failure],
    found: `${failure}: ${quoteUntrusted(detail)}`,
    ms,
    fix,
  };
}
