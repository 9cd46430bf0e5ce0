/** Names of authorizers that mean something else on an API of another kind. */
import { expect } from 'chai';
import { type IntendedRoute, readIntent } from '../../src/intent/intent';
import { isNamedElsewhere } from '../../src/intent/name-elsewhere';
import { CodeHistory } from '../../src/service/code-history';
import { plain, planOf } from '../support/plans';

const APPS = {
  defaultApp: 'jwt',
  apps: {
    jwt: { issuer: 'https://a.example/', audience: 'a' },
    lambda: { issuer: 'https://b.example/', audience: 'b', authorizerType: 'lambda' },
  },
};

const { jwt } = APPS.apps;
/** The same, where `jwt` is the name of no app any more. */
const RENAMED = { ...APPS, apps: { ...APPS.apps, jwt: { ...jwt, name: 'other' } } };

/** The one route of a function with that event. */
function routeOn(key: 'httpApi' | 'http', options: object, block: object = APPS): IntendedRoute {
  const a = { handler: 'h.a', events: [{ [key]: { method: 'GET', path: '/a', ...options } }] };
  const service = plain({ a }, block, { httpApi: { authorizers: { mine: { type: 'request' } } } });
  const [route] = readIntent(planOf(service), [], new CodeHistory()).routes.values();
  if (route === undefined) throw new Error('there is a route');
  return route;
}

const by = (authorizer: unknown): object => ({ authorizer });

describe('authorizers of an API of another kind', () => {
  it('have the name of an own authorizer', () => {
    const [before, now] = [routeOn('httpApi', by('mine')), routeOn('http', by('mine'))];
    expect(isNamedElsewhere(before, now)).to.equal(true);
    expect(isNamedElsewhere(before, before), 'the same API').to.equal(false);
  });

  it('have the name of an app that is gone', () => {
    const now = routeOn('http', by('jwt'), RENAMED);
    expect(now.planned.decision.access).to.equal('other');
    expect(isNamedElsewhere(routeOn('httpApi', by('jwt')), now)).to.equal(true);
  });

  it('have another name, or none', () => {
    const before = routeOn('httpApi', by('mine'));
    for (const options of [by('other'), {}, { passage: 'lambda' }])
      expect(isNamedElsewhere(before, routeOn('http', options))).to.equal(false);
  });

  it('have the name of an app that protects both', () => {
    const [before, now] = [routeOn('httpApi', by('lambda')), routeOn('http', by('lambda'))];
    expect([before, now].map(({ planned }) => planned.decision.access)).to.deep.equal([
      'protected',
      'protected',
    ]);
    expect(isNamedElsewhere(before, now)).to.equal(false);
  });

  it('were none', () => {
    expect(isNamedElsewhere(routeOn('httpApi', {}), routeOn('http', by('mine')))).to.equal(false);
  });

  it('are IAM, which is the same everywhere', () => {
    for (const name of ['aws_iam', 'AWS_IAM'])
      expect(isNamedElsewhere(routeOn('httpApi', by({ type: name })), routeOn('http', by(name)))).to.equal(
        false,
      );
  });
});
