/** Events in each of their forms, as a plugin reads and writes them. */
import type { Json } from './model';

type Key = 'httpApi' | 'http' | 'websocket';

export const keyOf = (event: Json): Key =>
  'websocket' in event ? 'websocket' : 'httpApi' in event ? 'httpApi' : 'http';

export const API_OF = { httpApi: 'http', http: 'rest', websocket: 'websocket' } as const;

/** The path of the route that gets what no other route of an HTTP API gets. */
export const DEFAULT = '$default';

export interface MethodAndPath {
  readonly method: string;
  readonly path: string;
}

export function placeOf(event: Json): MethodAndPath {
  const value = event[keyOf(event)];
  if (keyOf(event) === 'websocket') {
    const route = typeof value === 'string' ? value : (value as { route: string }).route;
    return { method: 'ANY', path: route };
  }
  if (value === '*') return { method: 'ANY', path: DEFAULT };
  if (typeof value === 'string') {
    const [method = '', path = ''] = value.split(' ');
    return { method, path };
  }
  const { method, path } = value as { method?: string; path: string };
  return path === '*' ? { method: 'ANY', path: DEFAULT } : { method: String(method), path };
}

export function optionsOf(key: Key, { method, path }: MethodAndPath): Json {
  if (key === 'websocket') return { route: path };
  return path === DEFAULT ? { path: '*' } : { method, path };
}

/** An event of another kind, method or path in its string form, or as an object with what else it says. */
export function writeEvent(key: Key, place: MethodAndPath, said: Json | null): Json {
  if (said !== null) return { [key]: { ...optionsOf(key, place), ...said } };
  const { method, path } = place;
  return { [key]: key === 'websocket' ? path : path === DEFAULT ? '*' : `${method} ${path}` };
}
