import { expect } from 'chai';
import * as fc from 'fast-check';
import { describeTime, likelyDuration, parseDuration } from '../../src/util/duration';

const NOW = 1_800_000_000;

describe('util: durations', () => {
  it('takes no other spelling', () => {
    const others = [
      '',
      '1',
      'h',
      '0s',
      '0.5s',
      '-1h',
      '500ms',
      '1 h',
      ' 1h',
      '1h ',
      '1H',
      '1w',
      '1hour',
      '.5h',
      '1e3s',
    ];
    for (const text of [...others, '1 fortnight', '١h', `${'1'.repeat(30)}h`])
      expect(parseDuration(text), text).to.equal(undefined);
  });

  it('reads a number and a unit, in seconds', () => {
    expect(['90s', '15m', '1h', '1.5h', '30d'].map(parseDuration)).to.deep.equal([
      90, 900, 3600, 5400, 2_592_000,
    ]);
  });

  it('knows what another spelling stands for, and writes it so that it is taken', () => {
    const meant = {
      '1hour': '1h',
      '90 min': '90m',
      '1H': '1h',
      '2w': '14d',
      '60 seconds': '1m',
      '1h ': '1h',
      3600: '3600s',
    };
    for (const [text, spelling] of Object.entries(meant)) {
      expect(likelyDuration(text), text).to.equal(spelling);
      expect(parseDuration(spelling), spelling).to.be.above(0);
    }
    for (const text of ['', '0', 'soon', '-1h', '500ms', '1h30m', 'h'.repeat(21)])
      expect(likelyDuration(text), text).to.equal(undefined);
  });

  it('reads one second, and nothing shorter', () => {
    expect(['1s', '1.0s', '0.9s'].map(parseDuration)).to.deep.equal([1, 1, undefined]);
    expect([`${'0'.repeat(18)}1h`, `${'0'.repeat(19)}1h`].map(likelyDuration)).to.deep.equal([
      '1h',
      undefined,
    ]);
  });

  it('writes a moment with its distance', () => {
    expect(describeTime(NOW - 720, NOW)).to.equal('2027-01-15T07:48:00.000Z, 12 minutes ago');
    expect(describeTime(NOW + 3600, NOW)).to.equal('2027-01-15T09:00:00.000Z, 1 hour from now');
    expect(describeTime(NOW, NOW)).to.equal('2027-01-15T08:00:00.000Z, 1 second ago');
  });

  it('writes a number that no date can be as it is', () => {
    for (const seconds of [1e300, Number.MAX_VALUE, 9e12])
      expect(describeTime(seconds, NOW)).to.equal(`at ${seconds}, far from now`);
    expect(describeTime(-Number.MAX_VALUE, NOW)).to.equal(`at ${-Number.MAX_VALUE}, long ago`);
  });

  it('never throws, whatever number a token has', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), (seconds) => {
        expect(describeTime(seconds, NOW)).to.be.a('string');
      }),
    );
  });
});
