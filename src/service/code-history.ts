/** What functions ran at every state of a service, in the words of the state in which each code was seen first. */
import { type Code, type RunningCode, isCodeIn, isSameFile } from './function-code';

/** What a code stands for. */
interface Meaning {
  readonly code: Code;
  /** For functions that ran something before: what all those have in common that came to it first. */
  readonly common: readonly Code[];
  /** For functions of which nothing is known, by key: what any function ran that has come to it. */
  readonly any: Map<string, Code>;
  /** The names of those functions. */
  readonly users: Set<string>;
}

/** Functions of one state with the same code. */
interface Group {
  readonly code: Code;
  readonly names: string[];
}

/**
 * Other plugins rewrite handlers: a bundler writes another file for each, and a wrapper one handler for all. So a
 * function is known by what it ran when it was seen first, and by whatever another function ran before it.
 */
export class CodeHistory {
  /** By the name of a function, and by key. */
  private readonly known = new Map<string, Map<string, Code>>();
  private readonly meanings = new Map<string, Meaning>();
  /** The same by the text of their code. */
  private readonly byText = new Map<string, Meaning[]>();
  /** What functions are known to have run before, by their names. */
  private readonly recorded = new Map<string, readonly Code[]>();
  private count = 0;

  /** Grows with every function that is new, and with every code that one has not run before. */
  get size(): number {
    return this.count;
  }

  /** @param functions all functions of one state */
  record(functions: readonly RunningCode[]): void {
    const changed = functions.filter((fn) => !this.isRecorded(fn));
    const isKnown = ({ name }: RunningCode): boolean => this.known.has(name);
    const [known, added] = [changed.filter(isKnown), changed.filter((fn) => !isKnown(fn))];
    for (const group of this.groupsOf(known)) this.recordKnown(group);
    for (const group of this.groupsOf(added)) this.recordAdded(group);
  }

  /** Whether a function runs what it has run before. Nearly all do, at each state, and no state is forgotten. */
  private isRecorded({ name, runs }: RunningCode): boolean {
    // Stryker disable next-line ConditionalExpression: without it the answer is the same, later.
    if (isSameCode(runs, this.recorded.get(name))) return true;
    const isRun = (code: Code): boolean => this.meanings.get(keyOf(code))?.users.has(name) === true;
    if (!this.known.has(name) || !runs.every(isRun)) return false;
    this.recorded.set(name, runs);
    return true;
  }

  /** All that a function has run. */
  runsOf({ name, runs }: RunningCode): readonly Code[] {
    return this.known.has(name) ? this.codesOf(name) : runs;
  }

  /** What any function ran that has come to a code with this text, in the same file. */
  readonly ranBefore = (code: Code): readonly Code[] => {
    const meanings = (this.byText.get(code.text) ?? []).filter((meaning) => isSameFile(code, meaning.code));
    return meanings.flatMap(({ any }) => [...any.values()]);
  };

  private codesOf(name: string): readonly Code[] {
    return [...(this.known.get(name)?.values() ?? [])];
  }

  private groupsOf(functions: readonly RunningCode[]): Iterable<Group> {
    const groups = new Map<string, Group>();
    for (const { name, runs } of functions)
      for (const code of runs.flatMap((each) => this.readingsOf(name, each))) {
        const group = groups.get(keyOf(code)) ?? { code, names: [] };
        group.names.push(name);
        groups.set(keyOf(code), group);
      }
    return groups.values();
  }

  /**
   * The known codes that a function may run. What another plugin writes in a package of a function that runs the handler
   * already is that function's. Of another function, it may be the package of each with the same handler.
   */
  private readingsOf(name: string, code: Code): readonly Code[] {
    const exact = this.meanings.get(keyOf(code));
    const known = this.byText.get(code.text) ?? [];
    if (known.some(({ users }) => users.has(name))) return [code];
    const isCertain = exact !== undefined && (code.artifact ?? code.contents) !== null;
    const same = known.map((meaning) => meaning.code).filter((other) => isSameFile(code, other));
    return isCertain || same.length === 0 ? [code] : same;
  }

  private recordKnown({ code, names }: Group): void {
    const { users, any, common } = this.meaningOf(code, names);
    for (const name of names.filter((each) => !users.has(each))) {
      for (const each of this.codesOf(name)) any.set(keyOf(each), each);
      this.add(name, common);
      users.add(name);
    }
  }

  private recordAdded({ code, names }: Group): void {
    const { users, any } = this.meaningOf(code, names);
    for (const name of names) {
      this.add(name, [...any.values()]);
      users.add(name);
    }
  }

  /** What the code stands for; where no function has run it until now, these functions say what. */
  private meaningOf(code: Code, names: readonly string[]): Meaning {
    const known = this.meanings.get(keyOf(code));
    if (known !== undefined) return known;
    const before = names.filter((name) => this.known.has(name)).map((name) => this.codesOf(name));
    const meaning = newMeaning(code, before);
    this.meanings.set(keyOf(code), meaning);
    this.byText.set(code.text, [...(this.byText.get(code.text) ?? []), meaning]);
    return meaning;
  }

  private add(name: string, codes: readonly Code[]): void {
    const known = this.known.get(name) ?? new Map<string, Code>();
    const before = known.size;
    for (const code of codes) known.set(keyOf(code), code);
    this.count += known.size - before + (this.known.has(name) ? 0 : 1);
    this.known.set(name, known);
  }
}

/** @param before what each function ran that comes to it first, but for new functions */
function newMeaning(code: Code, [first, ...others]: readonly (readonly Code[])[]): Meaning {
  return {
    code,
    common: first?.filter((each) => others.every((other) => isCodeIn(each, other))) ?? [code],
    any: new Map(first === undefined ? [[keyOf(code), code]] : []),
    users: new Set(),
  };
}

function isSameCode(runs: readonly Code[], others: readonly Code[] | undefined): boolean {
  const isSame = ({ text, artifact, contents }: Code, i: number): boolean => {
    const other = others?.[i];
    return other?.text === text && other.artifact === artifact && other.contents === contents;
  };
  return runs.length === others?.length && runs.every(isSame);
}

function keyOf({ text, artifact, contents }: Code): string {
  return JSON.stringify([text, artifact, contents]);
}
