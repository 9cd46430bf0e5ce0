/** Conditions that the user has written, in a template of a few resources. */
import { expect } from 'chai';
import { auditLostConditions } from '../../src/audit/audit-lost-conditions';
import { readConfiguredRoutes } from '../../src/audit/configured-routes';
import type { Resource } from '../../src/cloudformation';
import { plannedRoutes, readIntent } from '../../src/intent/intent';
import { makeOriginalsOf } from '../../src/intent/originals';
import { identity } from '../../src/service/events';
import { noChanges } from '../../src/service/applied-changes';
import { CodeHistory } from '../../src/service/code-history';
import { findRoutes } from '../../src/template/api-resources';
import { NOTHING_CONFIGURED } from '../../src/template/configured-resources';
import { withEntriesNow } from '../../src/template/route-entries';
import { plain, planOf } from '../support/plans';

type Resources = Record<string, Resource>;

const JWT = { AuthorizationType: 'JWT', AuthorizerId: { Ref: 'HttpApiAuthorizerPassage' } };
const event = (key: string, passage: unknown): Record<string, unknown> => {
  const [method, path] = key.split(' ');
  return { httpApi: { method, path, passage } };
};
type Events = Record<string, unknown>[];
const events = (...all: Events): Events => all;
const route = (RouteKey: unknown, more: object = {}, Condition?: string): Resource => ({
  Type: 'AWS::ApiGatewayV2::Route',
  Properties: { ApiId: { Ref: 'HttpApi' }, RouteKey, ...more },
  ...(Condition === undefined ? {} : { Condition }),
});

interface Case {
  readonly first: Events;
  readonly now?: Events;
  /** Entries as configured, by logical ID. */
  readonly entries?: Resources;
  /** Routes under `resources:` as configured. */
  readonly written?: Resources;
  readonly isKnown?: boolean;
}

function places(
  { first, now = first, entries = {}, written = {}, isKnown = true }: Case,
  Resources: Resources,
): string[] {
  const [before, after] = [first, now].map((events) => {
    const service = plain({ a: { events } }, { issuer: 'https://i.example/', audience: 'api' });
    const made = planOf({ ...service, resources: { extensions: entries } }, noChanges(), true);
    return { plan: made.plan, intent: readIntent(made, [], new CodeHistory()) };
  });
  const { plan, intent } = after!;
  const asConfigured = {
    ...NOTHING_CONFIGURED,
    extensions: new Map(Object.entries(entries)),
    resources: new Map(Object.entries(written)),
  };
  const ids = plan.routes.map(({ logicalId }) => logicalId);
  const originalsOf = makeOriginalsOf(before!.intent, intent);
  const configured = isKnown ? withEntriesNow(asConfigured, {}, ids, originalsOf) : asConfigured;
  return auditLostConditions(plan, findRoutes({ Resources }, plan), {
    configured,
    gone: plannedRoutes(before!.intent).filter(
      (each) => each.decision.access !== 'public' && !intent.routes.has(identity(each)),
    ),
    written: readConfiguredRoutes({ Resources: written }, plan, configured),
  }).map(({ where }) => where);
}

