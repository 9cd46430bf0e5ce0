/**
 * For tests of handlers: the package's `serverless-passage/testing`. It imports no framework, and no code of a handler
 * may import it.
 */
export type { Payload, ProtectedEvent, PublicEvent } from './event-types';
export { passageEvent, publicEvent } from './passage-event';
export type { PassageEventOptions, PublicEventOptions } from './passage-event';
export { localToken } from './local-token';
export type { LocalTokenOptions } from './local-token';
