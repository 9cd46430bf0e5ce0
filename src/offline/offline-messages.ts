/** What is said about local development. */
import { type Note, type Problem, formatValue, foundValue, invalidConfig } from '../errors';
import { ASSUMPTIONS } from '../gateway/assumptions';
import { quoteUntrusted } from '../gateway/quote';
import { type MethodAndPath, routeName } from '../service/events';

export function providerConflict(found: unknown): Problem {
  return {
    code: 'PASSAGE_OFFLINE_CONFLICT',
    where: 'custom.offline.customAuthenticationProvider',
    what: 'must not be set: serverless-offline takes only one provider, which must be serverless-passage',
    found: formatValue(found),
    fix: 'Remove it, or remove serverless-passage from plugins for local development',
  };
}

export function unknownLocally(where: string, found: unknown): Problem {
  return invalidConfig(where, 'is known only in AWS, so tokens cannot be checked on this machine', {
    ...foundValue(found),
    fix: 'Set `offline: { keys: local }` in custom.passage to develop without the issuer, or write the value as a string',
  });
}

export function replacedValue(where: string, url: string): string {
  return `${where} is known only in AWS. On this machine it is ${url}`;
}

export function noAuth(): Note {
  return {
    level: 'warning',
    where: '--noAuth',
    what: 'NO TOKEN IS CHECKED, and handlers get the claims of any token, forged or not',
    fix: 'Remove --noAuth, and use `offline: { keys: local }` to develop without the issuer',
  };
}

/** A route whose own authorizer cannot run locally. */
export interface DeniedRoute extends MethodAndPath {
  readonly authorizer: string;
}

export function deniedRoutes(routes: readonly DeniedRoute[]): Note {
  const list = routes.map((route) => `${routeName(route)} (${route.authorizer})`);
  return {
    level: 'warning',
    where: 'offline',
    what: 'serverless-offline cannot run the authorizers of these routes, so they answer 401',
    found: list.join(', '),
  };
}

/** @param authorizer of a denied route */
export function cannotRun(authorizer: string): string {
  return `its authorizer ${quoteUntrusted(authorizer)} cannot run here, so every request is denied`;
}

export const USE_LOCAL_KEYS =
  'To develop without the issuer, set `offline: { keys: local }` in custom.passage';

/** What the Lambda authorizer did with a token that seems to be good. */
export function functionDenied(name: string): string {
  return `${name} denied it, and printed the reason above`;
}

export function functionFailed(name: string, error: string): string {
  return `${name} cannot be called (${error})`;
}

const OTHER_FOLDER = 'Set XDG_CACHE_HOME to a folder of your own, outside of the service';
const NEW_KEY = 'Delete the file: the next command creates a new key';

const LOCAL_KEY_FLAWS = {
  'inside-service': ['is inside the service, and would be part of its package', OTHER_FOLDER],
  unusable: ['cannot be read or created', OTHER_FOLDER],
  'other-user': ['belongs to another user', OTHER_FOLDER],
  'not-a-file': ['must be a regular file', NEW_KEY],
  readable: ['can be read by others', NEW_KEY],
  'not-a-key': [`must hold an RSA key of ${ASSUMPTIONS.minRsaBits} bits or more`, NEW_KEY],
  removed: ['was removed while it was read', 'Run the command again'],
} as const;

export type LocalKeyFlaw = keyof typeof LOCAL_KEY_FLAWS;

/** @param detail an error code, or the mode of the file */
export function localKeyProblem(file: string, flaw: LocalKeyFlaw, detail?: string): Problem {
  const [what, fix] = LOCAL_KEY_FLAWS[flaw];
  const statement = detail === undefined ? what : `${what} (${detail})`;
  return { code: 'PASSAGE_LOCAL_KEY', where: file, what: statement, fix };
}

/** How many routes require a token, and whose keys count. */
export function checkedRoutes(checked: number, all: number, keys: 'local' | 'remote'): string {
  const whose = keys === 'local' ? "this machine's local key" : "the issuer's keys";
  return `${checked} of ${all} routes require a token, checked with ${whose}.`;
}

export function unknownRoute(route: string, functionName: string): Error {
  return new Error(
    `serverless-passage does not know how ${route} (${functionName}) is protected. List serverless-passage in plugins, and use serverless-offline 13 or 14.`,
  );
}
