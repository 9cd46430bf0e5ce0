/** A service read back from a package: the packaged functions and events, as they are configured. */
import { expect } from 'chai';
import * as fc from 'fast-check';
import { packagedService } from '../../src/plan/packaged-service';
import { type PlainService, plain } from '../support/plans';

type Json = Record<string, unknown>;

const http = (path: string, extra: Json = {}): Json => ({ httpApi: { method: 'GET', path, ...extra } });
const packagedEvents = (configured: PlainService, packaged: PlainService): unknown =>
  Object.fromEntries(
    Object.entries(packagedService(configured, packaged).functions).map(([name, { events }]) => [
      name,
      events,
    ]),
  );

describe('packaged service', () => {
  it('has the functions of the package, with what is configured of them', () => {
    const configured = plain({ a: { passage: true, url: true, events: [] }, gone: { events: [] } });
    const packaged = plain({ added: { url: true, events: [] }, a: { passage: false, events: [] } });
    expect(packagedService(configured, packaged).functions).to.deep.equal({
      added: { url: true, events: [] },
      a: { passage: true, url: true, events: [] },
    });
  });

  it('has everything else as it is configured', () => {
    const configured = plain({}, { name: 'now' }, { stackName: 'now' });
    const packaged = plain({ a: { events: [] } }, { name: 'then' }, { stackName: 'then' });
    expect(packagedService(configured, packaged)).to.deep.equal({
      ...configured,
      functions: packaged.functions,
    });
  });

  it('has the function of our authorizer only where the user has configured one of its name', () => {
    const functions = { passageAuthorizer: { events: [] } };
    expect(packagedService(plain({}), plain(functions)).functions).to.deep.equal({});
    expect(packagedService(plain(functions), plain(functions)).functions).to.deep.equal(functions);
    expect(packagedService(plain(functions), plain({})).functions).to.deep.equal({});
  });

  it('has each packaged event as it is configured, in whatever function and spelling', () => {
    const events = [http('/a', { passage: true }), http('/gone', { passage: true })];
    const configured = plain({
      a: { events },
      b: { events: [{ http: { method: 'get', path: '/c/{id}' } }] },
    });
    const packaged = plain({
      a: { events: [{ http: 'GET c/{other}' }] },
      renamed: { events: [{ httpApi: { method: 'get', path: '/a', authorizer: { id: 'x' } } }] },
    });
    expect(packagedEvents(configured, packaged)).to.deep.equal({
      a: [{ http: { method: 'get', path: '/c/{id}' } }],
      renamed: [events[0]],
    });
  });

  it('has an event that is not configured as packaged', () => {
    const others = [
      http('/b', { authorizer: { id: 'x' } }),
      { httpApi: { method: 'POST', path: '/a' } },
      { http: 'GET /a' },
      { websocket: '$connect' },
    ];
    expect(
      packagedEvents(plain({ a: { events: [http('/a')] } }), plain({ a: { events: others } })),
    ).to.deep.equal({ a: others });
  });

  it('tells events of several routes by all of them', () => {
    const both = { ...http('/a', { passage: true }), http: { method: 'GET', path: '/a', passage: false } };
    const packaged = [http('/a'), { ...http('/a'), http: 'GET /a' }, { http: 'GET /a' }];
    const configured = plain({ a: { events: [both] } });
    expect(packagedEvents(configured, plain({ a: { events: packaged } }))).to.deep.equal({
      a: [packaged[0], both, packaged[2]],
    });
  });

  it('has events of other kinds as packaged', () => {
    const configured = plain({ a: { events: [{ sqs: 'now' }, { websocket: 'now' }, { httpApi: 7 }] } });
    const events = [{ sqs: 'then' }, { schedule: 'then' }, { websocket: 'then' }];
    expect(packagedEvents(configured, plain({ a: { events } }))).to.deep.equal({ a: events });
  });

  it('has $connect of a WebSocket API as it is configured', () => {
    const configured = plain({ a: { events: [{ websocket: { route: '$connect', passage: true } }] } });
    expect(packagedEvents(configured, plain({ b: { events: [{ websocket: '$connect' }] } }))).to.deep.equal({
      b: [{ websocket: { route: '$connect', passage: true } }],
    });
  });

  it('leaves what is no list of objects as it is', () => {
    const configured = plain({ a: { events: [http('/a')] } });
    for (const events of [undefined, null, 'x', { httpApi: 'GET /a' }, [null, 'GET /a', 7]]) {
      const packaged = plain({ a: { events: events as never } });
      expect(packagedEvents(configured, packaged), JSON.stringify(events)).to.deep.equal({ a: events });
    }
  });

  it('is the service itself where nothing has changed', () => {
    const event = fc
      .record({ path: fc.constantFrom('/a', '/b', '/c', '/d'), passage: fc.boolean() })
      .map(({ path, passage }) => http(path, { passage }));
    const list = fc.uniqueArray(event, { selector: ({ httpApi }) => (httpApi as Json).path as string });
    const services = list.map((events) =>
      plain({ a: { events: events.slice(0, 2) }, b: { events: [...events.slice(2), { sqs: 'x' }] } }),
    );
    fc.assert(
      fc.property(services, (service) => {
        expect(packagedService(service, structuredClone(service))).to.deep.equal(service);
      }),
    );
  });
});
