import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import {
  type RunningCode,
  codeKeys,
  codeText,
  isSameFunction,
  readFunctionCode,
  readRunningCode,
} from '../../src/service/function-code';

const running = (config: object, name = 'me'): RunningCode => readRunningCode(name, config, undefined);

describe('service: what a function runs', () => {
  const read = (config: object) => readFunctionCode(running(config), 'MeLambdaFunction', config);

  it('is its handler, in every spelling', () => {
    // Handlers are normalised once in a process.
    const name = randomUUID();
    for (const handler of [
      `./src/${name}.run`,
      `src//${name}.run`,
      `src/./${name}.run`,
      `x/../src/${name}.run`,
      `/var/task/src/${name}.run`,
      ` src/${name}.run `,
    ])
      expect(codeText({ handler }), handler).to.equal(`src.${name}.run`);
    expect(codeText({ handler: 'src.me.run' })).to.equal('src.me.run');
    expect(codeText({ handler: `${name}.Me::handleRequest` })).to.equal(`${name}.Me`);
    expect(codeText({ handler: `${name}.Me::handleRequests` })).to.equal(`${name}.Me::handleRequests`);
    expect(codeText({ handler: `${name}/../var/task/a.b` })).to.equal('var.task.a.b');
    expect(codeText({ handler: `x/var/task/${name}` })).to.equal(`x.var.task.${name}`);
    expect(codeText({ handler: 'me.other' })).not.to.equal(codeText({ handler: 'me.run' }));
    expect(codeText({})).to.equal(null);
    expect(codeText({ handler: 7 })).to.equal(null);
  });

  it('is its image, with what it starts', () => {
    const image = (value: unknown): string | null => codeText({ image: value });
    expect(image('x/app')).to.equal(image({ uri: 'x/app', command: [], entryPoint: [] }));
    expect(image('app')).to.equal(image({ name: 'app' }));
    expect(image('app')).not.to.equal(image({ name: 'app', entryPoint: ['me'] }));
    expect(image({})).to.equal(null);
    expect(image({ name: 'app', command: ['me'] })).to.equal(image({ command: ['me'], name: 'app' }));
    expect(image({ name: 'app', command: ['me'] })).not.to.equal(image({ name: 'app', command: ['you'] }));
    expect(image({ uri: 'x/app' })).not.to.equal(image({ uri: 'x/other' }));
    expect(image(7)).to.equal(null);
  });

  it('is the image of a name, where the name has a URI', () => {
    const images = { app: { uri: 'x/app' }, short: 'x/app', built: { path: './app' } };
    const image = (value: unknown): string | null => codeText({ image: value }, images);
    const expected = codeText({ image: { uri: 'x/app' } });
    for (const value of ['app', 'short', { name: 'app' }, { name: 'short' }, 'x/app'])
      expect(image(value), JSON.stringify(value)).to.equal(expected);
    expect(image({ name: 'app', command: ['me'] })).to.equal(image({ uri: 'x/app', command: ['me'] }));
    for (const name of ['built', 'other', 'constructor'])
      expect(image(name), name).to.equal(codeText({ image: { uri: name } }));
    expect(codeText({ image: 'app' }, 7)).to.equal(codeText({ image: 'app' }));
  });

  it('is the same in another function, unless both have packages of their own', () => {
    const packed = (artifact: string, name: string): RunningCode =>
      running({ handler: 'bootstrap', package: { artifact } }, name);
    const plain = running({ handler: './bootstrap' }, 'plain');
    expect(isSameFunction(packed('a.zip', 'a'), packed('./a.zip', 'b'))).to.equal(true);
    expect(isSameFunction(packed('dist/a.zip', 'a'), packed('/svc/dist/a.zip', 'b'))).to.equal(true);
    expect(isSameFunction(packed('/svc/dist/a.zip', 'a'), packed('dist/a.zip', 'b'))).to.equal(true);
    expect(isSameFunction(packed('a.zip', 'a'), packed('b.zip', 'b'))).to.equal(false);
    expect(isSameFunction(packed('a.zip', 'a'), packed('ba.zip', 'b'))).to.equal(false);
    expect(isSameFunction(packed('a.zip', 'a'), packed('b.zip', 'a')), 'one function').to.equal(true);
    expect(isSameFunction(packed('a.zip', 'a'), plain)).to.equal(true);
    expect(isSameFunction(plain, packed('a.zip', 'a'))).to.equal(true);
    expect(isSameFunction(running({}, 'a'), running({}, 'b'))).to.equal(false);
    expect(codeKeys(plain)).to.deep.equal(['function plain', 'code bootstrap']);
    expect(codeKeys(running({}))).to.deep.equal(['function me']);
    expect(running({ handler: 'a.b', package: { artifact: 7 } }).runs).to.deep.equal([
      { text: 'a.b', artifact: null, contents: null },
    ]);
  });

  it('is the same in another function, unless both say what their own packages hold', () => {
    const packed = (more: object, individually: unknown = true): RunningCode =>
      readRunningCode('a', { handler: 'bootstrap', ...more }, { individually });
    const isSame = (a: RunningCode, b: RunningCode): boolean => isSameFunction(a, { ...b, name: 'b' });
    const [one, other] = ['me', 'you'].map((name) => ({ package: { patterns: ['!**', `bin/${name}/**`] } }));
    expect(isSame(packed(one!), packed(one!))).to.equal(true);
    expect(isSame(packed(one!), packed(other!))).to.equal(false);
    expect(isSame(packed({ module: 'me' }), packed({ module: 'you' }))).to.equal(false);
    for (const key of ['include', 'exclude'])
      expect(isSame(packed({ package: { [key]: ['a'] } }), packed({ package: { [key]: ['b'] } }))).to.equal(
        false,
      );
    for (const more of [{}, { package: { patterns: [] } }, { package: { artifact: 'me.zip' } }])
      expect(isSame(packed(one!), packed(more)), JSON.stringify(more)).to.equal(true);
    expect(isSame(packed(one!), packed(other!, false)), 'one package').to.equal(true);
    const alone = { package: { ...other!.package, individually: true } };
    expect(isSame(packed(one!), packed(alone, undefined))).to.equal(false);
    const circular: unknown[] = ['a'];
    circular.push(circular);
    expect(isSame(packed(one!), packed({ module: circular }))).to.equal(false);
  });

  it('is the same as any of several', () => {
    const [a, b] = [running({ handler: 'a.x' }, 'a'), running({ handler: 'b.x' }, 'b')];
    const both = { name: 'c', runs: [...a.runs, ...b.runs] };
    for (const one of [a, b]) {
      expect(isSameFunction(one, both)).to.equal(true);
      expect(isSameFunction(both, one)).to.equal(true);
    }
    expect(codeKeys(both)).to.deep.equal(['function c', 'code a.x', 'code b.x']);
    expect(isSameFunction(both, running({ handler: 'd.x' }, 'd'))).to.equal(false);
  });

  it('is opted out by passage: false only', () => {
    expect(read({ passage: false }).isOptedOut).to.equal(true);
    expect(read({ passage: true }).isOptedOut).to.equal(false);
    expect(read({}).isOptedOut).to.equal(false);
    expect(read({}).setting).to.equal(null);
    expect(read({ passage: true }).setting).to.deep.include({ protect: true });
  });
});
