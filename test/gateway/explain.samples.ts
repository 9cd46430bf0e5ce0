import { LOCAL_ALGORITHMS } from '../../src/gateway/algorithms';
import type * as messages from '../../src/gateway/explain';
import type { DenialReason, TokenCheck } from '../../src/gateway/token-check';
import type { Samples } from '../support/golden-messages';

const ISSUER = 'https://your-tenant.eu.auth0.com/';
const API = 'https://api.example.com';
const NOW = 1_800_000_000;

const REASONS: Readonly<Record<TokenCheck, readonly Omit<DenialReason, 'check'>[]>> = {
  'token-missing': [{}],
  'token-size': [{ expected: 10_240, found: 12_000 }],
  segments: [
    { expected: 3, found: 1, detail: 'there is nothing after `Bearer`' },
    { expected: 3, found: 5, detail: 'this is an encrypted token' },
  ],
  encoding: [
    { name: 'signature', expected: 'base64url' },
    { name: 'header', expected: 'base64url', detail: 'the name of the header is part of it' },
  ],
  json: [{ name: 'payload', expected: 'a JSON object', detail: 'not JSON' }],
  algorithm: [
    { name: 'alg', expected: ['RS256'], found: 'ES256' },
    { name: 'alg', expected: LOCAL_ALGORITHMS, found: 'ES256' },
  ],
  critical: [{ name: 'crit', found: ['b64'] }],
  kid: [{ name: 'kid', found: undefined }],
  issuer: [
    { name: 'iss', expected: ISSUER, found: 'https://your-tenant.eu.auth0.com' },
    { name: 'iss', expected: ISSUER, found: 'https://other.example.com/' },
    { name: 'iss', expected: ISSUER, found: 'stytch.com/project-live-1' },
    { name: 'iss', expected: ISSUER, found: undefined },
  ],
  discovery: [
    { found: `${ISSUER}.well-known/openid-configuration`, detail: '`404`' },
    {
      name: 'issuer',
      expected: ISSUER,
      found: 'https://other.example.com/',
      detail: 'it names another issuer',
    },
  ],
  jwks: [{ found: `${ISSUER}.well-known/jwks.json`, detail: '`ECONNREFUSED`' }],
  key: [
    { name: 'kid', expected: ['k1', 'k2'], found: 'k0' },
    {
      name: 'kid',
      expected: ['k1'],
      found: 'k2',
      detail: 'the issuer has this key, but it cannot be used (type)',
    },
  ],
  signature: [{ name: 'kid', found: 'k1' }],
  'claim-missing': [{ name: 'exp' }],
  'claim-type': [{ name: 'sub', expected: 'a string', found: 42 }],
  audience: [
    { name: 'aud', expected: [API], found: `${API}/` },
    { name: 'aud', expected: [API], found: undefined },
    { name: 'aud', expected: [API, `${API}/v2`], found: ['account', 'web'] },
    { name: 'client_id', expected: [API], found: 'web' },
  ],
  expired: [{ name: 'exp', expected: NOW, found: NOW - 720 }],
  'not-before': [{ name: 'nbf', expected: NOW, found: NOW + 90 }],
  'issued-at': [{ name: 'iat', expected: NOW, found: NOW + 3600 }],
  scopes: [
    { expected: ['orders:read'], found: [] },
    { expected: ['orders:read', 'orders:admin'], found: ['openid', 'profile'] },
  ],
};

export const samples: Samples<typeof messages> = {
  explain: Object.entries(REASONS).flatMap(([check, reasons]) =>
    reasons.map((reason) => [{ check, ...reason }]),
  ) as unknown as [[DenialReason]],
};
