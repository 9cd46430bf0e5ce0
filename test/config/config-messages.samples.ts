import type * as messages from '../../src/config/config-messages';
import { APP_KEYS, OFFLINE_KEYS, TOP_KEYS } from '../../src/config/known-keys';
import { CHECKS, checkText } from '../../src/config/text-checks';
import type { TextIssue } from '../../src/config/text-issues';
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
  'issuer-url': ['issuer', 'your-tenant.auth0.com'],
  'issuer-app-id': ['issuer', 'abcdefgh1234'],
  'issuer-discovery': ['issuer', 'https://issuer.example.com/.well-known/openid-configuration'],
  'issuer-query': ['issuer', 'https://issuer.example.com/?p=1'],
  'issuer-fragment': ['issuer', 'https://issuer.example.com/#top'],
  'issuer-credentials': ['issuer', 'https://user:secret@issuer.example.com/'],
  'issuer-https': ['issuer', 'http://issuer.example.com/'],
  'issuer-template': ['issuer', 'https://login.microsoftonline.com/{tenantid}/v2.0'],
  'authorizer-name': ['name', 'my authorizer'],
  'identity-source': ['identitySource', 'Authorization'],
  'identity-source-list': ['identitySource', '$request.header.Authorization, $request.querystring.token'],
  'identity-source-rest': ['identitySource', 'method.request.header.Authorization'],
  scope: ['scopes', 'orders read'],
  'app-key': ['appKey', 'true'],
  boolean: ['passage', 'yes'],
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
  missingBlock: [[{}], [{ found: 'custom.pasage', didYouMean: 'custom.passage' }]],
  invalidText: [firstText, ...otherTexts],
  undefinedValue: [['custom.passage.appId', 'appId']],
  wrongValue: [
    ['custom.passage', '', []],
    ['custom.passage', '', null],
    ['custom.passage.apps.staff', 'app', 'auth0'],
    ['custom.passage.preflight', 'preflight', 'true'],
    ['functions.me.passage', 'passage', 7],
    ...KEYS.map((key): [string, string, unknown] => [`custom.passage.${key}`, key, 7]),
  ],
  unknownKey: [
    ['custom.passage.protct', 'protect', TOP_KEYS],
    ['custom.passage.region', undefined, TOP_KEYS],
  ],
  invalidAppKey: [['custom.passage.apps.my app', 'my app']],
  notIndented: [[['issuer']], [['issuer', 'audience']]],
  noProvider: [['custom.passage']],
  missingPartner: [
    ['custom.passage', 'audience', 'issuer'],
    ['custom.passage', 'appId', 'authOrigin'],
  ],
  mixedProviders: [
    ['custom.passage', ['appId', 'authOrigin'], ['issuer']],
    ['custom.passage', ['authOrigin'], ['issuer', 'audience']],
  ],
  notWithApps: [['appId', 'abc123', 'customers']],
  missingDefaultApp: [['custom.passage.defaultApp', ['customers', 'staff']]],
  unknownApp: [
    ['functions.me.passage', 'staf', ['customers', 'staff'], 'staff'],
    ['functions.me.passage', 'x', ['customers', 'staff'], undefined],
  ],
};
