/** In which other ways than by routes functions can be called, as their configuration says. */
import type { EventConfig, FunctionConfig } from '../serverless';
import { isObject, propertyOf } from '../util/objects';

/** An event of a WebSocket API. */
export interface WebsocketEvent {
  readonly functionName: string;
  /** `$connect`, `$default`, `send`. */
  readonly route: string;
}

/** What a load balancer does with a request without a login, and does not forward it. `deny` where nothing is said. */
const DENYING: readonly unknown[] = ['deny', 'authenticate', undefined, null, ''];

/** The name of an authorizer, or a list of names, which may be empty. Each is asked. */
export function isOpenAlb({ alb }: EventConfig, albOfProvider: unknown): boolean {
  if (alb === undefined || alb === null) return false;
  const names: readonly unknown[] = [propertyOf(alb, 'authorizer')].flat().filter(Boolean);
  const authorizers = propertyOf(albOfProvider, 'authorizers');
  return !names.some((name) => {
    const authorizer = propertyOf(authorizers, String(name));
    return DENYING.includes(propertyOf(authorizer, 'onUnauthenticatedRequest'));
  });
}

export function websocketEvents(functionName: string, { websocket }: EventConfig): WebsocketEvent[] {
  const route = isObject(websocket) ? websocket.route : websocket;
  return typeof route === 'string' ? [{ functionName, route }] : [];
}

export function hasPublicUrl({ url }: FunctionConfig): boolean {
  return isObject(url) ? url.authorizer !== 'aws_iam' : Boolean(url);
}
