/** The framework's spellings of an event. */
import type { EventConfig, FunctionConfig } from '../serverless';
import { type JsonObject, isObject } from '../util/objects';

/** An HTTP API (`httpApi` events), a REST API (`http` events) or a WebSocket API (`websocket` events). */
export type ApiKind = 'http' | 'rest' | 'websocket';

export const API_KINDS = ['http', 'rest', 'websocket'] as const satisfies readonly ApiKind[];

/** The key of an event of each. */
export const EVENT_KEY = { http: 'httpApi', rest: 'http', websocket: 'websocket' } as const satisfies Record<
  ApiKind,
  string
>;

/** The options of an event in its object form. */
export type EventOptions = JsonObject;

/**
 * Upper case, `ANY` for every method; a path with a leading slash, `$default` for an HTTP API's catch-all. The one route
 * of a WebSocket API that can have an authorizer is `ANY` of `$connect`.
 */
export interface MethodAndPath {
  readonly method: string;
  readonly path: string;
}

interface ParsedEvent extends MethodAndPath {
  readonly options: EventOptions;
}

const STRING_FORM = /^(\*|ANY|GET|POST|PUT|PATCH|OPTIONS|HEAD|DELETE) (\S+)$/i;

/** Of an HTTP API; the framework takes a path of a REST API without a slash too. */
const HTTP_PATH = /^(\*$|\/)/;

/** The entries of a function's `events` by their index. What is not an object is left to the framework to refuse. */
export function eventsOf({
  events,
}: Pick<FunctionConfig, 'events'>): (readonly [index: number, event: EventConfig])[] {
  const entries: readonly unknown[] = Array.isArray(events) ? events : [];
  const found: (readonly [number, EventConfig])[] = [];
  entries.forEach((event, index) => {
    if (isObject(event)) found.push([index, event]);
  });
  return found;
}

/**
 * `GET /x`, `*`, `{ method, path }` in one shape; `null` for anything that is not such an event. `*` as a method is
 * `ANY` on an HTTP API; for a REST API the framework takes it for the name of a method.
 */
export function parseEvent(api: ApiKind, value: unknown): ParsedEvent | null {
  if (api === 'websocket') return parseWebsocketEvent(value);
  if (typeof value === 'string') {
    if (api === 'http' && value === '*') return { method: 'ANY', path: '$default', options: {} };
    const [, method, path] = STRING_FORM.exec(value) ?? [];
    return parseParts(api, method, path, {});
  }
  if (!isObject(value)) return null;
  const { method = 'ANY', path } = value;
  return parseParts(api, method, path, value);
}

function parseParts(api: ApiKind, method: unknown, path: unknown, options: EventOptions): ParsedEvent | null {
  if (typeof method !== 'string' || typeof path !== 'string') return null;
  const isValid = api === 'http' ? HTTP_PATH.test(path) : method !== '*';
  return isValid ? { ...normalise(api, method, path), options } : null;
}

/** `$connect` or `{ route: $connect }`. The other routes of a WebSocket API have no authorizer of their own. */
function parseWebsocketEvent(value: unknown): ParsedEvent | null {
  const options = isObject(value) ? value : {};
  const route = isObject(value) ? value.route : value;
  return route === CONNECT ? { method: 'ANY', path: CONNECT, options } : null;
}

const CONNECT = '$connect';

function normalise(api: ApiKind, method: string, path: string): MethodAndPath {
  if (api === 'http' && path === '*') return { method: 'ANY', path: '$default' };
  const upper = method === '*' ? 'ANY' : method.toUpperCase();
  // The framework takes a REST path with or without its slashes.
  return { method: upper, path: api === 'rest' ? `/${path.replace(/^\//, '').replace(/\/$/, '')}` : path };
}

/** The route as API Gateway calls it: `GET /me`, `$default`, `$connect`. */
export function routeName({ method, path }: MethodAndPath): string {
  return path.startsWith('$') ? path : `${method} ${path}`;
}

/** What API Gateway takes for one route: names of path variables do not count. */
export function identity({ api, method, path }: MethodAndPath & { readonly api: ApiKind }): string {
  return `${api} ${method} ${pathShape(path)}`;
}

/** A path without the names of its variables: API Gateway takes two paths that differ in them only for one. */
export function pathShape(path: string): string {
  return path.includes('{') ? path.replace(/\{[^}+]*(\+?)\}/g, '{$1}') : path;
}
