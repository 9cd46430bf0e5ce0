/** Protection that is lost where other plugins give events other paths, functions and methods at once, and as texts. */
import { expect } from 'chai';
import * as fc from 'fast-check';
import type { Finding } from '../../src/errors';
import type { Intent } from '../../src/intent/intent';
import { type Functions, fn, intent, on, replacedBetween, takenBetween } from '../support/intents';

interface Fn {
  readonly name: string;
  readonly handler: string;
  readonly passage: unknown;
}

interface Event {
  readonly of: string;
  readonly method: string;
  readonly base: string;
  readonly rest: string;
  readonly passage: unknown;
}

interface Service {
  readonly functions: readonly Fn[];
  readonly events: readonly Event[];
}

/** An event by now, with all that it was. */
interface Moved extends Event {
  readonly from: readonly Event[];
}

const SETTINGS = [undefined, undefined, true, false, { scopes: ['admin'] }, { scopes: ['read'] }];
const BASES = [
  ['/v1', '/v2'],
  ['/api', '/api/admin'],
  ['/v1', '/v2', '/internal'],
  ['', '/admin'],
] as const;

const keyOf = ({ method, base, rest }: Event): string => `${method} ${base}${rest}`;
const uniqueBy = { selector: keyOf, minLength: 1 };

const service = fc.constantFrom(...BASES).chain((bases) =>
  fc.integer({ min: 1, max: 3 }).chain((count) => {
    const names = ['f', 'g', 'h'].slice(0, count);
    const event = fc.record({
      of: fc.constantFrom(...names),
      method: fc.constantFrom('GET', 'GET', 'POST', 'ANY'),
      base: fc.constantFrom(...bases),
      rest: fc.constantFrom('/orders', '/orders', '/users'),
      passage: fc.constantFrom(...SETTINGS),
    });
    const functions = names.map((name) =>
      fc.record({
        name: fc.constant(name),
        handler: fc.constantFrom('shared', name),
        passage: fc.constantFrom(...SETTINGS),
      }),
    );
    return fc.record({
      functions: fc.tuple(...functions),
      events: fc.uniqueArray(event, { ...uniqueBy, maxLength: 7 }),
      paths: fc
        .tuple(...bases.map((base) => fc.constantFrom(base, '/old', '/new', '', `/x${base}`)))
        .filter((paths) => new Set(paths).size === paths.length),
      bases: fc.constant(bases),
    });
  }),
);

/** What a plugin does beside changing base paths. */
const EDITS: Readonly<Record<string, (state: State) => State>> = {
  nothing: (state) => state,
  merge: ({ functions, events }) => ({
    functions: functions.filter(({ name }) => name !== 'g'),
    events: events.map((event) => (event.of === 'g' ? { ...event, of: 'f' } : event)),
  }),
  rename: ({ functions, events }) => ({
    functions: functions.map((each) => ({ ...each, name: `${each.name}x` })),
    events: events.map((event) => ({ ...event, of: `${event.of}x` })),
  }),
  'one lambda': ({ events }) => ({
    functions: [{ name: 'app', handler: 'app', passage: true }],
    events: events.map((event) => ({ ...event, of: 'app' })),
  }),
  'one event for all methods': ({ functions, events }) => {
    const byPath = new Map<string, Moved>();
    for (const event of events) {
      const key = `${event.of} ${event.base}${event.rest}`;
      const other = byPath.get(key);
      const merged = other && { ...other, method: 'ANY', from: [...other.from, ...event.from] };
      byPath.set(key, merged ?? event);
    }
    return { functions, events: [...byPath.values()] };
  },
};

interface State {
  readonly functions: readonly Fn[];
  readonly events: readonly Moved[];
}

const functionsOf = ({ functions, events }: Service): Functions =>
  Object.fromEntries(
    functions.flatMap(({ name, handler, passage }) => {
      const own = events.filter(({ of }) => of === name).map((event) => on(keyOf(event), event.passage));
      return own.length === 0
        ? []
        : [[name, { ...fn(handler, ...own), ...(passage !== undefined && { passage }) }]];
    }),
  );

