/** The one request that shows whether a live route refuses strangers. Pure. */
import { takesRequestsOf } from '../routing/route-patterns';
import type { MethodAndPath } from '../service/events';
import { type LiveApi, type LiveRoute, isOpen } from './live-api';
import { noRequest, requestTaken } from './report-messages';

export interface ProbeRequest {
  readonly method: string;
  readonly url: string;
}

/** In place of every path variable: no route has a segment of that name by chance. */
const SEGMENT = 'passage-drift';

/** What to try on a route that takes every method. A preflight carries no token, so `OPTIONS` shows nothing. */
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/**
 * A request that API Gateway gives to this route and to no other: never one that a public route may take.
 *
 * @param baseUrl of the stage, without a slash at the end
 */
export function probeRequest(
  route: LiveRoute,
  live: LiveApi,
  baseUrl: string,
): ProbeRequest | { readonly why: string } {
  const path = concretePath(route.path);
  const url = path === null ? null : urlOf(baseUrl, path);
  if (path === null || url === null) return { why: noRequest() };
  const methods = route.method === 'ANY' ? METHODS : [route.method];
  if (!methods.every((method) => [...METHODS, 'HEAD', 'OPTIONS'].includes(method)))
    return { why: noRequest() };
  const others = live.routes.filter((other) => other !== route);
  const isTaken = (method: string): LiveRoute | undefined =>
    others.find((other) => mayTake(other, route, { method, path }, isOpen(live.api, other)));
  const method = methods.find((candidate) => isTaken(candidate) === undefined);
  return method === undefined ? { why: requestTaken() } : { method, url };
}

/** Whether another route may get a request that is meant for this one. */
function mayTake(other: LiveRoute, route: LiveRoute, request: MethodAndPath, isPublic: boolean): boolean {
  if (!takesRequestsOf(request, other)) return false;
  // Whether the path or the method counts first is not documented.
  const isMethodMoreSpecific = route.method === 'ANY' && other.method !== 'ANY';
  return takesRequestsOf(other, route) || (isPublic && isMethodMoreSpecific);
}

function concretePath(path: string): string | null {
  const filled = path === '$default' ? `/${SEGMENT}` : path.replace(/\{[^}]*\}/g, SEGMENT);
  return filled.startsWith('/') ? filled : null;
}

/** `null` where a URL of this path would be a URL of another one: `/a/../b`, for example. */
function urlOf(baseUrl: string, path: string): string | null {
  const url = new URL(baseUrl);
  const whole = `${url.pathname.replace(/\/$/, '')}${path}`;
  url.pathname = whole;
  try {
    return decodeURI(url.pathname) === decodeURI(whole) ? url.href : null;
  } catch {
    return null;
  }
}
