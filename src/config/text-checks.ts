/** What the text of a value must be, beyond its type. The English is in `text-issues.ts`. */
import { isLoopback } from '../util/loopback';
import { parseIdentitySource } from '../gateway/identity-source';
import type { TextProblem } from './text-issues';

type TextCheck = (text: string) => TextProblem | undefined;

/** What is true of every text: it is not empty, every variable is resolved, and no white space is around it. */
export const checkText: TextCheck = (text) => {
  if (text.trim() === '') return { issue: 'empty' };
  if (text.includes('${AWS::')) return { issue: 'aws-variable', expected: `{ Fn::Sub: '${text}' }` };
  if (text.includes('${')) return { issue: 'unresolved' };
  return text === text.trim() ? undefined : { issue: 'surrounding-space', expected: text.trim() };
};

const appId: TextCheck = (text) => {
  if (/^[A-Za-z0-9_-]+$/.test(text)) return undefined;
  const inUrl = /^https?:\/\/auth\.passage\.id\/v1\/apps\/([A-Za-z0-9_-]+)\/?$/.exec(text)?.[1];
  if (inUrl !== undefined) return { issue: 'app-id-url', expected: inUrl };
  return { issue: text.includes('://') ? 'app-id-url' : 'app-id' };
};

const EXAMPLE_ORIGIN = 'https://app.example.com';

/** The origin that was meant by `app.example.com/login` or `localhost:3000`; an example where no host is named. */
function likelyOrigin(text: string): string {
  const host = text
    .replace(/^https?:/i, '')
    .replace(/^\/+/, '')
    .replace(/[/?#].*$/s, '');
  const url = URL.canParse(`https://${host}`) ? new URL(`https://${host}`) : undefined;
  if (url === undefined) return EXAMPLE_ORIGIN;
  if (isLoopback(url.hostname)) return `http://${url.host}`;
  return url.hostname.includes('.') ? url.origin : EXAMPLE_ORIGIN;
}

const authOrigin: TextCheck = (text) => {
  if (/[,\s]/.test(text)) {
    const origins = text.split(/[,\s]+/).filter((part) => part !== '');
    return { issue: 'origin-list', expected: `[${origins.map(likelyOrigin).join(', ')}]` };
  }
  if (text.includes('*')) {
    return { issue: 'origin-wildcard', expected: '[https://a.example.com, https://b.example.com]' };
  }
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) {
    return { issue: 'origin-scheme', expected: likelyOrigin(text) };
  }
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    return { issue: 'origin', expected: EXAMPLE_ORIGIN };
  }
  return checkOrigin(text, url);
};

function checkOrigin(text: string, url: URL): TextProblem | undefined {
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    return { issue: 'origin-http', expected: url.origin.replace(/^http:/, 'https:') };
  }
  const { origin: expected } = url;
  if (text === expected) return undefined;
  if (url.search !== '' || url.hash !== '' || /[?#]$/.test(text)) return { issue: 'origin-query', expected };
  if (url.pathname !== '/') return { issue: 'origin-path', expected };
  return { issue: text === `${expected}/` ? 'origin-slash' : 'origin-form', expected };
}

const issuer: TextCheck = (text) => {
  if (/^[A-Za-z0-9]{8,}$/.test(text)) return { issue: 'issuer-app-id' };
  const [, region, pool] = /(?:^|\/)([a-z]{2}(?:-[a-z]+)+-\d)(_[A-Za-z0-9]+)$/.exec(text) ?? [];
  if (region !== undefined && !text.includes('://')) {
    const expected = `https://cognito-idp.${region}.amazonaws.com/${region}${pool ?? ''}`;
    return { issue: 'issuer-user-pool', expected };
  }
  if (/^(localhost|[\w-]+(\.[\w-]+)+)(:\d+)?(\/|$)/.test(text)) return { issue: 'issuer-scheme' };
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || /\s/.test(text)) return { issue: 'issuer-url' };
  if (text.includes('/.well-known/')) return { issue: 'issuer-document' };
  if (text.includes('?')) return { issue: 'issuer-query', expected: text.replace(/\?.*$/s, '') };
  if (text.includes('#')) return { issue: 'issuer-fragment', expected: text.replace(/#.*$/s, '') };
  if (/[{}]/.test(text)) return { issue: 'issuer-template' };
  if (isForManyTenants(text)) return { issue: 'issuer-tenant' };
  if (url.username !== '' || url.password !== '') return { issue: 'issuer-credentials' };
  if (url.protocol === 'https:') return undefined;
  if (url.protocol !== 'http:') return { issue: 'issuer-https' };
  return isLoopback(url.hostname)
    ? undefined
    : { issue: 'issuer-https', expected: text.replace(/^http:/i, 'https:') };
};

/** Entra ID: the issuer in tokens is that of a tenant, and the discovery document of these names a template. */
export function isForManyTenants(issuer: string): boolean {
  return /^https:\/\/login\.microsoftonline\.com\/(common|organizations|consumers)(\/|$)/.test(issuer);
}

/** An audience may be any string, but a list of URLs is certainly meant to be a list. */
const audience: TextCheck = (text) => {
  const parts = text.split(/[,\s]+/).filter((part) => part !== '');
  return parts.length > 1 && parts.every((part) => part.includes('://'))
    ? { issue: 'audience-list', expected: `[${parts.join(', ')}]` }
    : undefined;
};

const jwksUri: TextCheck = (text) => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || /\s/.test(text)) return { issue: 'key-set-url' };
  if (url.username !== '' || url.password !== '') return { issue: 'issuer-credentials' };
  const isAllowed = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
  return isAllowed ? undefined : { issue: 'key-set-url' };
};

