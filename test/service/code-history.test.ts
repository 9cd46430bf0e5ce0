/** What functions ran, through what other plugins make of their handlers. */
import { expect } from 'chai';
import { CodeHistory } from '../../src/service/code-history';
import { type RunningCode, readRunningCode } from '../../src/service/function-code';

/** A state of a service: handlers by function, after a space with the file of its package, or with patterns (`!…`). */
type State = Readonly<Record<string, string | undefined>>;

function codeOf(state: State): RunningCode[] {
  return Object.entries(state).map(([name, code]) => {
    const [handler, own] = code?.split(' ') ?? [];
    const packed = own?.startsWith('!') ? { patterns: [own], individually: true } : { artifact: own };
    return readRunningCode(name, { handler, package: packed });
  });
}

function after(...states: State[]): CodeHistory {
  const history = new CodeHistory();
  for (const state of states) history.record(codeOf(state));
  return history;
}

/** What a function has run, after these states. */
const runs = (name: string, ...states: State[]): string[] =>
  after(...states)
    .runsOf({ name, runs: [] })
    .map(({ text, artifact, contents }) => {
      const pattern = contents?.match(/!\w+/)?.[0];
      return [text, artifact, pattern].filter((part) => typeof part === 'string').join(' ');
    });

describe('service: the history of code', () => {
  const TWO = { me: 'h.me', pub: 'h.pub' };

  it('is what a function runs, where nothing is known', () => {
    const [me] = codeOf({ me: 'h.me' });
    expect(new CodeHistory().runsOf(me!)).to.equal(me?.runs);
    expect(after({ me: 'h.first' }).runsOf(me!)).to.deep.equal([
      { text: 'h.first', artifact: null, contents: null },
    ]);
    expect(runs('me', {})).to.deep.equal([]);
    expect(runs('me', { me: undefined })).to.deep.equal([]);
  });

  it('grows where a function is new, or runs what it has not run before', () => {
    const sizes = (...states: State[]): number => after(...states).size;
    expect(sizes()).to.equal(0);
    expect(sizes({ me: undefined })).to.equal(0);
    expect(sizes(TWO)).to.equal(4);
    expect(sizes(TWO, TWO, { me: 'h.me' })).to.equal(4);
    expect(sizes(TWO, { me: 'h.pub' })).to.equal(5);
    expect(sizes(TWO, { me: 'h.pub' }, TWO)).to.equal(5);
  });

  it('knows code that a bundler has moved', () => {
    const moved = { me: '.build/h.me', pub: '.build/h.pub' };
    expect(runs('me', TWO, moved)).to.deep.equal(['h.me']);
    expect(runs('pub', TWO, moved, moved)).to.deep.equal(['h.pub']);
    expect(runs('copy', TWO, moved, { ...moved, copy: '.build/h.me' })).to.deep.equal(['h.me']);
    expect(runs('copy', TWO, { ...moved, copy: '.build/h.me' }), 'at once').to.deep.equal(['h.me']);
    expect(runs('copy', TWO, { ...TWO, copy: 'h.me' }, { ...moved, copy: '.build/h.me' })).to.deep.equal([
      'h.me',
    ]);
  });

  it('keeps what functions ran before a wrapper of them all', () => {
    const wrapped = { me: 'dd.wrap', pub: 'dd.wrap' };
    expect(runs('me', TWO, wrapped)).to.deep.equal(['h.me']);
    expect(runs('pub', TWO, wrapped)).to.deep.equal(['h.pub']);
    const copied = { ...TWO, copy: 'h.me' };
    expect(runs('copy', TWO, copied, { ...wrapped, copy: 'dd.wrap' })).to.deep.equal(['h.me']);
    const late = [TWO, { ...TWO, me: 'dd.wrap' }, { ...wrapped, copy: 'dd.wrap' }];
    expect(runs('pub', ...late), 'one after the other').to.deep.equal(['h.pub', 'h.me']);
  });

  it('takes a new function with a wrapper for each function that has come to it', () => {
    const wrapped = { me: 'dd.wrap', pub: 'dd.wrap' };
    const both = ['h.me', 'h.pub'];
    expect(runs('copy', TWO, { ...wrapped, copy: 'dd.wrap' }), 'at once').to.deep.equal(both);
    expect(runs('copy', TWO, { copy: 'dd.wrap', ...wrapped }), 'in another order').to.deep.equal(both);
    expect(runs('copy', TWO, wrapped, { ...wrapped, copy: 'dd.wrap' })).to.deep.equal(both);
    expect(runs('copy', TWO, wrapped, { copy: 'dd.wrap' }), 'alone').to.deep.equal(both);
    expect(runs('me', TWO, wrapped, { ...wrapped, copy: 'dd.wrap' }, wrapped)).to.deep.equal(['h.me']);
    const step = { ...TWO, me: 'dd.wrap' };
    expect(runs('copy', TWO, step, wrapped, { copy: 'dd.wrap' }), 'one after the other').to.deep.equal(both);
    expect(runs('second', TWO, { ...wrapped, copy: 'dd.wrap' }, { second: 'dd.wrap' })).to.deep.equal(both);
    expect(runs('copy', TWO, { ...wrapped, copy: 'dd.wrap' }, { copy: 'h.copy' })).to.deep.equal(both);
  });

  it('knows a wrapper of functions that have one code', () => {
    const one = { me: 'h.one', pub: 'h.one' };
    const wrapped = { me: 'dd.wrap', pub: 'dd.wrap' };
    expect(runs('copy', one, { ...wrapped, copy: 'dd.wrap' })).to.deep.equal(['h.one']);
    expect(runs('copy', one, wrapped, { copy: 'dd.wrap' })).to.deep.equal(['h.one']);
  });

  it('knows code that a function got from another one, and what it ran before', () => {
    expect(runs('pub', TWO, { pub: 'h.me' })).to.deep.equal(['h.pub', 'h.me']);
    expect(runs('pub', TWO, { pub: 'h.me' }, { pub: 'h.pub' }), 'for a while').to.deep.equal([
      'h.pub',
      'h.me',
    ]);
    // What both have in common by now is the code of `me`.
    const moved = { me: '.build/h.me', pub: '.build/h.me' };
    const first = { ...moved, own: 'h.own' };
    const states = [TWO, { ...TWO, pub: 'h.me', own: 'h.own' }, first, { own: '.build/h.me' }];
    expect(runs('own', ...states)).to.deep.equal(['h.own', 'h.me']);
    const late = { me: '.build/h.me', pub: '.build/h.pub' };
    expect(runs('pub', TWO, late, { ...late, pub: '.build/h.me' })).to.deep.equal(['h.pub', 'h.me']);
  });

  it('takes new code of a new function for its own', () => {
    expect(runs('health', TWO, { ...TWO, health: 'h.health' })).to.deep.equal(['h.health']);
    const wrapped = { me: 'dd.wrap', health: 'dd.wrap' };
    expect(runs('health', TWO, { me: 'h.me', health: 'h.health' }, wrapped)).to.deep.equal(['h.health']);
    // A function of which nothing is known says nothing of what it gets.
    expect(runs('copy', { me: 'h.me', pub: undefined }, { me: 'x', pub: 'x', copy: 'x' })).to.deep.equal([
      'h.me',
    ]);
  });

  it('tells packages apart', () => {
    const built = { me: 'bootstrap bin/me.zip', pub: 'bootstrap bin/pub.zip' };
    expect(runs('pub', TWO, built)).to.deep.equal(['h.pub']);
    expect(runs('copy', TWO, built, { copy: 'bootstrap bin/pub.zip' })).to.deep.equal(['h.pub']);
    expect(runs('copy', built, { copy: 'bootstrap bin/other.zip' })).to.deep.equal([
      'bootstrap bin/other.zip',
    ]);
    expect(runs('me', { me: 'h.me' }, { me: 'h.me dist/me.zip' })).to.deep.equal(['h.me']);
  });

  describe('tells packages apart by their patterns', () => {
    const GO = { me: 'boot !me', pub: 'boot !pub' };
    const both = ['boot !me', 'boot !pub'];

    it('of configured functions, also once they have other ones', () => {
      expect(runs('pub', GO, { me: 'boot !mine', pub: 'boot !ours' })).to.deep.equal(['boot !pub']);
      expect(runs('pub', GO, { me: 'boot me.zip', pub: 'boot pub.zip' })).to.deep.equal(['boot !pub']);
      expect(runs('pub', GO, { pub: 'boot !me' })).to.deep.equal(['boot !pub', 'boot !me']);
      expect(runs('copy', GO, { ...GO, copy: 'boot !me' })).to.deep.equal(['boot !me']);
      const moved = { me: '.build/boot !me', pub: '.build/boot !pub' };
      expect(runs('copy', GO, moved, { copy: '.build/boot !me' })).to.deep.equal(['boot !me']);
      const zipped = { me: 'boot me.zip', pub: 'boot pub.zip' };
      expect(runs('copy', GO, zipped, { copy: 'boot me.zip' })).to.deep.equal(['boot !me']);
    });

    it('and takes a new function with others, or with none, for each with the handler', () => {
      const moved = { me: '.build/boot !me', pub: '.build/boot !pub' };
      const copies = (handler: string): string[] => [` !other`, ' other.zip', ''].map((own) => handler + own);
      for (const copy of copies('boot')) expect(runs('copy', GO, { ...GO, copy })).to.deep.equal(both);
      for (const copy of copies('.build/boot')) {
        expect(runs('copy', GO, moved, { ...moved, copy }), copy).to.deep.equal(both);
        expect(runs('copy', GO, { ...moved, copy }), `${copy} at once`).to.deep.equal(both);
      }
      const other = { ...GO, own: 'h.own' };
      expect(runs('own', other, { own: 'boot !other' })).to.deep.equal(['h.own', ...both]);
    });
  });

  it('knows what functions ran before a code, by its text and file', () => {
    const moved = { me: '.build/h.me', pub: '.build/h.pub' };
    const ran = (text: string, artifact: string | null, ...states: State[]): string[] =>
      after(...states)
        .ranBefore({ text, artifact, contents: null })
        .map((code) => code.text);
    expect(ran('.build.h.me', null, TWO, moved)).to.deep.equal(['h.me']);
    expect(ran('h.me', null, TWO, moved)).to.deep.equal(['h.me']);
    expect(ran('h.other', null, TWO, moved)).to.deep.equal([]);
    const zipped = [TWO, { me: 'w me.zip', pub: 'w pub.zip' }] as const;
    expect(ran('w', 'me.zip', ...zipped)).to.deep.equal(['h.me']);
    expect(ran('w', null, ...zipped)).to.deep.equal(['h.me', 'h.pub']);
  });
});
