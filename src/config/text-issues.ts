/** What can be wrong with the text of a value, and what is said about it. */

const TEXT_ISSUES = {
  empty: 'must not be empty',
  unresolved: 'contains a variable that was not resolved',
  'aws-variable': 'contains ${AWS::…}, which CloudFormation resolves only inside Fn::Sub',
  'surrounding-space': 'must not start or end with white space',
  'app-id': 'must be a Passage app ID: letters, digits, - and _',
  'app-id-url': 'must be an app ID, not a URL',
  'origin-wildcard': 'must not contain a wildcard: no token has one in `aud`',
  'origin-list': 'must be a list: this is one string with several origins',
  'origin-scheme': 'must start with https://',
  origin: 'must be an origin (scheme, host and port)',
  'origin-http': 'must use https: plain http is for localhost only',
  'origin-slash': 'must not end with a slash',
  'origin-path': 'must not contain a path: an origin is scheme, host and port',
  'origin-query': 'must not contain a query or a fragment: an origin is scheme, host and port',
  'origin-form': 'must be written as browsers write an origin, or no token matches it',
  'issuer-url': 'must be a URL',
  'issuer-app-id': 'must be a URL: this looks like an app ID',
  'issuer-user-pool': 'must be a URL: this names a Cognito user pool',
  'issuer-scheme': 'must start with https://',
  'issuer-document': 'must be the issuer, not the URL of one of its documents',
  'audience-list': 'must be a list: this is one string with several URLs',
  'issuer-query': 'must not contain a query',
  'issuer-fragment': 'must not contain a fragment',
  'issuer-credentials': 'must not contain a user name or a password',
  'issuer-https': 'must be an https URL: API Gateway refuses any other',
  'key-set-url': 'must be an https URL',
  'issuer-template': 'must name one tenant: the issuer in each token does',
  'issuer-tenant': 'must name one tenant: the issuer in each token does',
  'authorizer-name': 'must be at most 128 letters, digits, - and _',
  'identity-source': 'must name one header or one query parameter',
  'identity-source-list': 'must name one source only: a JWT authorizer has exactly one',
  'identity-source-rest': 'must be written in the form of HTTP APIs, which is used for REST APIs too',
  scope: 'must be a scope: 1 to 64 printable characters without spaces, " or \\',
  'scope-list': 'must be a list: this is one string with several scopes',
  'app-key': 'cannot be the key of an app: `passage` gives this word another meaning',
  'boolean-string': 'must be a boolean, not a string',
  'boolean-word': 'must be true or false: in this YAML, yes, no, on and off are strings',
} as const;

export type TextIssue = keyof typeof TEXT_ISSUES;

/** The same of an entry of a list, which cannot be a list itself. */
const ENTRY_ISSUES: Readonly<Partial<Record<TextIssue, string>>> = {
  'origin-list': 'must be several entries: this is one string with several origins',
  'audience-list': 'must be several entries: this is one string with several URLs',
  'scope-list': 'must be several entries: this is one string with several scopes',
};

/** What is said at a place: what is wrong, and the value to write where there is one. */
export function describeText(
  where: string,
  { issue, expected }: TextProblem,
): { what: string; expected?: string } {
  const ofEntry = where.endsWith(']') ? ENTRY_ISSUES[issue] : undefined;
  const written = ofEntry === undefined ? expected : expected?.replace(/^\[|\]$/g, '');
  return { what: ofEntry ?? TEXT_ISSUES[issue], ...(written === undefined ? {} : { expected: written }) };
}

/** What is wrong with a text, with the value to write where it can be told. */
export interface TextProblem {
  readonly issue: TextIssue;
  readonly expected?: string;
}

const EXACT_ISSUER =
  'the `issuer` that is in <issuer>/.well-known/openid-configuration, character by character: a slash at its end counts';

/** Keys of which an app needs one: what is empty there cannot be left out. */
const REQUIRED: readonly string[] = ['appId', 'authOrigin', 'issuer', 'audience'];

const EMPTY_VARIABLE =
  'If it comes from an environment variable, that variable is an empty string: CI makes it one when a secret is missing';

/** What to do, where there is no value to write. */
export function textFix(issue: TextIssue, key: string): string | undefined {
  return issue === 'empty' && REQUIRED.includes(key)
    ? `Give it a value. ${EMPTY_VARIABLE}`
    : TEXT_FIXES[issue];
}

const TEXT_FIXES: Readonly<Partial<Record<TextIssue, string>>> = {
  empty: `Give it a value, or remove the key. ${EMPTY_VARIABLE}`,
  unresolved: 'Use a variable that has a value for this stage, or write the value itself',
  'issuer-scheme': `Write ${EXACT_ISSUER}`,
  'issuer-document': `Write ${EXACT_ISSUER}`,
  'issuer-template':
    'Replace the part in braces by the ID of your tenant, or by what your tokens have there in `iss`',
  'issuer-tenant': 'Write the ID of your tenant in place of `common`, `organizations` or `consumers`',
  'app-key': 'Rename the app',
  'boolean-string':
    'Remove the quotes. If it comes from a variable, write ${strToBool(…)} around that variable',
};
