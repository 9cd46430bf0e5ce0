import { expect } from 'chai';
import { codeKeys, codeOf, isSameFunction, readFunctionCode } from '../../src/service/function-code';

describe('service: what a function runs', () => {
  const read = (config: object, name = 'me') => readFunctionCode(name, 'MeLambdaFunction', config);

  it('is its handler, in every spelling', () => {
    for (const handler of [
      './src/me.run',
      'src//me.run',
      'src/./me.run',
      'x/../src/me.run',
      '/var/task/src/me.run',
    ])
      expect(codeOf({ handler }), handler).to.equal('src.me.run');
    expect(codeOf({ handler: 'src.me.run' })).to.equal('src.me.run');
    expect(codeOf({ handler: 'com.x.Me::handleRequest' })).to.equal(codeOf({ handler: 'com.x.Me' }));
    expect(codeOf({ handler: 'me.other' })).not.to.equal(codeOf({ handler: 'me.run' }));
    expect(codeOf({})).to.equal(null);
    expect(codeOf({ handler: 7 })).to.equal(null);
  });

  it('is its image, with what it starts', () => {
    const image = (value: unknown): string | null => codeOf({ image: value });
    expect(image('x/app')).to.equal(image({ uri: 'x/app', command: [], entryPoint: [] }));
    expect(image('app')).to.equal(image({ name: 'app' }));
    expect(image('app')).not.to.equal(image({ name: 'app', entryPoint: ['me'] }));
    expect(image({})).to.equal(null);
    expect(image({ name: 'app', command: ['me'] })).to.equal(image({ command: ['me'], name: 'app' }));
    expect(image({ name: 'app', command: ['me'] })).not.to.equal(image({ name: 'app', command: ['you'] }));
    expect(image({ uri: 'x/app' })).not.to.equal(image({ uri: 'x/other' }));
    expect(image(7)).to.equal(null);
  });

  it('is the same in another function, unless both have packages of their own', () => {
    const packed = (artifact: string, name: string) =>
      read({ handler: 'bootstrap', package: { artifact } }, name);
    const plain = read({ handler: './bootstrap' }, 'plain');
    expect(isSameFunction(packed('a.zip', 'a'), packed('./a.zip', 'b'))).to.equal(true);
    expect(isSameFunction(packed('dist/a.zip', 'a'), packed('/svc/dist/a.zip', 'b'))).to.equal(true);
    expect(isSameFunction(packed('/svc/dist/a.zip', 'a'), packed('dist/a.zip', 'b'))).to.equal(true);
    expect(isSameFunction(packed('a.zip', 'a'), packed('b.zip', 'b'))).to.equal(false);
    expect(isSameFunction(packed('a.zip', 'a'), packed('ba.zip', 'b'))).to.equal(false);
    expect(isSameFunction(packed('a.zip', 'a'), packed('b.zip', 'a')), 'one function').to.equal(true);
    expect(isSameFunction(packed('a.zip', 'a'), plain)).to.equal(true);
    expect(isSameFunction(read({}, 'a'), read({}, 'b'))).to.equal(false);
    expect(codeKeys(plain)).to.deep.equal(['function plain', 'code bootstrap']);
    expect(codeKeys(read({}))).to.deep.equal(['function me']);
  });

  it('is opted out by passage: false only', () => {
    expect(read({ passage: false }).isOptedOut).to.equal(true);
    expect(read({ passage: true }).isOptedOut).to.equal(false);
    expect(read({}).isOptedOut).to.equal(false);
  });
});
