/** What functions ran at every state of a service, in the words of the state in which each code was seen first. */
import { groupBy } from '../util/group-by';
import { type Code, type RunningCode, isCodeIn } from './function-code';

/** What a code stands for. */
interface Meaning {
  /** For functions that ran something before: what all those have in common that came to it first. */
  readonly common: readonly Code[];
  /** For functions of which nothing is known, by key: what any function ran that has come to it. */
  readonly any: Map<string, Code>;
  /** The names of those functions. */
  readonly users: Set<string>;
}

interface Running {
  readonly name: string;
  readonly code: Code;
}

/**
 * Other plugins rewrite handlers: a bundler writes another file for each, and a wrapper one handler for all. So a
 * function is known by what it ran when it was seen first, and by whatever another function ran before it.
 */
export class CodeHistory {
  /** By the name of a function, and by key. */
  private readonly known = new Map<string, Map<string, Code>>();
  private readonly meanings = new Map<string, Meaning>();
  private count = 0;

  /** Grows with every function that is new, and with every code that one has not run before. */
  get size(): number {
    return this.count;
  }

  /** @param functions all functions of one state */
  record(functions: readonly RunningCode[]): void {
    const running = functions.flatMap(({ name, runs }) => runs.map((code) => ({ name, code })));
    for (const [key, group] of groupBy(running, ({ code }) => keyOf(code))) {
      const meaning = this.meanings.get(key) ?? this.meaningOf(group);
      this.meanings.set(key, meaning);
      const arriving = group.filter(({ name }) => !meaning.users.has(name));
      const isKnown = ({ name }: Running): boolean => this.known.has(name);
      for (const { name } of arriving.filter(isKnown)) {
        for (const code of this.codesOf(name)) meaning.any.set(keyOf(code), code);
        this.add(name, meaning.common);
      }
      for (const { name } of arriving) {
        if (!this.known.has(name)) this.add(name, [...meaning.any.values()]);
        meaning.users.add(name);
      }
    }
  }

  /** All that a function has run. */
  runsOf({ name, runs }: RunningCode): readonly Code[] {
    return this.known.has(name) ? this.codesOf(name) : runs;
  }

  private codesOf(name: string): readonly Code[] {
    return [...(this.known.get(name)?.values() ?? [])];
  }

  private meaningOf(group: readonly Running[]): Meaning {
    const [first, ...others] = group
      .filter(({ name }) => this.known.has(name))
      .map(({ name }) => this.codesOf(name));
    const own = group.slice(0, 1).map(({ code }) => code);
    return {
      common: first?.filter((code) => others.every((other) => isCodeIn(code, other))) ?? own,
      any: new Map(first === undefined ? own.map((code) => [keyOf(code), code]) : []),
      users: new Set(),
    };
  }

  private add(name: string, codes: readonly Code[]): void {
    const known = this.known.get(name) ?? new Map<string, Code>();
    const before = known.size;
    for (const code of codes) known.set(keyOf(code), code);
    this.count += known.size - before + (this.known.has(name) ? 0 : 1);
    this.known.set(name, known);
  }
}

function keyOf({ text, artifact }: Code): string {
  return JSON.stringify([text, artifact]);
}
