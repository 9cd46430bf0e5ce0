/** Types for `serverless.ts`: mapped over the service's own, so that all else keeps its type, its checks and its docs. */
import type { PassageConfig, PassageOption, Variable } from '../generated/config-types';

/** An event's `httpApi`, `http` or `websocket`: the object form has room for `passage`, the text form (`GET /me`) has none. */
type ApiEvent<E> = E extends object ? E & { passage?: PassageOption } : E;

type ServiceEvent<E> = { [K in keyof E]: K extends 'httpApi' | 'http' | 'websocket' ? ApiEvent<E[K]> : E[K] };

type ServiceEvents<L> = L extends readonly (infer E)[] ? ServiceEvent<E>[] : L;

/** Conditional, since a function may be one of several types: one with a handler, one with an image. */
type ServiceFunction<F> = F extends object
  ? { [K in keyof F]: K extends 'events' ? ServiceEvents<F[K]> : F[K] } & { passage?: PassageOption }
  : F;

type ServiceFunctions<F> = { [Name in keyof F]: ServiceFunction<F[Name]> };

type ServiceCustom<T> = (T extends { custom?: infer C } ? NonNullable<C> : unknown) & {
  passage: PassageConfig | Variable;
};

/**
 * A service type with `custom.passage`, and `passage` on functions and events.
 *
 * @example const config: WithPassage<AWS> = { service: 'api', … };
 */
export type WithPassage<T> = {
  [K in keyof T as Exclude<K, 'custom'>]: K extends 'functions' ? ServiceFunctions<T[K]> : T[K];
} & { custom: ServiceCustom<T> };
