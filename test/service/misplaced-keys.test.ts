import { expect } from 'chai';
import type { Problem } from '../../src/errors';
import type { Service } from '../../src/serverless';
import { isListedTwice, misplacedAtTopLevel } from '../../src/service/misplaced-keys';
import { mergeFunctions } from '../../src/service/merge-functions';
import { readRoutes } from '../../src/service/routes';

function problems(fn: object, provider: object = {}): readonly Problem[] {
  const service = { provider: { name: 'aws', ...provider }, functions: { me: fn } } as unknown as Service;
  const { problems: found, withoutEvents } = readRoutes(service);
  return [...found, ...withoutEvents];
}

const places = (fn: object, provider?: object): string[] =>
  problems(fn, provider).map(({ code, where }) => `${code.replace('PASSAGE_', '')} ${where}`);

const GET = { httpApi: 'GET /me' };

describe('service: events that cannot be read', () => {
  const CASES: [event: object, where: string, facts: object][] = [
    [{ httpApi: null }, 'httpApi', { found: 'null' }],
    [{ httpApi: 'GETT /me' }, 'httpApi', { found: '"GETT /me"' }],
    [{ httpApi: 'GET me' }, 'httpApi', { found: '"GET me"' }],
    [{ httpApi: '/me' }, 'httpApi', { expected: 'GET /me, or { method: GET, path: /me }' }],
    [{ httpApi: { method: 'GET' } }, 'httpApi', { expected: 'GET /me, or { method: GET, path: /me }' }],
    [{ httpApi: { method: 'GET', path: 'me' } }, 'httpApi.path', { expected: '/me' }],
    [{ httpApi: { method: ['GET', 'POST'], path: '/me' } }, 'httpApi.method', { found: '["GET","POST"]' }],
    [{ httpApi: { method: 7, path: '/me' } }, 'httpApi', {}],
    [{ http: { method: '*', path: '/me' } }, 'http.method', { expected: 'any' }],
  ];
  for (const [event, where, facts] of CASES) {
    it(JSON.stringify(event), () => {
      for (const passage of [true, false]) {
        const found = problems({ passage, events: [event] });
        expect(found.map((problem) => problem.where)).to.deep.equal([`functions.me.events[0].${where}`]);
        expect(found[0]).to.include(facts);
      }
    });
  }

  it('an event whose keys are next to it is one problem, with all of them', () => {
    for (const passage of [{}, { passage: true }]) {
      const found = problems({ events: [{ httpApi: null, method: 'POST', path: '/a', ...passage }] });
      expect(found.map(({ where }) => where)).to.deep.equal(['functions.me.events[0].httpApi']);
      expect(found[0]?.expected).to.include('method: POST, path: /a');
      if ('passage' in passage) expect(found[0]?.expected).to.include('passage: true');
    }
  });

  it('but a path of a REST API may have no slash', () => {
    expect(
      places({ passage: true, events: [{ http: { method: 'GET', path: 'me' } }, { http: 'GET me' }] }),
    ).to.deep.equal([]);
  });
});

describe('service: what is meant for passage, and has no effect', () => {
  it('scopes next to passage, on a function and inside an event', () => {
    const scopes = ['orders:read'];
    const onFunction = problems({ passage: true, scopes, events: [GET] });
    expect(onFunction.map(({ where }) => where)).to.deep.equal(['functions.me.scopes']);
    expect(onFunction[0]?.expected).to.equal('passage: { scopes: ["orders:read"] }');
    expect(
      places({ events: [{ httpApi: { method: 'GET', path: '/me', passage: 'staff', scopes } }] }),
    ).to.deep.equal(['CONFIG_INVALID functions.me.events[0].httpApi.scopes']);
    for (const passage of [{}, { passage: false }])
      expect(places({ ...passage, scopes, events: [GET] }), JSON.stringify(passage)).to.deep.equal([]);
  });

  it('authorizer: passage on a function; any other is left to the framework', () => {
    expect(places({ authorizer: 'passage', events: [GET] })).to.deep.equal([
      'CONFIG_INVALID functions.me.authorizer',
    ]);
    expect(places({ authorizer: 'mine', events: [GET] })).to.deep.equal([]);
  });

  it('the block under provider, which belongs to custom', () => {
    const passage = { issuer: 'https://i.example/', audience: 'a' };
    expect(problems({ events: [GET] }, { passage })[0]?.fix).to.equal('Move it to custom.passage');
  });

  it('an event of a misspelt kind names the nearest', () => {
    const event = { httpapi: { method: 'GET', path: '/me', passage: true } };
    expect(problems({ events: [event] })[0]?.didYouMean).to.equal('httpApi');
  });
});

