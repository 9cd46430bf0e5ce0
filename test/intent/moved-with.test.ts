/** Whether routes got their paths together. */
import { expect } from 'chai';
import type { IntendedRoute } from '../../src/intent/intent';
import { makeIsMovedWith } from '../../src/intent/moved-with';
import { fn, intent, on } from '../support/intents';

const routes = (...paths: string[]): IntendedRoute[] => [
  ...intent({ a: fn('a', ...paths.map((path) => on(`GET ${path}`))) }).routes.values(),
];

describe('a route is moved with protected ones', () => {
  /** Of several routes, those that are. */
  const movedWith = (had: string[], kept: string[], origins: string[], ...paths: string[]): string[] => {
    const isMovedWith = makeIsMovedWith(routes(...had), routes(...kept), routes(...origins));
    return routes(...paths)
      .filter(isMovedWith)
      .map(({ planned: { path } }) => path);
  };

  it('if its path and theirs have the same new beginning', () => {
    expect(movedWith(['/v1/me'], ['/v2/me'], ['/v1/x'], '/v2/x')).to.deep.equal(['/v2/x']);
    expect(movedWith(['/v1/me'], ['/v2/me'], ['/v1/x/{id}'], '/v2/x/{name}')).to.deep.equal(['/v2/x/{name}']);
    expect(movedWith(['/me'], ['/v1/me'], ['/x'], '/v1/x'), 'a prefix').to.deep.equal(['/v1/x']);
    expect(movedWith(['/v1/me'], ['/me'], ['/v1/x'], '/x'), 'no base path').to.deep.equal(['/x']);
  });

  it('not if one of them has another beginning, or an end of its own', () => {
    expect(movedWith(['/v1/me'], ['/v3/me'], ['/v1/x'], '/v2/x')).to.deep.equal([]);
    expect(movedWith(['/v1/me'], ['/v2/you'], ['/v1/x'], '/v2/x')).to.deep.equal([]);
    expect(movedWith(['/v1/me', '/v1/you'], ['/v2/me'], ['/v1/x'], '/v2/x')).to.deep.equal([]);
    const all = movedWith(['/v1/me', '/v1/you'], ['/v2/me', '/v2/you'], ['/v1/x'], '/v2/x');
    expect(all).to.deep.equal(['/v2/x']);
  });

  it('not if there was none with its end', () => {
    expect(movedWith(['/v1/me'], ['/v2/me'], ['/v1/y'], '/v2/x')).to.deep.equal([]);
    expect(movedWith(['/v1/me'], ['/v2/me'], ['/v3/x'], '/v2/x')).to.deep.equal([]);
    expect(movedWith(['/v1/me'], ['/v2/me'], [], '/v2/x')).to.deep.equal([]);
  });

  it('not because of the whole path of one of them', () => {
    expect(movedWith(['/v1/me'], ['/x/y'], ['/v1/me'], '/x/y')).to.deep.equal([]);
  });

  it('each by itself', () => {
    const found = movedWith(
      ['/v1/me', '/api/you'],
      ['/v2/me', '/rest/you'],
      ['/v1/x', '/v1/z', '/api/y'],
      ...['/v3/x', '/v2/x', '/rest/x', '/rest/y', '/v2/z', '/v2/y'],
    );
    expect(found).to.deep.equal(['/v2/x', '/rest/y', '/v2/z']);
  });
});
