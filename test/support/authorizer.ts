/** The Lambda authorizer in this process, and what its answers mean to API Gateway. */
import { type Handler, makeHandler } from '../../src/authorizer/handler';
import { type RoutesFile, routeKey } from '../../src/authorizer/routes-file';
import { readSettings } from '../../src/authorizer/settings';
import { ASYMMETRIC_ALGORITHMS } from '../../src/gateway/algorithms';
import { API_KINDS } from '../../src/service/events';
import { API_ARN } from './lambda-events';

export interface FunctionOptions {
  readonly issuer: string;
  readonly audience?: readonly string[];
  readonly algorithms?: readonly string[];
  readonly jwksUri?: string;
  readonly identitySource?: string;
  readonly scopes?: readonly string[];
  /** Of the route, `/me` by default. */
  readonly path?: string;
  readonly now?: () => Date;
  readonly fetch?: typeof fetch;
}

export interface TestFunction {
  readonly handler: Handler;
  /** What was logged, line by line. */
  readonly lines: string[];
  /** The last line. */
  readonly last: () => Record<string, unknown>;
}

/** The artifact's file for one app that protects `GET` of a path, and `$connect`. */
export function routesFile({
  audience = ['api'],
  scopes = [],
  path = '/me',
  ...options
}: FunctionOptions): RoutesFile {
  return {
    apps: {
      default: {
        issuer: 'ISSUER',
        audience: audience.map((_, i) => `AUDIENCE_${i}`),
        jwksUri: options.jwksUri === undefined ? null : 'JWKS_URI',
        algorithms: options.algorithms ?? ASYMMETRIC_ALGORITHMS,
        identitySource: options.identitySource ?? '$request.header.Authorization',
      },
    },
    routes: Object.fromEntries(
      API_KINDS.map((api) => {
        const route = api === 'websocket' ? { method: 'ANY', path: '$connect' } : { method: 'GET', path };
        return [routeKey(api, route), { app: 'default', scopes }];
      }),
    ),
  };
}

export function environment({ issuer, audience = ['api'], jwksUri }: FunctionOptions): NodeJS.ProcessEnv {
  return {
    ISSUER: issuer,
    ...Object.fromEntries(audience.map((value, i) => [`AUDIENCE_${i}`, value])),
    ...(jwksUri === undefined ? {} : { JWKS_URI: jwksUri }),
  };
}

export function makeFunction(options: FunctionOptions): TestFunction {
  const lines: string[] = [];
  const now = options.now ?? (() => new Date());
  const handler = makeHandler({
    settings: () =>
      readSettings(routesFile(options), environment(options), { fetch: options.fetch ?? fetch, now }),
    now,
    log: (line) => lines.push(line),
  });
  return { handler, lines, last: () => JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown> };
}

export interface Verdict {
  readonly status: 200 | 401 | 403 | 500;
  /** What the handler of the route would find as `passage`. */
  readonly claims?: unknown;
  readonly principalId?: unknown;
}

/** What API Gateway makes of the answer (AWS documentation; anything in an invalid form is a 500). */
export async function verdictOf(handler: Handler, event: object): Promise<Verdict> {
  let answer: unknown;
  try {
    answer = JSON.parse(JSON.stringify(await handler(event)));
  } catch (error) {
    return { status: error instanceof Error && error.message === 'Unauthorized' ? 401 : 500 };
  }
  return isRecord(answer) ? ('isAuthorized' in answer ? simple(answer) : byPolicy(answer)) : { status: 500 };
}

function simple({ isAuthorized, context }: Record<string, unknown>): Verdict {
  if (isAuthorized === false) return { status: 403 };
  return isAuthorized === true ? { status: 200, claims: claimsOf(context) } : { status: 500 };
}

function byPolicy({ principalId, policyDocument, context }: Record<string, unknown>): Verdict {
  const { Statement } = isRecord(policyDocument) ? policyDocument : {};
  const [statement] = Array.isArray(Statement) && Statement.length === 1 ? (Statement as unknown[]) : [];
  if (!isRecord(statement) || typeof principalId !== 'string') return { status: 500 };
  const { Effect, Resource } = statement;
  if (Effect === 'Allow' && Resource === `${API_ARN}/*`)
    return { status: 200, claims: claimsOf(context), principalId };
  return { status: Effect === 'Deny' ? 403 : 500 };
}

function claimsOf(context: unknown): unknown {
  return isRecord(context) && typeof context.passage === 'string' ? JSON.parse(context.passage) : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