describe('audit: a condition that is configured', () => {
  const [all, debug] = [event('ANY /{any+}', true), event('GET /debug', false)];
  const first = events(all, debug);
  const entries = { HttpApiRouteGetDebug: { Condition: 'IsDev' } };
  const All = route('ANY /{any+}', JWT);
  const ID = 'HttpApiRouteGetDebug';

  for (const isKnown of [true, false])
    it(`of an event is on its route, whatever its logical ID (${isKnown ? 'compared' : 'as configured'})`, () => {
      const of = (Debug: Resource, id = ID): string[] =>
        places({ first, entries, isKnown }, { All, [id]: Debug });
      expect(of(route('GET /debug', {}, 'IsDev'))).to.deep.equal([]);
      expect(of(route('GET /debug'))).to.deep.equal([`Resources.${ID}`]);
      expect(of(route('GET /debug', {}, 'IsTest'))).to.deep.equal([`Resources.${ID}`]);
      expect(of(route('GET /debug'), 'Other')).to.deep.equal(['Resources.Other']);
      expect(of(route('GET /debug', {}, 'IsDev'), 'Other')).to.deep.equal([]);
      expect(places({ first, isKnown }, { All, [ID]: route('GET /debug') })).to.deep.equal([]);
    });

  it('may be lost where no route with other protection gets fewer requests', () => {
    const lost = route('GET /debug');
    for (const others of [{}, { Other: route('ANY /{any+}') }, { Other: route('ANY /other', JWT) }])
      expect(places({ first, entries }, { [ID]: lost, ...others })).to.deep.equal([]);
    const closed = events(all, event('GET /debug', true));
    expect(places({ first: closed, entries }, { All, [ID]: route('GET /debug', JWT) })).to.deep.equal([]);
    const unknown = route({ Ref: 'Key' }, JWT);
    expect(places({ first, entries }, { [ID]: lost, unknown })).to.deep.equal([]);
  });

  it('may not be lost by a public one whose requests went to a protected event that is gone', () => {
    const removed = (Debug: Resource, ...now: Events): string[] => places({ first, now, entries }, { Debug });
    expect(removed(route('GET /debug'), debug)).to.deep.equal(['Resources.Debug']);
    expect(removed(route('GET /debug', {}, 'IsDev'), debug)).to.deep.equal([]);
    const narrow = events(event('GET /debug', true), event('GET /{any+}', false));
    const wide = { HttpApiRouteGetAnyVar: { Condition: 'IsDev' } };
    const page = { Page: route('GET /{any+}') };
    const now = events(event('GET /{any+}', false));
    expect(places({ first: narrow, now, entries: wide }, page)).to.deep.equal(['Resources.Page']);
    expect(
      places({ first: narrow, entries: wide }, { ...page, Debug: route('GET /debug', JWT) }),
    ).to.deep.equal([]);
    const closed = event('GET /debug', { scopes: ['read'] });
    expect(removed(route('GET /debug', JWT), closed), 'with other scopes').to.deep.equal(['Resources.Debug']);
    expect(removed(route('GET /debug', JWT), event('GET /debug', true)), 'as protected').to.deep.equal([]);
    const elsewhere = events(event('ANY /admin/{any+}', true), debug);
    const lost = { Debug: route('GET /debug') };
    expect(places({ first: elsewhere, now: events(debug), entries }, lost)).to.deep.equal([]);
  });

  it('is that of an event that is moved, or that is for one method of it', () => {
    const moved = events(event('ANY /v1/{any+}', true), event('GET /v1/debug', false));
    const under = { All: route('ANY /v1/{any+}', JWT) };
    const movedTo = (Debug: Resource): string[] =>
      places({ first, now: moved, entries }, { ...under, Debug });
    expect(movedTo(route('GET /v1/debug'))).to.deep.equal(['Resources.Debug']);
    expect(movedTo(route('GET /v1/debug', {}, 'IsDev'))).to.deep.equal([]);
    const any = events(all, event('ANY /debug', false));
    const ofAny = { first: any, now: first, entries: { HttpApiRouteAnyDebug: { Condition: 'IsDev' } } };
    expect(places(ofAny, { All, Debug: route('GET /debug') })).to.deep.equal(['Resources.Debug']);
    expect(places(ofAny, { All, Debug: route('GET /debug', {}, 'IsDev') })).to.deep.equal([]);
    const added = events(all, debug, event('GET /new', false));
    expect(places({ first, now: added, entries }, { All, New: route('GET /new') })).to.deep.equal([]);
  });

  it('of a route under resources is its own, or that of one at its place', () => {
    const only = events(all);
    const written = { Raw: route('GET /raw', {}, 'IsDev') };
    const of = (now: Resources): string[] => places({ first: only, written }, { All, ...now });
    expect(of({ Raw: route('GET /raw') })).to.deep.equal(['Resources.Raw']);
    expect(of({ Renamed: route('GET /raw') })).to.deep.equal(['Resources.Renamed']);
    for (const kept of [{ Raw: written.Raw }, { Renamed: written.Raw }, { Added: route('GET /added') }])
      expect(of(kept)).to.deep.equal([]);
    const both = { ...written, Other: route('GET /raw', JWT) };
    expect(places({ first: only, written: both }, { All, Other: route('GET /raw') })).to.deep.equal([]);
    expect(places({ first: only, written: both }, { All, Renamed: route('GET /raw') })).to.deep.equal([]);
  });

  it('of a route under resources counts beside an event of its key', () => {
    const written = { Raw: route('GET /debug', {}, 'IsTest') };
    const Raw = route('GET /debug', {}, 'IsTest');
    const now = { All, [ID]: route('GET /debug', {}, 'IsDev'), Raw };
    expect(places({ first, entries, written }, now)).to.deep.equal([]);
    expect(places({ first, entries, written }, { ...now, Raw: route('GET /debug') })).to.deep.equal([
      'Resources.Raw',
    ]);
  });

  it('is none of what API Gateway answers itself', () => {
    const mock = { Integration: { Type: 'MOCK' }, HttpMethod: 'OPTIONS' };
    const options = events(all, event('OPTIONS /debug', false));
    const found = places(
      { first: options, entries: { HttpApiRouteOptionsDebug: { Condition: 'IsDev' } } },
      { All, HttpApiRouteOptionsDebug: route('OPTIONS /debug', mock) },
    );
    expect(found).to.deep.equal([]);
  });
});
