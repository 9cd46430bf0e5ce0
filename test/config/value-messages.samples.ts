import { APP_KEYS, OFFLINE_KEYS, TOP_KEYS } from '../../src/config/known-keys';
import { CHECKS, checkText } from '../../src/config/text-checks';
import type { TextIssue } from '../../src/config/text-issues';
import type * as messages from '../../src/config/value-messages';
import type { Samples } from '../support/golden-messages';

/** A text with each issue, and the key that has it. */
const TEXTS: Readonly<Record<TextIssue, readonly [key: string, text: string]>> = {
  empty: ['appId', ''],
  unresolved: ['appId', '${env:PASSAGE_APP_ID}'],
  'aws-variable': ['issuer', 'https://cognito-idp.${AWS::Region}.amazonaws.com/pool'],
  'surrounding-space': ['audience', ' https://api.example.com'],
  'app-id': ['appId', 'my app'],
  'app-id-url': ['appId', 'https://auth.passage.id/v1/apps/abc123'],
  'origin-wildcard': ['authOrigin', 'https://*.example.com'],
  'origin-list': ['authOrigin', 'https://a.example.com, https://b.example.com'],
  'origin-scheme': ['authOrigin', 'app.example.com'],
  origin: ['authOrigin', 'ftp://app.example.com'],
  'origin-http': ['authOrigin', 'http://app.example.com'],
  'origin-slash': ['authOrigin', 'https://app.example.com/'],
  'origin-path': ['authOrigin', 'https://app.example.com/login'],
  'origin-query': ['authOrigin', 'https://app.example.com?x=1'],
  'origin-form': ['authOrigin', 'https://App.Example.com:443'],
  'issuer-url': ['issuer', 'https://<your-tenant>.auth0.com/'],
  'issuer-app-id': ['issuer', 'abcdefgh1234'],
  'issuer-user-pool': ['issuer', 'eu-central-1_AbCdEfGhI'],
  'issuer-scheme': ['issuer', 'your-tenant.eu.auth0.com'],
  'issuer-document': ['issuer', 'https://issuer.example.com/.well-known/openid-configuration'],
  'audience-list': ['audience', 'https://a.example.com, https://b.example.com'],
  'issuer-query': ['issuer', 'https://issuer.example.com/?p=1'],
  'issuer-fragment': ['issuer', 'https://issuer.example.com/#top'],
  'issuer-credentials': ['issuer', 'https://user:secret@issuer.example.com/'],
  'issuer-https': ['issuer', 'http://issuer.example.com/'],
  'key-set-url': ['jwksUri', 'auth.example.com/keys'],
  'issuer-template': ['issuer', 'https://login.microsoftonline.com/{tenantid}/v2.0'],
  'issuer-tenant': ['issuer', 'https://login.microsoftonline.com/common/v2.0'],
  'authorizer-name': ['name', 'my authorizer'],
  'identity-source': ['identitySource', 'Authorization'],
  'identity-source-list': ['identitySource', '$request.header.Authorization, $request.querystring.token'],
  'identity-source-rest': ['identitySource', 'method.request.header.Authorization'],
  scope: ['scopes', 'orders"read'],
  'scope-list': ['scopes', 'orders:read orders:admin'],
  'app-key': ['appKey', 'true'],
  'boolean-string': ['preflight', 'true'],
  'boolean-word': ['verifyIssuer', 'off'],
};

function textSample([issue, [key, text]]: [TextIssue, readonly [string, string]]): Parameters<
  typeof messages.invalidText
> {
  return [`custom.passage.${key}`, key, text, checkText(text) ?? CHECKS[key]?.(text) ?? { issue }];
}

const KEYS = [...new Set([...TOP_KEYS, ...APP_KEYS, ...OFFLINE_KEYS])];

const [firstText, ...otherTexts] = (Object.entries(TEXTS) as [TextIssue, readonly [string, string]][]).map(
  textSample,
);
if (firstText === undefined) throw new Error('no texts');

export const samples: Samples<typeof messages> = {
  expectedFor: [['protect']],
  ofStage: [['audiences']],
  invalidText: [
    firstText,
    ['custom.passage.name', 'name', '', { issue: 'empty' }],
    ['custom.passage.scopes[1]', 'scopes', 'a b', { issue: 'scope-list', expected: '[a, b]' }],
    ...otherTexts,
  ],
  noValue: [
    ['custom.passage', ''],
    ['custom.passage.audience', 'audience'],
    ['functions.me.passage', 'passage'],
  ],
  wrongValue: [
    ['custom.passage', '', [{ issuer: 'https://issuer.example.com/' }]],
    ['custom.passage.issuer', 'issuer', ['https://issuer.example.com/']],
    ['custom.passage.audience', 'audience', []],
    ['custom.passage.scopes', 'scopes', ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k']],
    ['custom.passage.scopes[0]', 'scopes', ['orders:read', 'orders:write']],
    ['custom.passage.scopes', 'scopes', 'orders:read'],
    ['functions.me.passage.app', 'app', true],
    ['custom.passage.scopes[0]', 'scopes', { orders: 'read' }],
    [
      'custom.passage.audience',
      'audience',
      { prod: 'https://api.example.com', dev: 'https://dev.example.com' },
    ],
    ['custom.passage.issuer', 'issuer', { Sub: 'https://auth.example.com/${Pool}' }],
    ['custom.passage.issuer', 'issuer', ['https://a.example.com/', 'https://b.example.com/']],
    ['custom.passage.algorithms', 'algorithms', 'ES256'],
    ['custom.passage.algorithms[0]', 'algorithms', 'HS256'],
    ['custom.passage.protect', 'protect', 'al'],
    ['functions.me.passage', 'passage', 7],
    ...KEYS.map((key): [string, string, unknown] => [`custom.passage.${key}`, key, 7]),
  ],
};
