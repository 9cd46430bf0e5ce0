import { expect } from 'chai';
import { PassThrough } from 'node:stream';
import { terminalOf } from '../../src/commands/terminal';

const stream = (members: object): NodeJS.WriteStream =>
  Object.assign(new PassThrough(), members) as unknown as NodeJS.WriteStream;

describe('commands: terminal', () => {
  const before = process.env.FORCE_COLOR;
  afterEach(() => {
    if (before === undefined) delete process.env.FORCE_COLOR;
    else process.env.FORCE_COLOR = before;
  });

  it('has colours when it is a terminal, or when they are forced', () => {
    delete process.env.FORCE_COLOR;
    const isColoured = (members: object): boolean => terminalOf(stream(members)).paint('good', 'x') !== 'x';
    expect(isColoured({})).to.equal(false);
    expect(isColoured({ isTTY: true, getColorDepth: () => 8 })).to.equal(true);
    expect(isColoured({ isTTY: true, getColorDepth: () => 1 })).to.equal(false);
    process.env.FORCE_COLOR = '1';
    expect(isColoured({})).to.equal(true);
  });

  it('has no colours of any tone where it is no terminal', () => {
    delete process.env.FORCE_COLOR;
    const { paint } = terminalOf(stream({}));
    for (const tone of ['good', 'warn', 'bad', 'strong', 'dim'] as const)
      expect(paint(tone, 'x'), tone).to.equal('x');
  });

  it('breaks lines only where there is a terminal with a width', () => {
    expect(terminalOf(stream({ isTTY: true, columns: 80 })).columns).to.equal(80);
    expect(terminalOf(stream({ isTTY: true, columns: 0 })).columns).to.equal(Infinity);
    expect(terminalOf(stream({ columns: 80 })).columns).to.equal(Infinity);
  });
});
