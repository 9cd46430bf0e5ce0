/** What is said about the values of `custom.passage` and `passage`. */
import { type Details, type Problem, formatValue, foundValue, invalidConfig } from '../errors';
import { ASYMMETRIC_ALGORITHMS } from '../gateway/algorithms';
import { nearest } from '../util/nearest';
import { type JsonObject, isObject } from '../util/objects';
import { type TextProblem, describeText, textFix } from './text-issues';

const BLOCK = 'a block of keys: issuer and audience (or, for a Passage app, appId and authOrigin)';

/** What each key takes. */
const EXPECTED: Readonly<Record<string, string>> = {
  '': BLOCK,
  appId: 'the ID of your Passage app, a string (in quotes if it has only digits)',
  authOrigin: 'an origin, such as https://app.example.com, or a list of 1 to 50 origins',
  issuer: 'the iss of your tokens, such as https://your-tenant.eu.auth0.com/, or a CloudFormation function',
  audience:
    'the aud of your tokens, such as https://api.example.com, a CloudFormation function, or a list of 1 to 50 of these',
  name: 'a string of at most 128 letters, digits, - and _',
  identitySource: '$request.header.NAME or $request.querystring.NAME',
  scopes: 'a list of 1 to 10 strings of 1 to 64 characters, such as [orders:read]',
  authorizerId: 'a string or a CloudFormation function',
  authorizerType: 'jwt or lambda',
  algorithms: `a list of ${ASYMMETRIC_ALGORITHMS.join(', ')}`,
  jwksUri: 'the https URL of a key set, or a CloudFormation function',
  protect: 'opt-in (only what has `passage: true`) or all (everything without `passage: false`)',
  preflight: 'true or false',
  verifyIssuer: 'true or false',
  apps: 'a block with a key for each app, such as apps: { staff: { issuer: …, audience: … } }',
  appBlock: BLOCK,
  app: 'the key of an app, such as staff',
  defaultApp: 'the key of one of the apps',
  offline: '{ keys: local } or { keys: remote }',
  keys: 'local or remote',
  passage: 'true, false, the key of an app, or { app: …, scopes: […] }',
};

/** Words that a key takes, for the nearest one. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  protect: ['opt-in', 'all'],
  keys: ['local', 'remote'],
  authorizerType: ['jwt', 'lambda'],
  algorithms: ASYMMETRIC_ALGORITHMS,
};

/** Keys whose values are strings that can look like a number in YAML: IDs, for the most part. */
const STRINGS: readonly string[] = ['appId', 'issuer', 'audience', 'name', 'authorizerId'];

/** What CloudFormation calls its functions, by the way they are often written. */
const FUNCTIONS: Readonly<Record<string, string>> = {
  ref: 'Ref',
  sub: 'Fn::Sub',
  join: 'Fn::Join',
  getatt: 'Fn::GetAtt',
  importvalue: 'Fn::ImportValue',
};

/** Keys that take a block of keys. */
const BLOCKS: readonly string[] = ['', 'appBlock', 'apps', 'offline'];

export function expectedFor(key: string): { expected?: string } {
  const expected = EXPECTED[key];
  return expected === undefined ? {} : { expected };
}

/** A text that its key cannot have. */
export function invalidText(where: string, key: string, text: string, problem: TextProblem): Problem {
  const { what, expected } = describeText(where, problem);
  const fix = textFix(problem.issue, key);
  return invalidConfig(where, what, {
    ...foundValue(text),
    ...(expected === undefined ? (fix === undefined ? expectedFor(key) : {}) : { expected }),
    ...(fix === undefined ? {} : { fix }),
  });
}

/** A key without a value: `audience:` and nothing behind it, or a variable without one. */
export function noValue(where: string, key: string): Problem {
  return invalidConfig(where, 'has no value', expectedFor(key));
}