/** How the route of an event is protected: `public`, or the scopes that it asks for. */
const protectionIn = (state: Intent, event: Event): string => {
  const route = [...state.routes.values()].find(
    ({ planned }) => `${planned.method} ${planned.path}` === keyOf(event),
  );
  const decision = route?.planned.decision;
  return decision?.access === 'protected' ? `protected ${decision.scopes.join()}` : 'public';
};

const isLost = (before: string, now: string): boolean =>
  before !== 'public' && before !== now && (now === 'public' || before !== 'protected ');

interface Edit {
  readonly kind: string;
  readonly isText: boolean;
  /** A function that is copied before, with all that it says: its routes under a prefix, in a function of their own. */
  readonly copied: string | null;
}

const edits: fc.Arbitrary<Edit> = fc.record({
  kind: fc.constantFrom(...Object.keys(EDITS)),
  isText: fc.boolean(),
  copied: fc.constantFrom(null, 'f', 'g'),
});

const copyOf = ({ functions, events }: Service, copied: string | null): State => ({
  functions: functions.filter(({ name }) => name === copied).map((each) => ({ ...each, name: 'green' })),
  events: events
    .filter(({ of }) => of === copied)
    .map((event) => ({ ...event, of: 'green', base: `/green${event.base}`, from: [] })),
});

/** What is found, and whether an event that says nothing by now has lost protection that its route had elsewhere. */
const compared = (
  { functions, events, bases, paths }: Service & { bases: readonly string[]; paths: readonly string[] },
  { kind, isText, copied }: Edit,
): { found: Finding[]; lost: string[] } | null => {
  const moved = events.map((event): Moved => {
    const base = paths[bases.indexOf(event.base)] ?? '';
    return { ...event, base, passage: isText ? undefined : event.passage, from: [event] };
  });
  const edited = EDITS[kind]?.({ functions, events: moved }) ?? { functions, events: moved };
  const copy = copyOf({ functions, events }, copied);
  const state = {
    functions: [...edited.functions, ...copy.functions],
    events: [...edited.events, ...copy.events],
  };
  if (new Set(state.events.map(keyOf)).size < state.events.length) return null;
  const [first, now] = [functionsOf({ functions, events }), functionsOf(state)];
  const [before, after] = [intent(first), intent(now)];
  const lost = state.events.filter(
    (event) =>
      event.passage === undefined &&
      event.from.some(
        (from) =>
          keyOf(from) !== keyOf(event) && isLost(protectionIn(before, from), protectionIn(after, event)),
      ),
  );
  return { found: [...takenBetween(first, now), ...replacedBetween(before, after)], lost: lost.map(keyOf) };
};

describe('a protection that is lost on another path', function () {
  this.timeout(120_000);

  it('is found, whatever else ends alike', () => {
    let losses = 0;
    fc.assert(
      fc.property(service, edits, (choice, edit) => {
        const result = compared(choice, edit);
        if (result === null || result.lost.length === 0) return;
        losses += 1;
        expect(result.found, `${edit.kind}: ${result.lost.join()}`).not.to.have.length(0);
      }),
      { numRuns: 300, seed: 20261127 },
    );
    expect(losses, 'services that lost something').to.be.above(50);
  });

  it('is none where every path gets the same prefix, and all events keep what they say', () => {
    fc.assert(
      fc.property(service, ({ functions, events, bases }) => {
        const paths = bases.map((base) => `/x${base}`);
        const result = compared(
          { functions, events, bases, paths },
          { kind: 'nothing', isText: false, copied: null },
        );
        expect(result?.found.map(({ what }) => what)).to.deep.equal([]);
      }),
      { numRuns: 150, seed: 20261127 },
    );
  });
});
