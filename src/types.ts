/** Types for `serverless.ts`. */
import type { PassageConfig, PassageOption } from './generated/types';

/** The object form of an event, with `passage`. A string form stays as it is. */
type WithOption<E> = E extends string ? E : E extends object ? E & { passage?: PassageOption } : E;

/** One entry of `events`: `passage` in its `httpApi` or `http` part. */
type EventWithPassage<E> = E extends { httpApi: infer H }
  ? Omit<E, 'httpApi'> & { httpApi: WithOption<H> }
  : E extends { http: infer H }
    ? Omit<E, 'http'> & { http: WithOption<H> }
    : E;

type EventsWithPassage<F> = F extends { events?: infer L }
  ? Omit<F, 'events' | 'passage'> & {
      passage?: PassageOption;
      events?: Extract<L, readonly unknown[]> extends readonly (infer E)[] ? EventWithPassage<E>[] : never;
    }
  : F & { passage?: PassageOption };

/**
 * A service type with `custom.passage`, and `passage` on functions and events.
 *
 * @example const config: WithPassage<AWS> = { service: 'api', … };
 */
export type WithPassage<T> = Omit<T, 'custom' | 'functions'> & {
  custom: { passage: PassageConfig; [key: string]: unknown };
  functions?: T extends { functions?: infer F } ? { [K in keyof F]: EventsWithPassage<F[K]> } : never;
};
