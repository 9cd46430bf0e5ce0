/** Which new route is which old one, and where an event says by now how it is protected. */
import { expect } from 'chai';
import { pairInBothReadings, pairRoutes } from '../../src/intent/counterparts';
import { type IntendedRoute, readIntent } from '../../src/intent/intent';
import { CodeHistory } from '../../src/service/code-history';
import { plain, planOf } from '../support/plans';

const PASSAGE = { issuer: 'https://issuer.example/', audience: 'api' };

/** Routes of one function: each path, with the scopes that its event names. */
const routes = (name: string, events: Record<string, string>, handler = `h.${name}`): IntendedRoute[] => {
  const list = Object.entries(events).map(([path, scope]) => ({
    httpApi: { method: 'GET', path, passage: { scopes: [scope] } },
  }));
  const functions = { [name]: { handler, events: list } };
  return [...readIntent(planOf(plain(functions, PASSAGE)), [], new CodeHistory()).routes.values()];
};
const paths = (list: Iterable<IntendedRoute>): string[] => [...list].map(({ planned }) => planned.path);

describe('counterparts', () => {
  it('have the same code and protection, and are counterparts of one route only', () => {
    const gone = routes('me', { '/a': 's', '/b': 's', '/c': 't' });
    const appeared = [...routes('me', { '/x': 's', '/y': 'u' }), ...routes('you', { '/z': 't' })];
    const unpaired = pairRoutes(gone, appeared);
    expect(paths(unpaired.gone)).to.deep.equal(['/b', '/c']);
    expect(paths(unpaired.appeared)).to.deep.equal(['/y', '/z']);
    expect(paths(pairRoutes(gone, routes('other', { '/x': 't' }, 'h.me')).gone)).to.deep.equal(['/a', '/b']);
  });

  it('are not those in whose place an event says something new', () => {
    const gone = routes('me', { '/a': 's', '/b': 't' });
    const appeared = routes('me', { '/x': 'z', '/y': 't' });
    const unpaired = pairInBothReadings(gone, appeared);
    expect(paths(unpaired.gone)).to.deep.equal(['/a']);
    expect(paths(unpaired.appeared)).to.deep.equal(['/x']);
    // `/b` may be `/x`, or be gone while `/x` was added.
    const moved = pairInBothReadings(gone, routes('me', { '/y': 's', '/x': 'z' }));
    expect(paths(moved.gone)).to.deep.equal(['/b']);
    expect(paths(moved.appeared)).to.deep.equal(['/x']);
    const shifted = pairInBothReadings(gone, routes('me', { '/x': 'z', '/y': 's' }));
    expect(paths(shifted.gone)).to.deep.equal(['/b']);
    expect(paths(shifted.appeared)).to.deep.equal(['/x', '/y']);
  });
});
