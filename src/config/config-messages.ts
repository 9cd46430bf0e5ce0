/** What is said about the keys of `custom.passage`. */
import { type Problem, foundValue, invalidConfig } from '../errors';
import { expectedFor, ofStage } from './value-messages';

const SMALLEST_BLOCK = `Add the block that says whose tokens are accepted:
custom:
  passage:
    issuer: https://your-tenant.eu.auth0.com/ # exactly the iss of your tokens
    audience: https://api.example.com # the aud of your tokens
    # for a Passage app, instead of these two:
    # appId: your-app-id
    # authOrigin: https://app.example.com`;

/** @param similar a key of `custom` that is nearly `passage` */
export function missingBlock(similar: string | undefined): Problem {
  return {
    code: 'PASSAGE_CONFIG_MISSING',
    where: 'custom.passage',
    what: 'is required: the plugin is installed but not configured',
    ...(similar === undefined
      ? { fix: SMALLEST_BLOCK }
      : { found: `custom.${similar}`, fix: `Rename custom.${similar}`, didYouMean: 'custom.passage' }),
  };
}

export function unknownKey(where: string, near: string | undefined, known: readonly string[]): Problem {
  return invalidConfig(
    where,
    'unknown key',
    near === undefined ? { expected: `one of ${known.join(', ')}` } : { didYouMean: near },
  );
}

/** An app with a key of its own, outside of `apps`. */
export function appOutsideApps(where: string, key: string): Problem {
  return invalidConfig(where, 'unknown key', {
    fix: `Move it under custom.passage.apps, where each app has a key: custom.passage.apps.${key}`,
  });
}

/** A key that counts for all apps, on one of them. */
export function keyOfBlock(where: string, key: string): Problem {
  return invalidConfig(where, 'unknown key', { fix: `Move it to custom.passage.${key}` });
}

/** The block of one stage. */
export function stageInBlock(where: string, key: string): Problem {
  return invalidConfig(where, 'unknown key', {
    fix: `For a block per stage, move ${key} and the other stages to custom.passageStages, and write passage: ${ofStage('passageStages')}`,
  });
}

export function invalidAppKey(where: string, key: string): Problem {
  return invalidConfig(where, 'must be a valid key for an app', {
    ...foundValue(key),
    expected: 'letters, digits, - and _, a letter first',
  });
}

/** The keys of `passage`, written one level too high: next to it. */
export function notIndented(parent: string, keys: readonly string[]): Problem {
  return invalidConfig(`${parent}.passage`, 'has no value', {
    found: keys.map((key) => `${parent}.${key}`).join(', '),
    fix: `Indent ${keys.length === 1 ? 'this key' : 'these keys'} under ${parent}.passage`,
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

/** A key that says what a Lambda authorizer does. */
export function onlyWithLambda(where: string, found: unknown): Problem {
  return invalidConfig(where, "has no effect with API Gateway's own JWT authorizer", {
    ...foundValue(found),
    fix: 'Add `authorizerType: lambda` next to it, or remove it',
  });
}

export function authorizerIdWithLambda(where: string, found: unknown): Problem {
  return invalidConfig(where, 'cannot be combined with `authorizerType: lambda`', {
    ...foundValue(found),
    fix: 'Remove it: the plugin creates the Lambda authorizer, also on the HTTP API of another stack',
  });
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
