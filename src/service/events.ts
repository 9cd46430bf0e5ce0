/** The framework's spellings of events. */
import type { EventConfig, FunctionConfig } from '../serverless';

/** An HTTP API (`httpApi` events) or a REST API (`http` events). */
export type ApiKind = 'http' | 'rest';

/** The key of an event of each. */
export const EVENT_KEY = { http: 'httpApi', rest: 'http' } as const satisfies Record<ApiKind, string>;

/** An event's options, as far as it is an object. */
export type EventOptions = Readonly<Record<string, unknown>>;

const STRING_FORM = /^(\*|ANY|GET|POST|PUT|PATCH|OPTIONS|HEAD|DELETE) (\S+)$/i;

/** The entries that are events; what else stands there is for the framework to refuse. */
export function eventsOf({ events }: FunctionConfig): readonly EventConfig[] {
  return Array.isArray(events) ? events : [];
}

/**
 * `GET /x`, `*`, `{ method, path }`: one shape; `null` for what is no such event. `*` as a method is `ANY` on an HTTP
 * API; for a REST API the framework takes it for a method's name.
 */
export function parseEvent(
  api: ApiKind,
  value: unknown,
): { method: string; path: string; options: EventOptions } | null {
  if (typeof value === 'string') {
    if (api === 'http' && value === '*') return { method: 'ANY', path: '$default', options: {} };
    const match = STRING_FORM.exec(value);
    return match === null || (api === 'rest' && match[1] === '*')
      ? null
      : { ...toMethodAndPath(api, match[1] ?? '', match[2] ?? ''), options: {} };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const options = value as EventOptions;
  const { method, path } = options;
  if (typeof path !== 'string' || (api === 'rest' && method === '*')) return null;
  return { ...toMethodAndPath(api, typeof method === 'string' ? method : 'ANY', path), options };
}

function toMethodAndPath(api: ApiKind, method: string, path: string): { method: string; path: string } {
  if (api === 'http' && path === '*') return { method: 'ANY', path: '$default' };
  const upper = method === '*' ? 'ANY' : method.toUpperCase();
  // The framework takes a REST path with or without its slashes.
  return { method: upper, path: api === 'rest' ? `/${path.replace(/^\//, '').replace(/\/$/, '')}` : path };
}
