/** The small things that every stage uses. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { slsCommand } from '../../src/util/cli';
import { groupBy, groupByAll, lookup } from '../../src/util/group-by';
import { isLoopback } from '../../src/util/loopback';
import { nearest } from '../../src/util/nearest';
import {
  copyJson,
  copyTree,
  deepFreeze,
  getOwn,
  isObject,
  propertyOf,
  textsIn,
} from '../../src/util/objects';

describe('util: the command of the framework', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'passage-cli-'));
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('is called with npx where it is installed, in the folder of the service or above', () => {
    const service = join(folder, 'packages/service');
    mkdirSync(service, { recursive: true });
    expect(slsCommand(service)).to.equal('sls');
    mkdirSync(join(folder, 'node_modules/.bin'), { recursive: true });
    writeFileSync(join(folder, 'node_modules/.bin/sls'), '');
    expect([slsCommand(service), slsCommand(folder)]).to.deep.equal(['npx sls', 'npx sls']);
  });
});

describe('util: groups', () => {
  const items = ['a', 'bb', 'cc', 'd'];

  it('keep the order of items, which can be in several', () => {
    expect([...groupBy(items, ({ length }) => length)]).to.deep.equal([
      [1, ['a', 'd']],
      [2, ['bb', 'cc']],
    ]);
    expect([...groupByAll(items, (item) => Array.from(item))]).to.deep.equal([
      ['a', ['a']],
      ['b', ['bb', 'bb']],
      ['c', ['cc', 'cc']],
      ['d', ['d']],
    ]);
  });

  it('are looked up by the first key that has an item, if it passes the test', () => {
    const find = lookup(items, (item) => [item, String(item.length)]);
    expect([find(['x', '2', 'a']), find(['1']), find(['x']), find([])]).to.deep.equal([
      'bb',
      'a',
      undefined,
      undefined,
    ]);
    expect(find(['2', 'a'], (item) => item === 'cc')).to.equal('cc');
    expect(find(['1', '2'], (item) => item === 'bb')).to.equal('bb');
    expect(find(['1', '2'], () => false)).to.equal(undefined);
  });
});

describe('util: this machine', () => {
  it('is localhost and its addresses, and nothing that begins or ends like them', () => {
    for (const host of ['localhost', '[::1]', '127.0.0.1', '127.255.10.1'])
      expect(isLoopback(host), host).to.equal(true);
    for (const host of [
      'x127.0.0.1',
      '127.0.0.1.example',
      '127.0.0',
      '128.0.0.1',
      'localhost.example',
      '::1',
    ])
      expect(isLoopback(host), host).to.equal(false);
  });
});

describe('util: the nearest word', () => {
  it('is the closest one, the first of equals, and none that is too far', () => {
    expect(nearest('issur', ['issuer', 'issue'])).to.equal('issuer');
    expect(nearest('audiense', ['audiences', 'audience'])).to.equal('audience');
    expect(nearest('auth_Origin', ['authOrigin'])).to.equal('authOrigin');
    expect(nearest('xyz', ['abc'])).to.equal(undefined);
    expect(nearest('ab', ['xy'])).to.equal(undefined);
    expect(nearest('passage', [])).to.equal(undefined);
    expect(nearest('pxssxge', ['passage'])).to.equal('passage');
    expect(nearest('pxsxxge', ['passage'])).to.equal(undefined);
    expect(nearest('staff', ['stuff', 'staffs', 'staff'])).to.equal('staff');
    expect(nearest('staxx', ['staffs', 'stabs', 'staxs'])).to.equal('staxs');
  });
});

describe('util: objects of others', () => {
  it('are no lists and not null, and have their own properties only', () => {
    expect([{}, [], null, 'x', undefined].map(isObject)).to.deep.equal([true, false, false, false, false]);
    expect(getOwn({ a: 1 }, 'a')).to.equal(1);
    expect(getOwn({}, 'constructor')).to.equal(undefined);
    expect([{ a: 1 }, {}, null, ['x']].map((value) => propertyOf(value, 'a'))).to.deep.equal([
      1,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('have texts at any depth', () => {
    expect(textsIn({ a: 'x', b: [1, null, { c: ['y'], d: true }] })).to.deep.equal(['x', 'y']);
    expect(textsIn('x')).to.deep.equal(['x']);
    expect([null, 7, undefined].map(textsIn)).to.deep.equal([[], [], []]);
  });

  it('are frozen to the last, and copied as JSON', () => {
    const value = deepFreeze({ a: [{ b: 1 }], c: null });
    expect(Object.isFrozen(value.a[0])).to.equal(true);
    expect(copyJson({ a: undefined, b: [1] })).to.deep.equal({ b: [1] });
    const nothing: unknown = undefined;
    expect(copyJson(nothing)).to.equal(undefined);
  });

  it('are copied with their circles, and with what is neither an object of YAML nor a list as it is', () => {
    const [fn, other] = [(): undefined => undefined, new Date(0)];
    const value: Record<string, unknown> = { list: [1, { a: null }], fn, other, none: undefined };
    value.self = { value };
    value.bare = Object.assign(Object.create(null) as object, { b: ['x'] });
    const copy = copyTree(value);
    expect(copy).to.deep.equal(value);
    expect((copy.self as typeof value).value).to.equal(copy);
    for (const key of ['list', 'self', 'bare']) expect(copy[key], key).not.to.equal(value[key]);
    for (const key of ['fn', 'other']) expect(copy[key], key).to.equal(value[key]);
    expect([null, 'x', fn, other].map((each) => copyTree(each))).to.have.ordered.members([
      null,
      'x',
      fn,
      other,
    ]);
  });
});
