/** The framework's spellings of events. */
import type { EventConfig, FunctionConfig } from '../serverless';

/** An HTTP API (`httpApi` events) or a REST API (`http` events). */
export type Api = 'http' | 'rest';

/** The key of an event of each. */
export const KEYS = { http: 'httpApi', rest: 'http' } as const satisfies Record<Api, string>;

/** An event's options, as far as it is an object. */
export type Options = Readonly<Record<string, unknown>>;

const AS_TEXT = /^(\*|ANY|GET|POST|PUT|PATCH|OPTIONS|HEAD|DELETE) (\S+)$/i;

/** The entries that are events; what else stands there is for the framework to refuse. */
export function eventsOf({ events }: FunctionConfig): readonly EventConfig[] {
  return Array.isArray(events) ? events : [];
}

/**
 * `GET /x`, `*`, `{ method, path }`: one shape; `null` for what is no such event. `*` as a method is `ANY` on an HTTP
 * API; for a REST API the framework takes it for a method's name.
 */
export function spell(api: Api, value: unknown): { method: string; path: string; options: Options } | null {
  if (typeof value === 'string') {
    if (api === 'http' && value === '*') return { method: 'ANY', path: '$default', options: {} };
    const match = AS_TEXT.exec(value);
    return match === null || (api === 'rest' && match[1] === '*')
      ? null
      : { ...place(api, match[1] ?? '', match[2] ?? ''), options: {} };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const options = value as Options;
  const { method, path } = options;
  if (typeof path !== 'string' || (api === 'rest' && method === '*')) return null;
  return { ...place(api, typeof method === 'string' ? method : 'ANY', path), options };
}

function place(api: Api, method: string, path: string): { method: string; path: string } {
  if (api === 'http' && path === '*') return { method: 'ANY', path: '$default' };
  const upper = method === '*' ? 'ANY' : method.toUpperCase();
  // The framework takes a REST path with or without its slashes.
  return { method: upper, path: api === 'rest' ? `/${path.replace(/^\//, '').replace(/\/$/, '')}` : path };
}
