/** What the text of a value must be, beyond its type: each check says what is wrong and what to write instead. */

import { isLoopback } from '../util/loopback';

/** What is wrong with a text, and what to write instead. */
export interface TextProblem {
  readonly what: string;
  readonly fix: string;
}

type Check = (text: string) => TextProblem | undefined;

/** What each key takes, in the words of a message that asks for it. */
export const EXPECTED: Readonly<Record<string, string>> = {
  '': 'a block of keys, at least appId and authOrigin',
  appId: 'the Passage app ID as text, in quotes if it has only digits: appId: ${env:PASSAGE_APP_ID}',
  authOrigin: 'an origin, or a list of 1 to 50: authOrigin: https://app.example.com',
  issuer: 'a URL, or one CloudFormation function: issuer: https://your-tenant.eu.auth0.com/',
  audience:
    'a text, one CloudFormation function, or a list of 1 to 50 of them: audience: https://api.example.com',
  name: 'a text of at most 128 characters: name: passage',
  identitySource: 'one text: identitySource: $request.header.Authorization',
  scopes: 'a list of at most 10 texts of 1 to 64 characters: scopes: [orders:read]',
  authorizerId: 'a text or one CloudFormation function: authorizerId: ${cf:gateway-prod.PassageAuthorizerId}',
  protect: 'protect: opt-in, or protect: all',
  preflight: 'preflight: true, or preflight: false (a variable needs ${strToBool(…)} around it)',
  verifyIssuer: 'verifyIssuer: true, or verifyIssuer: false (a variable needs ${strToBool(…)} around it)',
  apps: 'a block of apps by key: letters, digits, - and _, a letter first',
  app: 'a block of keys, at least appId and authOrigin, under a key of letters, digits, - and _',
  defaultApp: 'the key of one of the apps: defaultApp: customers',
  offline: 'offline: { keys: local }, or offline: { keys: remote }',
  keys: 'keys: local, or keys: remote',
  passage: 'true, false, the key of an app, or { app, scopes }',
};

/** What is true of every text: it says something, it is resolved, and it has no stray spaces. */
export const checkText: Check = (text) => {
  if (text.trim() === '') return { what: 'is empty', fix: 'a value, or no key at all' };
  if (text.includes('${')) {
    return text.includes('${AWS::')
      ? {
          what: 'is not resolved: CloudFormation resolves ${AWS::…} only inside Fn::Sub',
          fix: `{ Fn::Sub: '${text}' }`,
        }
      : {
          what: 'is a variable that was not resolved',
          fix: 'a variable that has a value for this stage, or the value itself',
        };
  }
  if (text !== text.trim()) return { what: 'has spaces around it', fix: text.trim() };
  return undefined;
};

const appId: Check = (text) =>
  /^[A-Za-z0-9_-]+$/.test(text)
    ? undefined
    : {
        what: 'is no Passage app ID: those are letters and digits',
        fix: 'the app ID from the Passage console, nothing around it',
      };

const EXAMPLE_ORIGIN = 'https://app.example.com';

/** `app.example.com/login`, `localhost:3000` or `https:/app.example.com` as an origin; the example for what names no host. */
function withScheme(text: string): string {
  const host = text
    .replace(/^https?:/i, '')
    .replace(/^\/+/, '')
    .replace(/\/.*$/s, '');
  const url = URL.canParse(`https://${host}`) ? new URL(`https://${host}`) : undefined;
  if (url === undefined) return EXAMPLE_ORIGIN;
  if (isLoopback(url.hostname)) return `http://${url.host}`;
  return url.hostname.includes('.') ? url.origin : EXAMPLE_ORIGIN;
}

