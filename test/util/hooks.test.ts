/** When hooks of the plugin run. */
import { expect } from 'chai';
import { moveLast, runAfterFramework, runBetweenPlugins, runFirst } from '../../src/util/hooks';
import type { Hook, Serverless } from '../../src/serverless';

const hook = (): Hook => () => undefined;

function withHooks(hooks: Record<string, Hook[]>): Serverless {
  const entries = Object.entries(hooks).map(([event, list]) => [event, list.map((each) => ({ hook: each }))]);
  return { pluginManager: { hooks: Object.fromEntries(entries) as object } } as unknown as Serverless;
}

const hooksOf = ({ pluginManager }: Serverless, event: string): Hook[] | undefined =>
  pluginManager.hooks[event]?.map((entry) => entry.hook);

describe('util: hooks', () => {
  it('run first, where there are others and where there are none', () => {
    const [ours, other] = [hook(), hook()];
    const serverless = withHooks({ initialize: [other] });
    runFirst(serverless, 'initialize', ours);
    runFirst(serverless, 'new', ours);
    expect(hooksOf(serverless, 'initialize')).to.deep.equal([ours, other]);
    expect(hooksOf(serverless, 'new')).to.deep.equal([ours]);
  });

  it('run after those of the framework, and before those of the service’s plugins', () => {
    const [ours, framework, a, b] = [hook(), hook(), hook(), hook()];
    const other = { hooks: { x: a } };
    const plugins = [{ hooks: { y: hook() } }, {}, { hooks: { x: framework } }, other];
    const run = (before: Hook[], externalPlugins?: Set<object>): Hook[] | undefined => {
      const serverless = withHooks({ x: before });
      Object.assign(serverless.pluginManager, { plugins, externalPlugins });
      runAfterFramework(serverless, 'x', ours);
      return hooksOf(serverless, 'x');
    };
    const external = new Set([other]);
    expect(run([framework, a, b], external)).to.deep.equal([framework, ours, a, b]);
    expect(run([framework, b, a], external)).to.deep.equal([framework, ours, b, a]);
    expect(run([b, framework, a], external), 'a hook that is put first').to.deep.equal([
      b,
      framework,
      ours,
      a,
    ]);
    expect(run([a, b], external)).to.deep.equal([ours, a, b]);
    expect(run([framework], external)).to.deep.equal([framework, ours]);
    expect(run([framework])).to.deep.equal([framework, ours]);
    const serverless = withHooks({});
    runAfterFramework(serverless, 'new', ours);
    expect(hooksOf(serverless, 'new')).to.deep.equal([ours]);
  });

  it('run before each hook of the service’s plugins, on the events that are meant', () => {
    const [ours, framework, a, b] = [hook(), hook(), hook(), hook()];
    const before = { x: [a, framework, framework, b], y: [a], 'after:x': [framework] };
    const serverless = withHooks(before);
    const other = { hooks: { x: a } };
    const plugins = [{ hooks: { x: framework } }, other];
    Object.assign(serverless.pluginManager, { plugins, externalPlugins: new Set([other]) });
    Object.assign(serverless.pluginManager.hooks, { none: undefined });
    const { x } = serverless.pluginManager.hooks;
    runBetweenPlugins(serverless, /x|none/, ours);
    expect(hooksOf(serverless, 'x')).to.deep.equal([ours, a, framework, framework, ours, b]);
    expect(hooksOf(serverless, 'y')).to.deep.equal([a]);
    expect(hooksOf(serverless, 'after:x')).to.deep.equal([framework]);
    expect(serverless.pluginManager.hooks.x, 'the same list').to.equal(x);
  });

  it('move last, and nothing moves where ours is missing', () => {
    const [ours, a, b] = [hook(), hook(), hook()];
    for (const before of [
      [ours, a, b],
      [a, ours, b],
      [a, b, ours],
    ]) {
      const serverless = withHooks({ x: before });
      moveLast(serverless, 'x', ours);
      expect(hooksOf(serverless, 'x')).to.deep.equal([a, b, ours]);
    }
    const serverless = withHooks({ x: [a, b] });
    moveLast(serverless, 'x', ours);
    moveLast(serverless, 'none', ours);
    expect(hooksOf(serverless, 'x')).to.deep.equal([a, b]);
    expect(hooksOf(serverless, 'none')).to.equal(undefined);
  });
});
