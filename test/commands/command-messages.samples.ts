import type * as messages from '../../src/commands/command-messages';
import type { IssuerCheck } from '../../src/gateway/check-issuer';
import type { Samples } from '../support/golden-messages';

const ISSUER = 'https://your-tenant.eu.auth0.com/';
const FAILED: IssuerCheck = {
  id: 'discovery',
  ok: false,
  definite: true,
  asked: `GET \`${ISSUER}.well-known/openid-configuration\``,
  found: 'status: `404`',
  fix: 'Check `issuer`',
};

export const samples: Samples<typeof messages> = {
  appOptionNotNeeded: [['staff']],
  noToken: [[true], [false]],
  fileAsToken: [['./secrets/token.jwt'], [undefined]],
  emptySub: [[]],
  invalidDuration: [
    ['soon', undefined],
    ['1hour', '1h'],
  ],
  invalidClaims: [['{scope: a}']],
  keysNotLocal: [[]],
  checksFailed: [[['discovery']], [['discovery', 'token']]],
  invalidIssuer: [
    ['custom.passage', ISSUER, 'jwt', FAILED],
    ['custom.passage', ISSUER, 'lambda', FAILED],
  ],
  unreachableIssuer: [
    ['custom.passage', ISSUER, 'jwt', { ...FAILED, found: 'unreachable: `ENOTFOUND`' }],
    ['custom.passage', 'https://auth.passage.id/v1/apps/abc123', 'jwt', FAILED],
    ['custom.passage', ISSUER, 'lambda', FAILED],
  ],
  unknownIssuer: [['custom.passage']],
  intrinsicKeySet: [[{ 'Fn::ImportValue': 'keys' }]],
  intrinsicIssuer: [[{ 'Fn::ImportValue': 'issuer' }]],
  issuerNotUrl: [['acme.com'], [undefined]],
  noOwnAudience: [[undefined], [[]]],
  replaceIssuer: [
    [ISSUER, 'https://api.example.com', false],
    [ISSUER, 'https://api.example.com', true],
  ],
  suggestDrift: [['npx sls passage drift --probe --stage prod']],
};
