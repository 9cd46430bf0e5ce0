import { expect } from 'chai';
import * as fc from 'fast-check';
import { PassageError, type Problem, formatMessage, formatProblems } from '../src/errors';

const words = fc.array(fc.stringMatching(/^[a-z:${}./]{1,20}$/), { minLength: 1, maxLength: 40 });
const sentence = words.map((list) => list.join(' '));
const problem: fc.Arbitrary<Problem> = fc.record(
  {
    code: fc.constantFrom('PASSAGE_CONFIG_INVALID', 'PASSAGE_UNKNOWN_APP'),
    where: fc.constantFrom('custom.passage.audience', 'functions.me.events[0].httpApi'),
    what: sentence,
    found: sentence,
    expected: sentence,
    fix: sentence,
    didYouMean: sentence,
  },
  { requiredKeys: ['code', 'where', 'what'] },
);
/** Without the lines that point to the documents: a URL is longer than many lines. */
const ownLines = (text: string): string[] => text.split('\n').filter((line) => !line.includes('https://'));

describe('errors: problems on a terminal', () => {
  it('have no line that is too long, and the same words', () => {
    fc.assert(
      fc.property(
        fc.array(problem, { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 60, max: 200 }),
        (list, columns) => {
          const [plain, wrapped] = [formatProblems(list), formatProblems(list, columns)];
          for (const line of ownLines(wrapped)) expect(line.length, line).to.be.at.most(columns);
          const allWords = (text: string): string[] => text.split(/\s+/);
          expect(allWords(wrapped)).to.deep.equal(allWords(plain));
        },
      ),
    );
  });

  it('are one line each where nothing is a terminal', () => {
    const [first] = fc.sample(problem, 1);
    if (first === undefined) throw new Error('no sample');
    const { code, ...parts } = { ...first, found: 'x '.repeat(100) };
    expect(formatMessage(parts).split('\n')).to.have.length(Object.keys(parts).length - 1);
    expect(new PassageError([{ code, ...parts }]).message).to.include('x '.repeat(100));
  });

  it('continue below the text of their label, and leave YAML as it is', () => {
    const yaml = `write this:\n  key: ${'a '.repeat(60)}`;
    expect(
      formatMessage({ where: 'a', what: 'is b', found: 'one two three', fix: yaml }, 18).split('\n'),
    ).to.deep.equal([
      'a: is b',
      'found:    one two',
      '          three',
      'fix:',
      ...yaml.split('\n').map((line) => `  ${line}`),
    ]);
  });
});
