import type { FetchFailure } from '../../src/gateway/http-response';
import type * as messages from '../../src/gateway/issuer-messages';
import type { IgnoredKey } from '../../src/gateway/jwks';
import type { Samples } from '../support/golden-messages';

const ISSUER = 'https://your-tenant.eu.auth0.com/';

const FAILURES: Readonly<Record<FetchFailure, null>> = {
  'not-allowed': null,
  unreachable: null,
  tls: null,
  timeout: null,
  redirect: null,
  status: null,
  'too-large': null,
  'not-json': null,
};

const FLAWS: Readonly<Record<IgnoredKey['flaw'], unknown>> = {
  'not-an-object': undefined,
  type: 'EC',
  'no-kid': undefined,
  use: 'enc',
  'key-ops': ['encrypt'],
  alg: 'PS256',
  incomplete: undefined,
  invalid: undefined,
  'too-small': 1024,
  'same-kid': undefined,
};

export const samples: Samples<typeof messages> = {
  jwksUriAsked: [[ISSUER], ['http://localhost:3000']],
  jsonFound: [[1200]],
  clockAsked: [[5]],
  otherIssuer: [
    ['https://your-tenant.eu.auth0.com', ISSUER],
    ['https://other.example.com/', ISSUER],
    [undefined, ISSUER],
  ],
  signingKeyAsked: [[], [['ES256']]],
  signingKeyFix: [[[]], [[{ kid: 'k1', flaw: 'use', found: 'enc' }]], [[], ['ES256']]],
  describeKeys: [
    [['k1', 'k2'], String, ', '],
    [['1', '2', '3', '4', '5', '6', '7'], String, ', '],
  ],
  describeFlaw: Object.entries(FLAWS).map(([flaw, found]) => [
    { kid: flaw === 'no-kid' ? undefined : 'k1', flaw, found },
  ]) as unknown as [Parameters<typeof messages.describeFlaw>],
  describeClock: [[0], [1], [-90]],
  fetchFix: [
    ['https://auth.passage.id/v1/apps/abc123', 'status'],
    ...(Object.keys(FAILURES) as FetchFailure[]).map((failure): [string, FetchFailure] => [ISSUER, failure]),
  ],
};
