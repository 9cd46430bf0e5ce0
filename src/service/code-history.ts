/** What functions ran at every state of a service, in the words of the state in which each code was seen first. */
import { groupBy } from '../util/group-by';
import { type Code, type RunningCode, isCodeIn } from './function-code';

/**
 * Other plugins rewrite handlers: a bundler writes another file for each, and a wrapper one handler for all. So a
 * function is known by what it ran when it was seen first, and by whatever another function ran before it.
 */
export class CodeHistory {
  /** By the name of a function. */
  private readonly known = new Map<string, readonly Code[]>();
  /** What each code stands for, by its key; nothing, where functions of different code came to it at once. */
  private readonly meanings = new Map<string, readonly Code[]>();
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
      for (const { name } of group) this.add(name, meaning);
    }
  }

  /** All that a function has run. */
  runsOf({ name, runs }: RunningCode): readonly Code[] {
    return this.known.get(name) ?? runs;
  }

  /** What all functions have in common that came to a new code, and were there before. */
  private meaningOf(group: readonly { readonly name: string; readonly code: Code }[]): readonly Code[] {
    const [first, ...others] = group.flatMap(({ name }) => [this.known.get(name) ?? []]).filter(isNotEmpty);
    if (first === undefined) return group.slice(0, 1).map(({ code }) => code);
    return first.filter((code) => others.every((other) => isCodeIn(code, other)));
  }

  private add(name: string, codes: readonly Code[]): void {
    const known = this.known.get(name) ?? [];
    const keys = new Set(known.map(keyOf));
    const added = codes.filter((code) => !keys.has(keyOf(code)));
    this.count += added.length + (this.known.has(name) ? 0 : 1);
    this.known.set(name, [...known, ...added]);
  }
}

function isNotEmpty(codes: readonly Code[]): boolean {
  return codes.length > 0;
}

function keyOf({ text, artifact }: Code): string {
  return JSON.stringify([text, artifact]);
}