const authOrigin: Check = (text) => {
  if (text.includes('*')) {
    return {
      what: 'has a wildcard, which no token has',
      fix: 'each origin in full: [https://a.example.com, https://b.example.com]',
    };
  }
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) {
    return { what: 'has no scheme', fix: withScheme(text) };
  }
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol))
    return { what: 'is no origin', fix: EXAMPLE_ORIGIN };
  const origin =
    url.protocol === 'http:' && !isLoopback(url.hostname)
      ? url.origin.replace(/^http:/, 'https:')
      : url.origin;
  if (origin !== url.origin) return { what: 'is plain http, which only localhost may be', fix: origin };
  if (text === origin) return undefined;
  if (text === `${origin}/`) return { what: 'has a trailing slash, which no origin has', fix: origin };
  if (text.toLowerCase().startsWith(`${origin}/`))
    return { what: 'has a path, which no origin has', fix: origin };
  return { what: 'is not written as browsers write an origin, so no token would match it', fix: origin };
};

const DISCOVERY = '/.well-known/openid-configuration';

const issuer: Check = (text) => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const example = 'the exact `iss` of your tokens, a URL: https://your-tenant.eu.auth0.com/';
  if (url === undefined || /\s/.test(text)) return { what: 'is no URL', fix: example };
  if (text.endsWith(DISCOVERY))
    return {
      what: 'is the discovery document, not the issuer',
      fix: 'the `issuer` that stands in that document, to the letter',
    };
  if (text.includes('?'))
    return { what: 'has a query, which no issuer has', fix: text.replace(/\?.*$/s, '') };
  if (text.includes('#'))
    return { what: 'has a fragment, which no issuer has', fix: text.replace(/#.*$/s, '') };
  if (url.username !== '' || url.password !== '')
    return { what: 'has a user name or password in it', fix: example };
  if (url.protocol === 'https:') return undefined;
  if (url.protocol === 'http:' && isLoopback(url.hostname)) return undefined;
  if (url.protocol !== 'http:') return { what: 'is no https URL', fix: example };
  return { what: 'is plain http, which API Gateway refuses', fix: text.replace(/^http:/i, 'https:') };
};

const name: Check = (text) =>
  /^[A-Za-z0-9_-]{1,128}$/.test(text)
    ? undefined
    : {
        what: 'is no authorizer name: those are at most 128 letters, digits, - and _',
        fix:
          text
            .replace(/[^A-Za-z0-9_-]+/g, '-')
            .replace(/^-+|-+$/g, '')
            .slice(0, 128) || 'passage',
      };

const identitySource: Check = (text) => {
  if (/^\$request\.(header|querystring)\.[A-Za-z0-9!#$%&'*+.^_`|~-]+$/.test(text)) return undefined;
  const rest = /^(?:integration|method)\.request\.(header|querystring)\.([\w-]+)$/.exec(text);
  if (rest !== null) {
    return { what: 'is the spelling of REST APIs', fix: `$request.${rest[1] ?? ''}.${rest[2] ?? ''}` };
  }
  if (/[,\s]/.test(text)) {
    return {
      what: 'names more than one source: a JWT authorizer has exactly one',
      fix: text.split(/[,\s]+/).find((source) => source !== '') ?? '$request.header.Authorization',
    };
  }
  return {
    what: 'is no identity source',
    fix: '$request.header.Authorization, or $request.querystring.NAME',
  };
};

/** Scope characters: RFC 6749 section 3.3. */
const scope: Check = (text) =>
  /^[\x21\x23-\x5B\x5D-\x7E]{1,64}$/.test(text)
    ? undefined
    : {
        what: 'is no scope: those are 1 to 64 printable characters without spaces, " or \\',
        fix: 'one scope for each entry of the list',
      };

const RESERVED_APP_KEYS = ['true', 'false', 'null', 'yes', 'no', 'on', 'off'];

/** The key of an app, as it stands under `apps`. */
export const appKey: Check = (text) =>
  RESERVED_APP_KEYS.includes(text.toLowerCase())
    ? {
        what: `is a word that \`passage: ${text}\` already has a meaning for`,
        fix: 'another key, such as customers',
      }
    : undefined;

/** The check of each key that holds texts. */
export const CHECKS: Readonly<Partial<Record<string, Check>>> = {
  appId,
  authOrigin,
  issuer,
  name,
  identitySource,
  scopes: scope,
};