/** A value of a type that its key cannot have. */
export function wrongValue(where: string, key: string, found: unknown): Problem {
  const mistake = Array.isArray(found) && where.endsWith(']') ? NESTED : usualMistake(key, found);
  const { what, ...details } = mistake ?? { what: 'is not a valid value' };
  return invalidConfig(where, what, { ...foundValue(found), ...expectedFor(key), ...details });
}

type Mistake = Details & { readonly what: string };

/** `[[a]]`, or a variable that is a list itself as an entry of one. */
const NESTED: Mistake = {
  what: 'must not be a list: it is an entry of one',
  fix: 'Write all entries in one list',
};

function usualMistake(key: string, found: unknown): Mistake | undefined {
  if (Array.isArray(found)) return listMistake(key, found);
  if (typeof found === 'number' && STRINGS.includes(key)) return NUMBER;
  if (key === 'scopes') return scopesMistake(found);
  if (isObject(found)) return blockMistake(key, found);
  if (key === 'algorithms' && typeof found === 'string') return algorithmMistake(found);
  const word = typeof found === 'string' ? nearest(found, WORDS[key] ?? []) : undefined;
  return word === undefined ? undefined : { what: 'is not a valid value', didYouMean: word };
}

/** YAML reads digits as a number, of which only some fifteen are exact. */
const NUMBER: Mistake = {
  what: 'must be a string, not a number',
  fix: 'Write the value in quotes: YAML reads digits as a number, and the last ones of a long number are lost',
};

function algorithmMistake(found: string): Mistake | undefined {
  if (ASYMMETRIC_ALGORITHMS.some((name) => name === found))
    return { what: 'must be a list', expected: `[${found}]` };
  if (/^(HS\d+|none)$/i.test(found))
    return { what: 'is never accepted: anyone who can check such a token can make one' };
  const near = nearest(found, ASYMMETRIC_ALGORITHMS);
  return near === undefined ? undefined : { what: 'is not a valid value', didYouMean: near };
}

function listMistake(key: string, found: readonly unknown[]): Mistake | undefined {
  if (BLOCKS.includes(key)) return { what: 'must be a block of keys, not a list', fix: 'Remove the dashes' };
  const [first] = found;
  if (first === undefined) return { what: 'must not be an empty list' };
  if (key === 'passage') return { what: 'must not be a list', expected: '{ scopes: […] }, for scopes' };
  const isListKey = ['authOrigin', 'audience', 'scopes'].includes(key);
  if (isListKey) return { what: `has too many entries (${found.length})` };
  if (found.length > 1 && key === 'issuer')
    return {
      what: 'must not be a list',
      fix: 'For several issuers, configure several apps: custom.passage.apps',
    };
  return found.length > 1
    ? undefined
    : { what: 'must not be a list', expected: typeof first === 'string' ? first : formatValue(first) };
}

function blockMistake(key: string, found: JsonObject): Mistake | undefined {
  const keys = Object.keys(found);
  if (key === 'passage' || BLOCKS.includes(key) || !keys.every((each) => /^[a-z][\w-]*$/i.test(each))) {
    return undefined;
  }
  const name = FUNCTIONS[keys[0]?.toLowerCase() ?? ''];
  if (name !== undefined) return { what: 'is not a valid value', didYouMean: `{ ${name}: … }` };
  return {
    what: 'must be one value, not a block',
    fix: `For a value per stage, move the block to custom.${key}s, and write ${key}: ${ofStage(`${key}s`)}`,
  };
}

/** The entry of a block under `custom` that belongs to the stage (framework documentation: Variables). */
export function ofStage(block: string): string {
  return `\${self:custom.${block}.\${sls:stage}}`;
}

function scopesMistake(found: unknown): Mistake | undefined {
  if (typeof found === 'string') {
    return { what: 'must be a list', expected: `[${found.split(/[\s,]+/).join(', ')}]` };
  }
  const [entry, ...others] = isObject(found) ? Object.entries(found) : [];
  if (entry === undefined || others.length > 0 || typeof entry[1] !== 'string') return undefined;
  return { what: 'must be a string', expected: entry.join(':'), fix: 'Remove the space after the colon' };
}
