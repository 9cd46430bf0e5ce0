/** The parts of a token, from the value of the identity source. Nothing here is verified yet. */
import { type JsonObject, deepFreeze } from '../util/objects';
import { parseStrictObject } from './json';
import { LIMITS } from './limits';
import { ASSUMPTIONS } from './assumptions';
import type { DenialReason } from './token-check';

interface UnverifiedToken {
  /** The compact serialization, without a prefix. */
  readonly compact: string;
  readonly header: JsonObject;
  readonly claims: JsonObject;
}

export type ReadToken =
  | { readonly ok: true; readonly token: UnverifiedToken }
  | { readonly ok: false; readonly reason: DenialReason };

/**
 * Takes the token out of an identity source's value, bare or after `Bearer ` (AWS: http-api-jwt-authorizer).
 *
 * @param identity the raw value, `undefined` when the request has none
 */
export function readUnverifiedToken(identity: string | undefined): ReadToken {
  if (identity === undefined) return denied({ check: 'token-missing' });
  const bytes = Buffer.byteLength(identity);
  if (bytes > LIMITS.tokenBytes) {
    return denied({ check: 'token-size', expected: LIMITS.tokenBytes, found: bytes });
  }
  const compact = withoutPrefix(identity);
  if (compact.trim() === '') return denied({ check: 'token-missing' });
  return readCompact(compact);
}

export function withoutPrefix(identity: string): string {
  const prefix = ASSUMPTIONS.prefixes.find((known) => identity.startsWith(known)) ?? '';
  return identity.slice(prefix.length);
}

function readCompact(compact: string): ReadToken {
  const segments = compact.split('.');
  const [header, payload, signature] = segments;
  if (header === undefined || payload === undefined || signature === undefined || segments.length > 3) {
    return denied({ check: 'segments', expected: 3, found: segments.length, ...hint(compact) });
  }
  if (!isCanonical(signature)) return denied(badEncoding('signature', compact));
  const read = readHeader(header, compact);
  if (!read.ok) return read;
  const readClaims = readSegment('payload', payload, compact);
  if (!readClaims.ok) return readClaims;
  return { ok: true, token: { compact, header: read.object, claims: readClaims.object } };
}

type ReadSegment =
  { readonly ok: true; readonly object: JsonObject } | { readonly ok: false; readonly reason: DenialReason };

/** The last header that could be read: all tokens that an issuer signs with one key have the same. */
let lastHeader: { readonly segment: string; readonly object: JsonObject } | undefined;

function readHeader(segment: string, compact: string): ReadSegment {
  if (lastHeader?.segment === segment) return { ok: true, object: lastHeader.object };
  const read = readSegment('header', segment, compact);
  if (read.ok) lastHeader = { segment, object: deepFreeze(read.object) };
  return read;
}

function readSegment(name: string, segment: string, compact: string): ReadSegment {
  if (!isCanonical(segment)) return denied(badEncoding(name, compact));
  const parsed = parseStrictObject(Buffer.from(segment, 'base64url'));
  return parsed.ok
    ? parsed
    : denied({ check: 'json', name, expected: 'a JSON object', detail: parsed.problem });
}

/**
 * Whether a text is base64url in its one canonical form (RFC 7515 section 2): no padding, no white space, and no bits
 * left over in the last character. Node decodes other forms too, which were never signed.
 */
function isCanonical(segment: string): boolean {
  const remainder = segment.length % 4;
  if (remainder === 1 || /[^\w-]/.test(segment)) return false;
  const withoutBits = remainder === 2 ? 'AQgw' : 'AEIMQUYcgkosw048';
  return remainder === 0 || withoutBits.includes(segment.slice(-1));
}

function badEncoding(name: string, compact: string): DenialReason {
  return { check: 'encoding', name, expected: 'base64url', ...hint(compact) };
}

/** Usual mistakes around a token, named without repeating any of it. */
function hint(compact: string): { detail?: string } {
  if (/^authorization\s*:/i.test(compact)) return { detail: 'the name of the header is part of it' };
  if (/^bearer$/i.test(compact)) return { detail: 'there is nothing after `Bearer`' };
  if (/^bearer /i.test(compact)) return { detail: 'the prefix must be exactly `Bearer `, once' };
  if (/^basic /i.test(compact)) return { detail: 'these are Basic credentials' };
  if (/^["']|["']$/.test(compact)) return { detail: 'there are quotation marks around the token' };
  if (compact.includes(',')) return { detail: 'there is a comma: the request may carry two tokens' };
  if (/\s/.test(compact)) return { detail: 'there is white space in the token' };
  if (compact.split('.').length === 5) return { detail: 'this is an encrypted token' };
  return {};
}

function denied(reason: DenialReason): { readonly ok: false; readonly reason: DenialReason } {
  return { ok: false, reason };
}
