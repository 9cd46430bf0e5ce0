/** Events, as entries under `resources:` change the routes that are compiled of them. */
import { expect } from 'chai';
import type { Resource } from '../../src/cloudformation';
import { makeIsStated } from '../../src/intent/copied-statements';
import { protectionOf } from '../../src/intent/describe-protection';
import { type Intent, type IntendedRoute, readIntent } from '../../src/intent/intent';
import { keepsProtection } from '../../src/intent/keeps-protection';
import { makeFindEntry } from '../../src/plan/extended-routes';
import type { PlannedService } from '../../src/plan/plan-service';
import { noChanges } from '../../src/service/applied-changes';
import { CodeHistory } from '../../src/service/code-history';
import { plain, planOf } from '../support/plans';

const BLOCK = { issuer: 'https://i.example/', audience: 'api' };
const OWN = {
  mine: { type: 'jwt', identitySource: 'x', issuerUrl: 'https://own.example/', audience: 'a' },
};
const IAM = { AuthorizationType: 'AWS_IAM' };

const ID = 'HttpApiRouteGetA';

const planned = (event: object, entry?: Resource): PlannedService => {
  const a = { handler: 'h.a', events: [{ httpApi: { method: 'GET', path: '/a', ...event } }] } as object;
  const service = plain({ a }, BLOCK, { httpApi: { authorizers: OWN } });
  const resources = { extensions: entry === undefined ? {} : { [ID]: entry } };
  return planOf({ ...service, resources }, noChanges(), true);
};

function extended(event: object, entry?: Resource): Intent {
  return readIntent(planned(event, entry), [], new CodeHistory());
}
function route(event: object, Properties: object, more: object = {}): IntendedRoute {
  const [only] = extended(event, { Properties, ...more } as Resource).routes.values();
  return only!;
}
const isExtended = ({ event }: IntendedRoute): boolean => event.entry?.isAuthorizing === true;