const name: TextCheck = (text) => {
  if (/^[A-Za-z0-9_-]{1,128}$/.test(text)) return undefined;
  const likely = text
    .replace(/[^A-Za-z0-9_-]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 128);
  return { issue: 'authorizer-name', expected: likely === '' ? 'passage' : likely };
};

const identitySource: TextCheck = (text) => {
  if (parseIdentitySource(text) !== undefined) return undefined;
  const rest = /^(?:integration|method)\.request\.(header|querystring)\.([\w-]+)$/.exec(text);
  if (rest !== null) {
    return { issue: 'identity-source-rest', expected: `$request.${rest[1] ?? ''}.${rest[2] ?? ''}` };
  }
  if (/^[A-Za-z][\w-]*$/.test(text)) return { issue: 'identity-source', expected: `$request.header.${text}` };
  if (!/[,\s]/.test(text)) return { issue: 'identity-source' };
  const first = text.split(/[,\s]+/).find((source) => source !== '');
  return { issue: 'identity-source-list', expected: first ?? '$request.header.Authorization' };
};

/** Scope characters: RFC 6749 section 3.3. */
const scope: TextCheck = (text) => {
  if (/^[\x21\x23-\x5B\x5D-\x7E]{1,64}$/.test(text)) return undefined;
  const parts = text.split(/[,\s]+/);
  return parts.length > 1 && parts.every((part) => scope(part) === undefined)
    ? { issue: 'scope-list', expected: `[${parts.join(', ')}]` }
    : { issue: 'scope' };
};

const BOOLEANS: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  on: true,
  false: false,
  no: false,
  off: false,
};

/** A string that stands for a boolean elsewhere: this YAML has no `yes` or `on`, and variables give strings. */
export const checkBoolean: TextCheck = (text) => {
  const word = text.toLowerCase();
  if (!Object.hasOwn(BOOLEANS, word)) return undefined;
  const issue = word === 'true' || word === 'false' ? 'boolean-string' : 'boolean-word';
  return { issue, expected: String(BOOLEANS[word]) };
};

/** The key of an app, under `apps`. */
export const checkAppKey: TextCheck = (text) =>
  checkBoolean(text) !== undefined || text.toLowerCase() === 'null' ? { issue: 'app-key' } : undefined;

/** The check of each key that holds texts. */
export const CHECKS: Readonly<Partial<Record<string, TextCheck>>> = {
  appId,
  authOrigin,
  issuer,
  audience,
  preflight: checkBoolean,
  verifyIssuer: checkBoolean,
  jwksUri,
  name,
  identitySource,
  scopes: scope,
};