describe('service: passage where it has no effect', () => {
  for (const key of ['pasage', 'Passage', 'apssage', 'asspage', 'passsage', 'protect', 'protected']) {
    it(`${key} on a function, an event, and inside an event`, () => {
      expect(places({ [key]: true, events: [GET] })).to.deep.equal([`CONFIG_INVALID functions.me.${key}`]);
      expect(places({ events: [{ ...GET, [key]: true }] })).to.deep.equal([
        `CONFIG_INVALID functions.me.events[0].${key}`,
      ]);
      expect(places({ events: [{ httpApi: { method: 'GET', path: '/me', [key]: true } }] })).to.deep.equal([
        `CONFIG_INVALID functions.me.events[0].httpApi.${key}`,
      ]);
      expect(problems({ [key]: true, events: [GET] })[0]?.didYouMean).to.equal('passage');
    });
  }

  for (const key of ['package', 'message', 'page', 'layers', 'maximumRetryAttempts', 'path']) {
    it(`${key} is somebody else's key`, () => {
      expect(places({ [key]: true, events: [GET] })).to.deep.equal([]);
    });
  }

  it('next to an event, with what to write', () => {
    const [problem] = problems({ events: [{ httpApi: 'GET /me', passage: 'staff' }] });
    expect(problem?.where).to.equal('functions.me.events[0].passage');
    expect(problem?.expected).to.equal('- httpApi: { method: GET, path: /me, passage: staff }');
  });

  it('authorizer next to an event, where the framework only warns', () => {
    expect(places({ events: [{ http: 'GET /me', authorizer: 'aws_iam' }] })).to.deep.equal([
      'CONFIG_INVALID functions.me.events[0].authorizer',
    ]);
    expect(places({ events: [{ schedule: 'rate(1 day)', authorizer: 'x' }] })).to.deep.equal([]);
  });

  it('on a function URL, and in the httpApi block of a function', () => {
    expect(places({ url: { passage: true }, httpApi: { passage: true }, events: [GET] })).to.deep.equal([
      'CONFIG_INVALID functions.me.httpApi.passage',
      'CONFIG_INVALID functions.me.url.passage',
    ]);
  });

  it('on the provider', () => {
    const provider = { passage: true, httpApi: { passage: true }, apiGateway: { passage: true } };
    expect(places({ events: [GET] }, provider)).to.deep.equal([
      'CONFIG_INVALID provider.passage',
      'CONFIG_INVALID provider.httpApi.passage',
      'CONFIG_INVALID provider.apiGateway.passage',
    ]);
  });

  it('on events of other kinds', () => {
    expect(
      places({
        events: [{ websocket: { route: 'message', passage: true } }, { sns: { arn: 'a', passage: 'x' } }],
      }),
    ).to.deep.equal([
      'NOTHING_TO_PROTECT functions.me.events[0].websocket.passage',
      'NOTHING_TO_PROTECT functions.me.events[1].sns.passage',
    ]);
  });

  it('at the top level, and on the http events of Step Functions', () => {
    const stepFunctions = {
      stateMachines: { flow: { events: [{ http: { path: 'x', method: 'GET', passage: true } }] } },
    };
    expect(misplacedAtTopLevel({ passage: {}, stepFunctions }).map(({ where }) => where)).to.deep.equal([
      'passage',
      'stepFunctions.stateMachines.flow.events[0].http.passage',
    ]);
    for (const input of [
      null,
      [],
      { stepFunctions: null },
      { stepFunctions: { stateMachines: [] } },
      { stepFunctions: { stateMachines: { a: null } } },
    ])
      expect(misplacedAtTopLevel(input)).to.deep.equal([]);
  });

  it('scopes and app that are not indented under an empty passage', () => {
    const [problem, ...others] = problems({ passage: null, scopes: ['a'], events: [GET] });
    expect(others).to.deep.equal([]);
    expect(problem?.where).to.equal('functions.me.passage');
    expect(problem?.found).to.equal('functions.me.scopes');
  });

  it('beside an event in another spelling', () => {
    expect(problems({ passage: true, events: [{ httpapi: 'GET /me' }] })[0]?.didYouMean).to.equal('httpApi');
    expect(problems({ passage: true, events: [{ alb: {} }] })[0]?.didYouMean).to.equal(undefined);
  });

  it('on a function without events', () => {
    expect(places({ passage: true })).to.deep.equal(['NOTHING_TO_PROTECT functions.me.passage']);
    expect(places({ passage: true, events: [{ sqs: 'arn' }] })).to.deep.equal([
      'NOTHING_TO_PROTECT functions.me.passage',
    ]);
    expect(places({ passage: false })).to.deep.equal([]);
  });

  it('on an event that is not $connect, with the route that was found', () => {
    const [problem] = problems({ events: [{ websocket: { route: 'message', passage: true } }] });
    expect(problem).to.include({ code: 'PASSAGE_NOTHING_TO_PROTECT', found: '"message"' });
    expect(places({ events: [{ websocket: { route: 'message', passage: false } }] })).to.deep.equal([]);
    expect(places({ events: [{ sns: { arn: 'a', passage: false } }] })).to.deep.equal([]);
  });

  it('next to an event, in the form of its kind', () => {
    const expected = (event: object): unknown => problems({ events: [event] })[0]?.expected;
    expect(expected({ websocket: '$connect', passage: true })).to.equal(
      '- websocket: { route: $connect, passage: true }',
    );
    expect(expected({ httpApi: '*', passage: true })).to.equal("- httpApi: { path: '*', passage: true }");
    expect(expected({ http: 'post a', passage: { app: 'x' } })).to.equal(
      '- http: { method: POST, path: /a, passage: {"app":"x"} }',
    );
  });

  it('but keys that are another word, or only have its letters, are somebody else’s', () => {
    for (const key of ['massage', 'assage', 'xpassage', 'passagex', 'egassap'])
      expect(places({ [key]: true, events: [GET] }), key).to.deep.equal(
        key === 'passagex' ? ['CONFIG_INVALID functions.me.passagex'] : [],
      );
  });
});

describe('service: as it is written', () => {
  it('lists the plugin once or more', () => {
    const us = 'serverless-passage';
    for (const plugins of [[us, us], { modules: [us, 'other', us] }])
      expect(isListedTwice({ plugins }), JSON.stringify(plugins)).to.equal(true);
    for (const plugins of [[us], ['other', 'other'], { modules: [us] }, us, undefined, null])
      expect(isListedTwice({ plugins }), JSON.stringify(plugins)).to.equal(false);
    expect(isListedTwice(undefined)).to.equal(false);
  });

  it('has functions in one block, or in a list of blocks', () => {
    const [a, b] = [{ handler: 'a' }, { handler: 'b' }];
    expect(mergeFunctions({ a, b, c: null })).to.deep.equal({ a, b });
    expect(mergeFunctions([{ a }, '${file(b.yml)}', { b, c: '${file(c.yml)}' }])).to.deep.equal({ a, b });
    expect(mergeFunctions(undefined)).to.deep.equal({});
  });
});
