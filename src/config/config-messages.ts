/** What is said about `custom.passage` and `passage`. */
import { type Details, type Problem, foundValue, invalidConfig } from '../errors';
import { TEXT_FIXES, TEXT_ISSUES, type TextProblem } from './text-issues';

/** What each key takes. */
const EXPECTED: Readonly<Record<string, string>> = {
  '': 'a block of keys: issuer and audience (or, for a Passage app, appId and authOrigin)',
  appId: 'a string, in quotes if it has only digits',
  authOrigin: 'an origin, or a list of 1 to 50 origins, such as https://app.example.com',
  issuer: 'a URL or one CloudFormation function, such as https://your-tenant.eu.auth0.com/',
  audience: 'a string, one CloudFormation function, or a list of 1 to 50 of these',
  name: 'a string of at most 128 letters, digits, - and _',
  identitySource: '$request.header.NAME or $request.querystring.NAME',
  scopes: 'a list of at most 10 strings of 1 to 64 characters, such as [orders:read]',
  authorizerId: 'a string or one CloudFormation function',
  protect: 'opt-in or all',
  preflight: 'true or false',
  verifyIssuer: 'true or false',
  apps: 'a block of apps by key (letters, digits, - and _, a letter first)',
  app: 'a block of keys: issuer and audience (or, for a Passage app, appId and authOrigin)',
  defaultApp: 'the key of one of the apps',
  offline: '{ keys: local } or { keys: remote }',
  keys: 'local or remote',
  passage: 'true, false, the key of an app, or { app, scopes }',
};

export function expectedFor(key: string): { expected?: string } {
  const expected = EXPECTED[key];
  return expected === undefined ? {} : { expected };
}

const SMALLEST_BLOCK = `Add the block that says whose tokens are accepted:
custom:
  passage:
    issuer: https://your-tenant.eu.auth0.com/ # the iss of your tokens, exactly
    audience: https://api.example.com # the aud of your tokens
    # for a Passage app, instead of these two:
    # appId: your-app-id
    # authOrigin: https://app.example.com`;

export function missingBlock(details: Details): Problem {
  return {
    code: 'PASSAGE_CONFIG_MISSING',
    where: 'custom.passage',
    what: 'is required: the plugin is installed but not configured',
    fix: SMALLEST_BLOCK,
    ...details,
  };
}

/** A text that its key cannot have. */
export function invalidText(where: string, key: string, text: string, problem: TextProblem): Problem {
  const { issue, expected } = problem;
  const fix = TEXT_FIXES[issue];
  return invalidConfig(where, TEXT_ISSUES[issue], {
    ...foundValue(text),
    ...(expected === undefined ? (fix === undefined ? expectedFor(key) : {}) : { expected }),
    ...(fix === undefined ? {} : { fix }),
  });
}

export function undefinedValue(where: string, key: string): Problem {
  return invalidConfig(where, 'has no value (undefined)', expectedFor(key));
}

/** A value of a type that its key cannot have. */
export function wrongValue(where: string, key: string, found: unknown): Problem {
  const isText = typeof found === 'string' && ['preflight', 'verifyIssuer'].includes(key);
  return invalidConfig(where, found === null ? 'must not be null' : 'is not a valid value', {
    ...foundValue(found),
    ...expectedFor(key),
    ...(isText ? { fix: 'Remove the quotes, or put ${strToBool(…)} around the variable' } : {}),
  });
}

export function unknownKey(where: string, near: string | undefined, known: readonly string[]): Problem {
  return invalidConfig(
    where,
    'unknown key',
    near === undefined ? { expected: `one of ${known.join(', ')}` } : { didYouMean: near },
  );
}

export function invalidAppKey(where: string, key: string): Problem {
  return invalidConfig(where, 'must be a valid key for an app', {
    ...foundValue(key),
    expected: 'letters, digits, - and _, a letter first',
  });
}

/** The keys of the block, written one level too high. */
export function notIndented(keys: readonly string[]): Problem {
  return invalidConfig('custom.passage', 'is empty', {
    found: keys.map((key) => `custom.${key}`).join(', '),
    fix: `Indent ${keys.length === 1 ? 'this key' : 'these keys'} under custom.passage`,
  });
}

export function noProvider(where: string): Problem {
  return invalidConfig(where, '`issuer` and `audience` are required', {
    fix: 'Add issuer and audience of your identity provider (or, for a Passage app, appId and authOrigin)',
  });
}

/** One of two keys that belong together is missing. */
export function missingPartner(where: string, key: string, partner: string): Problem {
  return invalidConfig(`${where}.${key}`, `is required with \`${partner}\``, expectedFor(key));
}

/** Keys of Passage and of another provider in one app. */
export function mixedProviders(where: string, passage: readonly string[], oidc: readonly string[]): Problem {
  const missing = ['issuer', 'audience'].filter((key) => !oidc.includes(key));
  const add = missing.length === 0 ? '' : `, and add ${missing.join(' and ')} of your identity provider`;
  return invalidConfig(
    `${where}.${passage[0] ?? ''}`,
    `cannot be combined with \`${oidc.join('` and `')}\`: an app has one provider`,
    {
      found: [...passage, ...oidc].join(', '),
      expected: 'issuer and audience, or (for a Passage app) appId and authOrigin',
      fix: `Remove ${passage.join(' and ')}${add}`,
    },
  );
}

/** A key of one app at the top level, with `apps`. */
export function notWithApps(key: string, found: unknown, firstApp: string): Problem {
  return invalidConfig(`custom.passage.${key}`, 'cannot be combined with `apps`', {
    ...foundValue(found),
    fix: `Move it under custom.passage.apps.${firstApp}`,
  });
}

export function missingDefaultApp(where: string, keys: readonly string[]): Problem {
  return invalidConfig(where, 'is required with two or more apps: it is what `passage: true` means', {
    expected: `one of ${keys.join(', ')}`,
  });
}

/** The key of an app that does not exist. */
export function unknownApp(
  where: string,
  found: string,
  keys: readonly string[],
  near: string | undefined,
): Problem {
  return {
    code: 'PASSAGE_UNKNOWN_APP',
    where,
    what: 'names an app that is not configured',
    ...foundValue(found),
    expected: `one of ${keys.join(', ')}`,
    ...(near === undefined ? {} : { didYouMean: near }),
  };
}
