/** What the plugin does with the framework's own objects. */
import { expect } from 'chai';
import { PassageError, invalidConfig } from '../src/errors';
import {
  type Serverless,
  type Writers,
  asServerlessError,
  logNotes,
  logProblems,
  registerKeys,
  warnOfProblems,
} from '../src/serverless';

describe('serverless: errors of a hook', () => {
  class UserError extends Error {
    constructor(
      message: string,
      readonly code: string,
    ) {
      super(message);
    }
  }
  const run = (thrown: Error | null): Promise<unknown> =>
    asServerlessError({ classes: { Error: UserError } } as unknown as Serverless, () => {
      if (thrown !== null) throw thrown;
    })().then(
      () => null,
      (error: unknown) => error,
    );

  it('are the framework’s own where they are ours, and as they were otherwise', async () => {
    const ours = new PassageError([invalidConfig('a', 'is wrong')]);
    const error = await run(ours);
    expect(error).to.be.instanceOf(UserError);
    expect(error).to.include({ message: ours.message, code: 'PASSAGE_CONFIG_INVALID', cause: ours });
    const other = new Error('x');
    expect(await run(other)).to.equal(other);
    expect(await run(null)).to.equal(null);
  });
});

describe('serverless: our keys', () => {
  it('are known wherever they may be, and nothing more is said of them', () => {
    const calls: unknown[] = [];
    const record =
      (name: string) =>
      (...args: unknown[]): void => {
        calls.push([name, ...args]);
      };
    registerKeys({
      configSchemaHandler: {
        defineCustomProperties: record('custom'),
        defineFunctionProperties: record('function'),
        defineFunctionEventProperties: record('event'),
      },
    } as unknown as Serverless);
    const schema = { properties: { passage: {} } };
    expect(calls).to.deep.equal([
      ['custom', schema],
      ['function', 'aws', schema],
      ...['httpApi', 'http', 'websocket'].map((event) => ['event', 'aws', event, schema]),
    ]);
  });
});

describe('serverless: what is written', () => {
  const lines: string[] = [];
  const log = Object.fromEntries(
    ['error', 'warning', 'notice', 'info'].map((level) => [
      level,
      (text: string): void => {
        lines.push(`${level} ${text}`);
      },
    ]),
  ) as unknown as Writers['log'];
  beforeEach(() => {
    lines.length = 0;
  });

  it('is a note by its level, with the name of the plugin', () => {
    logNotes({ log }, [
      { level: 'warning', where: 'a', what: 'is' },
      { level: 'notice', where: 'b', what: 'is', fix: 'Stop' },
    ]);
    expect(lines.map((line) => line.replace(/\s+/g, ' '))).to.deep.equal([
      'warning serverless-passage: a: is',
      'notice serverless-passage: b: is fix: Stop',
    ]);
  });

  it('is an error with every problem', () => {
    logProblems({ log } as Writers, new PassageError([invalidConfig('a', 'is wrong')]));
    expect(lines).to.have.length(1);
    expect(lines[0]).to.match(/^error a: is wrong/);
  });

  it('is a warning with every problem of a service that another command needs', () => {
    warnOfProblems({ log } as Writers, new PassageError([invalidConfig('a', 'is wrong')]));
    expect(lines).to.have.length(1);
    expect(lines[0]).to.match(/^warning serverless-passage: [^\n]+\na: is wrong/);
  });

  it('is as wide as the terminal, with what the framework writes before it', () => {
    const { isTTY, columns } = process.stderr;
    Object.assign(process.stderr, { isTTY: true, columns: 40 });
    try {
      logNotes({ log }, [{ level: 'warning', where: 'a', what: 'is', fix: 'Stop '.repeat(20) }]);
      logProblems({ log } as Writers, new PassageError([invalidConfig('a', 'x '.repeat(60))]));
    } finally {
      Object.assign(process.stderr, { isTTY, columns });
    }
    const widest = (text: string): number => Math.max(...text.split('\n').map(({ length }) => length));
    const [note = '', problem = ''] = lines.map((line) => line.replace(/^\w+ /, ''));
    expect(widest(note)).to.be.within(20, 40 - 'Warning: '.length);
    expect(widest(problem.split('\n\n')[0]!)).to.be.within(20, 40 - 2);
  });
});