describe('plan: an entry under resources for the route of an event', () => {
  it('has scopes that are merged with those of the event, under Resources', () => {
    const scopes = (section: string, event: object): unknown => {
      const a = { handler: 'h.a', events: [{ httpApi: { method: 'GET', path: '/a', ...event } }] } as object;
      const service = plain({ a }, BLOCK, { httpApi: { authorizers: OWN } });
      const resources = { [section]: { [ID]: { Properties: { ...IAM, AuthorizationScopes: ['x'] } } } };
      const [only] = planOf({ ...service, resources }, noChanges(), true).plan.routes;
      return only?.decision.access === 'public' ? undefined : only?.decision.scopes;
    };
    const own = { authorizer: { name: 'mine', scopes: ['a', 'b'] } };
    expect(scopes('Resources', own)).to.deep.equal(['x', 'b']);
    expect(scopes('extensions', own)).to.deep.equal(['x']);
    expect(scopes('Resources', {})).to.deep.equal(['x']);
  });

  it('protects a public event', () => {
    for (const event of [{}, { passage: false }]) {
      const found = route(event, { ...IAM, AuthorizationScopes: ['s'] });
      expect(isExtended(found)).to.equal(true);
      expect(found.planned.decision).to.deep.include({ access: 'other', scopes: ['s'], decidedBy: 'event' });
    }
    expect(route({}, IAM).planned.decision).to.deep.include({ scopes: [] });
  });

  it('changes what an event names', () => {
    const scoped = route({ authorizer: { name: 'mine', scopes: ['a'] } }, { AuthorizationScopes: ['b'] });
    expect(scoped.planned.decision).to.deep.include({ access: 'other', authorizer: 'mine', scopes: ['b'] });
    expect(scoped.event.existing).to.include({ name: 'mine', label: 'mine', asked: 'mine' });
    const other = route({ authorizer: { name: 'mine', scopes: ['a'] } }, { AuthorizerId: { Ref: 'Other' } });
    expect(other.planned.decision).to.deep.include({ access: 'other', scopes: ['a'] });
    expect(other.event.existing).to.deep.include({
      name: null,
      label: 'Other',
      id: { Ref: 'Other' },
      asked: '{"ref":"other"}',
    });
    const typed = route({ authorizer: 'mine' }, { AuthorizationType: 'JWT', AuthorizationScopes: ['b'] });
    expect(typed.event.existing).to.deep.include({ name: 'mine', label: 'mine', scopes: ['b'] });
    const iam = route({ authorizer: 'mine' }, IAM);
    expect(iam.event.existing).to.deep.include({ name: null, label: 'AWS_IAM' });
    const still = route({ authorizer: { type: 'aws_iam' } }, IAM);
    expect(still.event.existing).to.deep.include({ label: 'aws_iam' });
    const replaced = route({ authorizer: { type: 'aws_iam' } }, { AuthorizationType: 'JWT' });
    expect(replaced.event.existing).to.deep.include({ label: 'JWT' });
    const computed = { 'Fn::If': ['IsProd', ['admin'], ['reader']] };
    const chosen = route({ authorizer: { name: 'mine', scopes: ['a'] } }, { AuthorizationScopes: computed });
    expect(chosen.planned.decision).to.deep.include({ scopes: [JSON.stringify(computed)] });
  });

  it('does not open what has an authorizer of its own', () => {
    const found = route({ authorizer: 'mine' }, { AuthorizationType: 'NONE' });
    expect(found.planned.decision).to.include({ access: 'other', authorizer: 'mine' });
    expect(isExtended(found)).to.equal(false);
  });

  it('says nothing where it has no part of an authorization, or leaves an event public', () => {
    for (const properties of [{ OperationName: 'a' }, { AuthorizationType: 'NONE' }, { AuthorizerId: 'x' }]) {
      const found = route({ passage: false }, properties);
      expect(found.planned.decision, JSON.stringify(properties)).to.deep.equal({
        access: 'public',
        decidedBy: 'event',
      });
      expect(isExtended(found)).to.equal(false);
    }
  });

  it('says nothing of a route that is protected by an app', () => {
    const found = route({ passage: true }, IAM);
    expect([found.planned.decision.access, isExtended(found)]).to.deep.equal(['protected', false]);
  });

  it('may be an authorizer of ours', () => {
    const Properties = { AuthorizationType: 'JWT', AuthorizerId: { Ref: 'HttpApiAuthorizerPassage' } };
    const { plan } = planned({}, { Properties: { ...Properties, AuthorizationScopes: ['s'] } });
    expect(plan.routes.map(({ decision }) => decision)).to.deep.equal([
      { access: 'protected', app: 'default', authorizer: 'passage', scopes: ['s'], decidedBy: 'event' },
    ]);
    expect(plan.authorizers).to.have.length(1);
    const chosen = { 'Fn::If': ['C', ['a'], ['b']] };
    expect(route({}, { ...Properties, AuthorizationScopes: chosen }).planned.decision).to.include({
      access: 'other',
      authorizer: 'HttpApiAuthorizerPassage',
    });
  });

  it('counts before `protect: all`, where it names another authorizer than that', () => {
    const decided = (entry: object, event: object = {}): object | undefined => {
      const a = { events: [{ httpApi: { method: 'GET', path: '/a', ...event } }] };
      const resources = { extensions: { [ID]: { Properties: entry } } };
      const { plan } = planOf({ ...plain({ a }, { ...BLOCK, protect: 'all' }), resources });
      return plan.routes[0]?.decision;
    };
    const other = { AuthorizationType: 'JWT', AuthorizerId: { Ref: 'Other' } };
    for (const entry of [IAM, other]) {
      expect(decided(entry)).to.deep.include({ access: 'other', decidedBy: 'event' });
      expect(decided(entry, { passage: true })).to.deep.include({ access: 'protected', decidedBy: 'event' });
    }
    for (const entry of [
      {},
      { AuthorizationType: 'JWT' },
      { AuthorizationScopes: ['s'] },
      { AuthorizationType: 'NONE', AuthorizerId: { Ref: 'Other' } },
    ])
      expect(decided(entry), JSON.stringify(entry)).to.deep.include({
        access: 'protected',
        decidedBy: 'service',
      });
  });

  it('gives it a condition', () => {
    for (const event of [{ passage: true }, { passage: false }, { authorizer: 'mine' }])
      expect(route(event, {}, { Condition: 'C' }).event.entry?.condition).to.equal('C');
    expect(route({}, IAM, { Condition: 'C' }).event.entry?.condition).to.equal('C');
    expect(route({}, IAM).event.entry?.condition).to.equal(undefined);
  });

  it('makes its function one with a protected route, once', () => {
    const names = (event: object, Properties: object): string[] =>
      extended(event, { Properties } as Resource).functions.map(({ name }) => name);
    expect(names({}, IAM)).to.deep.equal(['a']);
    expect(names({}, {})).to.deep.equal([]);
    expect(names({ authorizer: 'mine' }, IAM)).to.deep.equal(['a']);
  });

  it('is a copy: another plugin may change what it was read from', () => {
    const entry = {
      Condition: { C: 1 },
      Properties: { AuthorizationType: 'AWS_IAM', AuthorizerId: { Ref: 'X' } },
    };
    const [found] = planned({}, entry).routes;
    entry.Properties.AuthorizerId.Ref = 'Y';
    expect(found?.existing?.id).to.deep.equal({ Ref: 'X' });
  });

  it('is what a package has of an event, where nothing is written for it: of one that names an authorizer, its scopes', () => {
    const compiled = {
      Condition: 'C',
      Properties: { ...IAM, AuthorizationScopes: ['s'], RouteKey: 'GET /a' },
    };
    const packaged = { Resources: { [ID]: compiled as unknown as Resource } };
    const open = { access: 'public', decidedBy: 'default' } as const;
    const own = { access: 'other', authorizer: 'mine', scopes: [], decidedBy: 'event' } as const;
    const find = makeFindEntry(undefined, packaged);
    const scoped = { Condition: 'C', Properties: { AuthorizationScopes: ['s'] } };
    expect(find(ID, open)).to.deep.equal({ resource: compiled, isPackaged: true });
    expect(find(ID, own)).to.deep.equal({ resource: scoped, isPackaged: true });
    expect(find('HttpApiRouteGetB', open)).to.equal(undefined);
    const written = { extensions: { [ID]: { Condition: 'D' } } };
    expect(makeFindEntry(written, packaged)(ID, open)).to.deep.equal({
      resource: { Condition: 'D', Properties: {} },
      isPackaged: false,
    });
    expect(makeFindEntry(undefined)(ID, open)).to.equal(undefined);
  });

  it('has a place: the same options of an event, and what the entry says', () => {
    const ttl = { authorizer: { name: 'mine', type: 'jwt', scopes: ['a'] } };
    const found = route(ttl, { AuthorizationType: 'CUSTOM', AuthorizerId: 'abc' });
    expect(found.event.existing).to.deep.include({
      label: 'abc',
      id: 'abc',
      options: { type: 'jwt', AuthorizationType: 'CUSTOM', AuthorizerId: 'abc' },
    });
    expect(found.event.entry?.own).to.deep.include({ name: 'mine' });
    const computed = { 'Fn::ImportValue': 'x' };
    expect(route({}, { AuthorizationType: 'CUSTOM', AuthorizerId: computed }).event.existing).to.include({
      label: JSON.stringify(computed),
    });
  });

  it('leaves known what the event says itself', () => {
    const own = { authorizer: { name: 'mine', scopes: ['a'] } };
    const [first, now] = [extended(own, { Properties: IAM }), route(own, {})];
    expect(makeIsStated(first)(now)).to.equal(true);
    expect(makeIsStated(first)(route({ authorizer: { name: 'mine', scopes: ['b'] } }, {}))).to.equal(false);
    expect(makeIsStated(first)(route({}, IAM))).to.equal(true);
  });

  it('is kept where the route is protected just so, or the event says otherwise', () => {
    const before = route({}, IAM);
    expect(keepsProtection(before, route({}, IAM))).to.equal(true);
    expect(keepsProtection(before, route({}, {}))).to.equal(false);
    expect(keepsProtection(before, route({}, { ...IAM, AuthorizationScopes: ['s'] }))).to.equal(false);
    expect(keepsProtection(before, route({ passage: false }, {}))).to.equal(true);
    const ours = { AuthorizationType: 'JWT', AuthorizerId: { Ref: 'HttpApiAuthorizerPassage' } };
    const admin = route({}, { ...ours, AuthorizationScopes: ['admin'] });
    for (const [now, isKept] of [
      [route({}, { ...ours, AuthorizationScopes: ['admin'] }), true],
      [route({}, { ...ours, AuthorizationScopes: ['admin', 'read'] }), false],
      [route({}, ours), false],
      [route({}, IAM), false],
      [route({ passage: { scopes: ['read'] } }, {}), true],
    ] as const)
      expect(keepsProtection(admin, now)).to.equal(isKept);
    const own = { authorizer: { name: 'mine', scopes: ['a'] } };
    const scoped = route(own, { AuthorizationScopes: ['b'] });
    expect(keepsProtection(scoped, route(own, {}))).to.equal(false);
    expect(keepsProtection(route(own, {}), scoped)).to.equal(false);
    expect(keepsProtection(scoped, route(own, { AuthorizationScopes: ['b'] }))).to.equal(true);
    expect(protectionOf(scoped)).not.to.equal(protectionOf(route(own, {})));
  });
});
