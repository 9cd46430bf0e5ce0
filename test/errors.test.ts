/** The one grammar of problems, and the error that carries them. */
import { expect } from 'chai';
import {
  PassageError,
  type Problem,
  docsUrl,
  formatMessage,
  formatProblems,
  formatValue,
  foundValue,
  invalidConfig,
  throwIfAny,
} from '../src/errors';

const problem = (where: string, details: Partial<Problem> = {}): Problem => ({
  ...invalidConfig(where, 'is wrong'),
  ...details,
});

const CONFIG = 'PASSAGE_CONFIG_INVALID';
const APP = 'PASSAGE_UNKNOWN_APP';
const link = (code: string): string => `${code}: ${docsUrl(`errors.md#${code.toLowerCase()}`)}`;

describe('errors', () => {
  it('are thrown with every problem and the first code, or not at all', () => {
    throwIfAny([]);
    const problems = [problem('a', { code: APP }), problem('b')] as const;
    expect(() => {
      throwIfAny(problems);
    })
      .to.throw(PassageError)
      .that.includes({ name: 'PassageError', code: APP })
      .with.property('problems')
      .that.deep.equals(problems);
  });

  it('of one problem are its text and its page', () => {
    expect(new PassageError([problem('a')]).message).to.equal(`a: is wrong\n\n${link(CONFIG)}`);
  });

  it('of several problems are a list, with a code each where there are several', () => {
    expect(new PassageError([problem('a'), problem('b', { fix: 'Stop' })]).message).to.equal(
      `2 problems:\n\n1. a: is wrong\n\n2. b: is wrong\n   fix:      Stop\n\n${link(CONFIG)}`,
    );
    expect(new PassageError([problem('a'), problem('b', { code: APP })]).message).to.equal(
      [
        ...['2 problems:', '', '1. a: is wrong', `   code:     ${CONFIG}`, ''],
        ...['2. b: is wrong', `   code:     ${APP}`, '', link(CONFIG), link(APP)],
      ].join('\n'),
    );
  });

  it('break between words where there is a terminal, a list by its indent earlier', () => {
    const lines = (count: number, columns: number): string[] =>
      formatProblems(
        Array.from({ length: count }, () => problem('a', { fix: 'one two' })),
        columns,
      )
        .split('\n')
        .filter((line) => /fix|two/.test(line));
    expect(lines(1, 17)).to.deep.equal(['fix:      one two']);
    expect(lines(1, 16)).to.deep.equal(['fix:      one', '          two']);
    expect(lines(2, 21).slice(0, 1)).to.deep.equal(['   fix:      one two']);
    expect(lines(2, 20).slice(0, 2)).to.deep.equal(['   fix:      one', '             two']);
  });

  it('link to a page of the documents', () => {
    expect(docsUrl('a.md#b')).to.match(/^https:\/\/github\.com\/[^/#]+\/[^/#]+\/blob\/main\/docs\/a\.md#b$/);
  });
});

describe('errors: a message', () => {
  it('has a line for each detail, and an indented block for a long one', () => {
    expect(formatMessage({ where: 'a', what: 'is' })).to.equal('a: is');
    expect(
      formatMessage({ where: 'a', what: 'is', found: 'x', expected: 'y', fix: 'b:\nc', didYouMean: 'z' }),
    ).to.equal('a: is\nfound:    x\nexpected: y\nfix:\n  b:\n  c\ndid you mean: z');
  });

  it('shows any value in one short line', () => {
    expect([undefined, 'x', { a: 1 }, Symbol.iterator, 'a\u202e'].map(formatValue)).to.deep.equal([
      'nothing',
      '"x"',
      '{"a":1}',
      'symbol',
      '"a\\u{202e}"',
    ]);
    expect(formatValue('x'.repeat(118))).to.equal(`"${'x'.repeat(118)}"`);
    expect(formatValue('x'.repeat(119))).to.equal(`"${'x'.repeat(116)}...`);
    expect([foundValue(undefined), foundValue(null)]).to.deep.equal([{}, { found: 'null' }]);
  });
});
