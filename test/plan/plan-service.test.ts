import { expect } from 'chai';
import { PassageError, formatMessage } from '../../src/errors';
import { planService } from '../../src/plan/plan-service';
import { noChanges } from '../../src/service/applied-changes';
import { BLOCK, type PlainService, decisions, host, plain, planOf, refused } from '../support/plans';
import type { Json } from '../support/tokens';

const event = (path: string, extra: object = {}): Record<string, unknown> => ({
  httpApi: { method: 'GET', path, ...extra },
});
const two = { apps: { customers: BLOCK, staff: { ...BLOCK, appId: 'staffapp1' } }, defaultApp: 'customers' };
const named = (authorizers: object): object => ({ httpApi: { authorizers } });

describe('plan: what is refused', () => {
  const events = [{ httpApi: 'GET /a' }];
  const cases: [what: string, service: PlainService, problems: string[]][] = [
    [
      'null on a function',
      plain({ a: { passage: null, events } }),
      ['PASSAGE_CONFIG_INVALID functions.a.passage'],
    ],
    [
      'undefined on a function',
      plain({ a: { passage: undefined, events } }),
      ['PASSAGE_CONFIG_INVALID functions.a.passage'],
    ],
    ['a number', plain({ a: { passage: 1, events } }), ['PASSAGE_CONFIG_INVALID functions.a.passage']],
    ['a list', plain({ a: { passage: ['x'], events } }), ['PASSAGE_CONFIG_INVALID functions.a.passage']],
    ['an empty text', plain({ a: { passage: '', events } }), ['PASSAGE_CONFIG_INVALID functions.a.passage']],
    [
      'the text "true"',
      plain({ a: { passage: 'true', events } }),
      ['PASSAGE_CONFIG_INVALID functions.a.passage'],
    ],
    [
      'the text "False"',
      plain({ a: { passage: 'False', events } }),
      ['PASSAGE_CONFIG_INVALID functions.a.passage'],
    ],
    [
      'an unresolved variable',
      plain({ a: { passage: '${env:X}', events } }),
      ['PASSAGE_CONFIG_INVALID functions.a.passage'],
    ],
    [
      'an unknown key',
      plain({ a: { passage: { scope: [] }, events } }),
      ['PASSAGE_CONFIG_INVALID functions.a.passage.scope'],
    ],
    [
      'scopes as text',
      plain({ a: { passage: { scopes: 'a' }, events } }),
      ['PASSAGE_CONFIG_INVALID functions.a.passage.scopes'],
    ],
    [
      'an unresolved scope',
      plain({ a: { passage: { scopes: ['${x}'] }, events } }),
      ['PASSAGE_CONFIG_INVALID functions.a.passage.scopes[0]'],
    ],
    [
      '11 scopes',
      plain({ a: { passage: { scopes: Array.from({ length: 11 }, (_, i) => String(i)) }, events } }),
      ['PASSAGE_CONFIG_INVALID functions.a.passage.scopes'],
    ],
    [
      'a scope of 65 characters',
      plain({ a: { passage: { scopes: ['x'.repeat(65)] }, events } }),
      ['PASSAGE_CONFIG_INVALID functions.a.passage.scopes[0]'],
    ],
    [
      'an app as a boolean',
      plain({ a: { passage: { app: true }, events } }),
      ['PASSAGE_CONFIG_INVALID functions.a.passage.app'],
    ],
    [
      'an unknown app',
      plain({ a: { passage: 'stuff', events } }, two),
      ['PASSAGE_UNKNOWN_APP functions.a.passage'],
    ],
    [
      'an unknown app that a nearer word hides',
      plain({ a: { passage: { app: 'x' }, events: [event('/a', { passage: true })] } }, two),
      ['PASSAGE_UNKNOWN_APP functions.a.passage'],
    ],
    [
      'any app where there is only one, unnamed',
      plain({ a: { passage: 'customers', events } }),
      ['PASSAGE_UNKNOWN_APP functions.a.passage'],
    ],
    [
      'a function without events',
      plain({ a: { passage: true } }),
      ['PASSAGE_NOTHING_TO_PROTECT functions.a.passage'],
    ],
    [
      'a function with other events only',
      plain({ a: { passage: true, events: [{ sqs: 'arn' }] } }),
      ['PASSAGE_NOTHING_TO_PROTECT functions.a.passage'],
    ],
    [
      'a WebSocket function',
      plain({ a: { passage: true, events: [{ websocket: '$connect' }] } }),
      ['PASSAGE_NOTHING_TO_PROTECT functions.a.passage'],
    ],
    [
      'a WebSocket event',
      plain({ a: { events: [{ websocket: { route: '$connect', passage: true } }] } }),
      ['PASSAGE_NOTHING_TO_PROTECT functions.a.events[0].websocket.passage'],
    ],
    [
      'an event with both',
      plain({ a: { events: [event('/a', { passage: true, authorizer: 'mine' })] } }),
      ['PASSAGE_AUTHORIZER_CONFLICT functions.a.events[0].httpApi'],
    ],
    [
      'an http event with both',
      plain(
        { a: { events: [{ http: { method: 'get', path: 'a', passage: 'staff', authorizer: 'aws_iam' } }] } },
        two,
      ),
      ['PASSAGE_AUTHORIZER_CONFLICT functions.a.events[0].http'],
    ],
    [
      'a name that is taken',
      plain({ a: { events } }, BLOCK, named({ passage: { type: 'jwt' } })),
      ['PASSAGE_AUTHORIZER_EXISTS custom.passage.name'],
    ],
    [
      'a name that another key compiles to',
      plain({ a: { events } }, BLOCK, named({ mine: { name: 'passage' } })),
      ['PASSAGE_AUTHORIZER_EXISTS custom.passage.name'],
    ],
    [
      'a name that is the same resource',
      plain({ a: { events } }, BLOCK, named({ Passage: {} })),
      ['PASSAGE_AUTHORIZER_EXISTS custom.passage.name'],
    ],
    [
      'two apps of one name',
      plain(
        { a: { events } },
        { ...two, apps: { a: { ...BLOCK, name: 'x' }, b: { ...BLOCK, name: 'x' } }, defaultApp: 'a' },
      ),
      ['PASSAGE_CONFIG_INVALID custom.passage.apps.b.name'],
    ],
    [
      'two names that are one resource',
      plain({ a: { events } }, { apps: { 'a-b': BLOCK, aDashb: BLOCK }, defaultApp: 'a-b' }),
      ['PASSAGE_CONFIG_INVALID custom.passage.apps.aDashb.name'],
    ],
    [
      'two keys that are one output',
      plain(
        { a: { events } },
        { apps: { Ab: { ...BLOCK, name: 'one' }, ab: { ...BLOCK, name: 'two' } }, defaultApp: 'ab' },
      ),
      ['PASSAGE_CONFIG_INVALID custom.passage.apps.ab.name'],
    ],
    [
      'authorizerId on an own API',
      plain({ a: { events } }, { ...BLOCK, authorizerId: 'abc' }),
      ['PASSAGE_CONFIG_INVALID custom.passage.authorizerId'],
    ],
    [
      'authorizerId alone for http events',
      plain(
        { a: { passage: true, events: [{ http: 'GET a' }] } },
        { authorizerId: 'abc' },
        { httpApi: { id: 'x' } },
      ),
      ['PASSAGE_CONFIG_INVALID custom.passage.issuer'],
    ],
    [
      'passage under provider',
      plain({ a: { events } }, BLOCK, { passage: true }),
      ['PASSAGE_CONFIG_INVALID provider.passage'],
    ],
    [
      'passage under provider.apiGateway',
      plain({ a: { events } }, BLOCK, { apiGateway: { passage: true } }),
      ['PASSAGE_CONFIG_INVALID provider.apiGateway.passage'],
    ],
    [
      'passage under provider.httpApi',
      plain({ a: { events } }, BLOCK, { httpApi: { passage: true } }),
      ['PASSAGE_CONFIG_INVALID provider.httpApi.passage'],
    ],
    [
      '11 scopes on an authorizer of ours by name',
      plain({
        a: {
          events: [
            event('/a', {
              authorizer: { name: 'passage', scopes: Array.from({ length: 11 }, (_, i) => String(i)) },
            }),
          ],
        },
      }),
      ['PASSAGE_CONFIG_INVALID functions.a.events[0].httpApi.authorizer.scopes'],
    ],
    [
      'a scope with a space on an authorizer of ours by name',
      plain({ a: { events: [event('/a', { authorizer: { name: 'passage', scopes: ['a b'] } })] } }),
      ['PASSAGE_CONFIG_INVALID functions.a.events[0].httpApi.authorizer.scopes[0]'],
    ],
    [
      'an http event that the framework would read otherwise',
      plain({ a: { passage: true, events: [event('/ok'), { http: 'GET /a b' }] } }),
      ['PASSAGE_CONFIG_INVALID functions.a.events[1].http'],
    ],
    [
      'an event with an unknown method',
      plain({ a: { passage: true, events: [event('/ok'), { http: 'FOO me' }] } }),
      ['PASSAGE_CONFIG_INVALID functions.a.events[1].http'],
    ],
    [
      'a REST method that the framework takes for a name',
      plain({ a: { passage: true, events: [{ http: { method: '*', path: 'a' } }] } }),
      ['PASSAGE_CONFIG_INVALID functions.a.events[0].http.method'],
    ],
    [
      'passage in the function’s httpApi block',
      plain({ a: { httpApi: { passage: true }, events } as never }),
      ['PASSAGE_CONFIG_INVALID functions.a.httpApi.passage'],
    ],
    [
      'a REST authorizer that ours would replace',
      plain({
        passage: {},
        a: { events: [{ http: { method: 'get', path: 'a', authorizer: 'passage' } }] },
        b: { passage: true, events: [{ http: 'GET /b' }] },
      }),
      ['PASSAGE_AUTHORIZER_EXISTS custom.passage.name'],
    ],
    [
      'a REST authorizer by ARN that ours would replace',
      plain({
        a: {
          events: [
            {
              http: { method: 'get', path: 'a', authorizer: 'arn:aws:lambda:eu:1:function:svc-dev-passage' },
            },
          ],
        },
        b: { passage: true, events: [{ http: 'GET /b' }] },
      }),
      ['PASSAGE_AUTHORIZER_EXISTS custom.passage.name'],
    ],
    [
      'two events of one route, decided differently',
      plain({ a: { passage: true, events: [{ httpApi: '*' }] }, b: { events: [{ httpApi: '*' }] } }),
      ['PASSAGE_CONFIG_INVALID functions.b.events[0].httpApi'],
    ],
    [
      'two paths that are one resource to the framework',
      plain({ a: { passage: true, events: [event('/Me')] }, b: { events: [event('/me')] } }),
      ['PASSAGE_CONFIG_INVALID functions.b.events[0].httpApi'],
    ],
    [
      'a block and routes, all at once',
      plain(
        {
          a: { passage: 'x', events },
          b: { passage: true },
          c: { events: [event('/c', { passage: true, authorizer: 'mine' })] },
        },
        { appId: () => 'testapp123', authOrigin: 'https://a.example/', issuer: 'http:// x' },
        named({ passage: {} }),
      ),
      [
        'PASSAGE_CONFIG_INVALID custom.passage.authOrigin',
        'PASSAGE_CONFIG_INVALID custom.passage.issuer',
        'PASSAGE_CONFIG_INVALID custom.passage.appId',
        'PASSAGE_NOTHING_TO_PROTECT functions.b.passage',
        'PASSAGE_UNKNOWN_APP functions.a.passage',
        'PASSAGE_AUTHORIZER_CONFLICT functions.c.events[0].httpApi',
        'PASSAGE_AUTHORIZER_EXISTS custom.passage.name',
      ],
    ],
    [
      'a block of apps and routes, all at once',
      plain(
        { a: { passage: 'stuff', events }, b: { passage: 'staff', events: [event('/b')] } },
        {
          apps: { customers: { ...BLOCK, appId: '' }, staff: { ...BLOCK, name: 'a b' } },
          defaultApp: 'staff',
        },
      ),
      [
        'PASSAGE_CONFIG_INVALID custom.passage.apps.customers.appId',
        'PASSAGE_CONFIG_INVALID custom.passage.apps.staff.name',
        'PASSAGE_UNKNOWN_APP functions.a.passage',
      ],
    ],
    [
      'nothing of apps that cannot be read',
      plain({ a: { passage: 'staff', events } }, { apps: [BLOCK] }),
      ['PASSAGE_CONFIG_INVALID custom.passage.apps'],
    ],
    [
      'another cloud',
      plain({ a: { events } }, BLOCK, { name: 'google' }),
      ['PASSAGE_CONFIG_INVALID provider.name'],
    ],
  ];
  for (const [what, service, problems] of cases) {
    it(what, () => {
      expect(refused(() => planOf(service))).to.deep.equal(problems);
    });
  }
});

describe('plan: what is decided', () => {
  it('apps, by word, nearest first', () => {
    const planned = planOf(
      plain(
        {
          a: {
            passage: true,
            events: [
              event('/default'),
              event('/staff', { passage: 'staff' }),
              event('/scoped', { passage: { app: 'staff', scopes: ['s'] } }),
            ],
          },
          b: {
            passage: { app: 'staff' },
            events: [event('/b'), event('/own', { authorizer: { name: 'customers', scopes: ['c'] } })],
          },
        },
        two,
      ),
    );
    expect(decisions(planned)).to.deep.equal({
      'a http GET /default': 'protected customers function',
      'a http GET /staff': 'protected staff event',
      'a http GET /scoped': 'protected staff +s event',
      'b http GET /b': 'protected staff function',
      'b http GET /own': 'protected customers +c event',
    });
    expect(planned.plan.authorizers.map(({ name, created }) => [name, created?.output])).to.deep.equal([
      ['customers', 'PassageAuthorizerIdCustomers'],
      ['staff', 'PassageAuthorizerIdStaff'],
    ]);
  });

  it('both kinds of API of one function', () => {
    const planned = planOf(
      plain({
        a: {
          passage: true,
          events: [{ http: 'get /x/' }, { http: { method: 'post', path: 'x' } }, { httpApi: 'GET /x' }],
        },
      }),
    );
    expect(decisions(planned)).to.deep.equal({
      'a rest GET /x': 'protected passage function',
      'a rest POST /x': 'protected passage function',
      'a http GET /x': 'protected passage function',
    });
    expect(planned.notes).to.deep.equal([]);
  });

  it('`passage: false` next to our own authorizer leaves the route protected, with a warning', () => {
    const both = (authorizer: unknown): PlainService =>
      plain(
        { a: { events: [event('/a', { authorizer, passage: false })] } },
        BLOCK,
        named({ mine: { type: 'jwt' } }),
      );
    for (const authorizer of ['passage', { name: 'passage' }]) {
      const planned = planOf(both(authorizer));
      expect(decisions(planned)).to.deep.equal({ 'a http GET /a': 'protected passage event' });
      const notes = planned.notes.filter(({ where }) => where === 'functions.a.events[0].httpApi');
      expect(notes.map(({ level }) => level)).to.deep.equal(['warning']);
    }
    for (const authorizer of ['mine', { type: 'aws_iam' }, undefined])
      expect(planOf(both(authorizer)).notes.map(({ where }) => where)).to.deep.equal(['custom.passage']);
  });

  it('`passage: false` on the function is less specific than our own authorizer on its event', () => {
    const planned = planOf(
      plain({ a: { passage: false, events: [event('/a', { authorizer: 'passage' })] } }),
    );
    expect(decisions(planned)).to.deep.equal({ 'a http GET /a': 'protected passage event' });
    expect(planned.notes).to.deep.equal([]);
  });

  it('a REST authorizer of a name means the function of that name, where there is one', () => {
    const http = { http: { method: 'get', path: 'x', authorizer: 'passage' } };
    expect(decisions(planOf(plain({ a: { events: [http] } })))).to.deep.equal({
      'a rest GET /x': 'protected passage event',
    });
    expect(decisions(planOf(plain({ a: { events: [http] }, passage: {} })))).to.deep.equal({
      'a rest GET /x': 'other passage event',
    });
  });

  const preflight = (
    events: Record<string, unknown>[],
    block: object = BLOCK,
    provider: object = { httpApi: { cors: true } },
  ): string[] =>
    Object.entries(decisions(planOf(plain({ a: { passage: true, events } }, block, provider))))
      .filter(([, decision]) => decision === 'public preflight')
      .map(([route]) => route);

  it('companions where a protected route would swallow preflights, and nowhere else', () => {
    expect(preflight([{ httpApi: '* /any' }, { httpApi: 'GET /get' }])).to.deep.equal([
      'a http OPTIONS /any',
    ]);
    expect(preflight([{ httpApi: '*' }])).to.deep.equal(['a http OPTIONS /{proxy+}']);
    expect(preflight([{ httpApi: '*' }, { httpApi: 'ANY /{all+}' }])).to.have.length(1);
    expect(
      preflight([
        { httpApi: 'ANY /u/{id}' },
        { httpApi: { method: 'OPTIONS', path: '/u/{user}', passage: false } },
      ]),
    ).to.deep.equal([]);
    // Another function's ANY on that path is nearer than the catch-all, and not ours to open.
    expect(
      preflight([
        { httpApi: '*' },
        { httpApi: { method: '*', path: '/{all+}', authorizer: { type: 'aws_iam' } } },
      ]),
    ).to.deep.equal([]);
    expect(preflight([{ httpApi: { method: '*', path: '/any', passage: false } }])).to.deep.equal([]);
    expect(
      preflight([{ httpApi: { method: '*', path: '/any', authorizer: { type: 'aws_iam' } } }]),
    ).to.deep.equal([]);
    expect(preflight([{ http: 'ANY any' }])).to.deep.equal([]);
    expect(preflight([{ httpApi: '* /any' }], { ...BLOCK, preflight: false })).to.deep.equal([]);
    expect(preflight([{ httpApi: '* /any' }], BLOCK, {})).to.deep.equal([]);
  });

  const notes = (service: PlainService, setting: string): number =>
    planOf(service).notes.filter((note) => formatMessage(note).includes(setting)).length;

  it('says once that preflights are swallowed, where CORS is not configured', () => {
    const any = { a: { passage: true, events: [{ httpApi: '* /a' }, { httpApi: '*' }] } };
    expect(notes(plain(any), 'preflight')).to.equal(1);
    expect(notes(plain(any, { ...BLOCK, preflight: false }), 'preflight')).to.equal(0);
    expect(notes(plain(any, BLOCK, { httpApi: { cors: true } }), 'preflight')).to.equal(0);
  });

  it('warns of quotas past their edge, not at it', () => {
    const routes = (count: number): PlainService =>
      plain({
        a: { passage: true, events: Array.from({ length: count }, (_, i) => event(`/${String(i)}`)) },
      });
    expect(notes(routes(300), '300')).to.equal(0);
    expect(notes(routes(301), '301 routes')).to.equal(1);
    const authorizers = (count: number): PlainService =>
      plain(
        { a: { passage: true, events: [event('/a')] } },
        BLOCK,
        named(Object.fromEntries(Array.from({ length: count }, (_, i) => [`a${String(i)}`, {}]))),
      );
    expect(notes(authorizers(9), 'authorizers')).to.equal(0);
    expect(notes(authorizers(10), '11 authorizers')).to.equal(1);
  });

  it('warns of public events that take requests of protected ones, unless they are meant to', () => {
    const overlaps = (open: object, closed: object): string[] =>
      planOf(
        plain({ a: { passage: true, events: [closed as Json] }, b: { events: [open as Json] } }, BLOCK, {
          httpApi: { cors: true },
        }),
      )
        .notes.filter(({ what }) => what.includes('gets requests'))
        .map(({ where }) => where);
    const place = ['functions.b.events[0].httpApi'];
    expect(overlaps({ httpApi: 'GET /me' }, { httpApi: 'ANY /me' })).to.deep.equal(place);
    expect(overlaps({ httpApi: 'GET /a/b' }, { httpApi: '*' })).to.deep.equal(place);
    expect(overlaps({ httpApi: 'GET /a/b' }, { httpApi: 'GET /a/{id}' })).to.deep.equal(place);
    expect(overlaps({ httpApi: 'GET /a/b' }, { httpApi: 'GET /{x}/b' })).to.deep.equal(place);
    expect(overlaps({ http: 'GET a' }, { http: 'ANY a' })).to.deep.equal(['functions.b.events[0].http']);
    expect(overlaps({ http: 'GET a' }, { httpApi: 'ANY /a' })).to.deep.equal([]);
    expect(overlaps({ httpApi: 'POST /a/b' }, { httpApi: 'GET /a/{id}' })).to.deep.equal([]);
    const meant = { httpApi: { method: 'GET', path: '/me', passage: false } };
    expect(overlaps(meant, { httpApi: 'ANY /me' })).to.deep.equal([]);
  });

  it('warns of mapping templates of protected routes, which can name any user', () => {
    const warned = (options: object): number =>
      planOf(
        plain({ a: { passage: true, events: [{ http: { method: 'get', path: 'x', ...options } }] } }),
      ).notes.filter(({ what }) => what.includes('getPassageUser')).length;
    const template = { template: { 'application/json': "$input.json('$')" } };
    expect(warned({ integration: 'lambda', request: template })).to.equal(1);
    expect(warned({ integration: 'AWS', request: { passThrough: 'WHEN_NO_MATCH' } })).to.equal(1);
    expect(warned({ integration: 'lambda' })).to.equal(0);
    expect(warned({ integration: 'lambda-proxy', request: template })).to.equal(0);
    expect(warned({ request: template })).to.equal(0);
    expect(warned({ integration: 'lambda', request: template, passage: false })).to.equal(0);
  });

  it('warns where CORS does not let browsers send the token', () => {
    const warned = (cors: unknown, identitySource = '$request.header.X-Token'): string[] =>
      planOf(
        plain(
          { a: { passage: true, events: [{ httpApi: 'GET /a' }] } },
          { ...BLOCK, identitySource },
          {
            httpApi: { cors },
          },
        ),
      )
        .notes.filter(({ where }) => where.endsWith('identitySource'))
        .map(({ fix = '' }) => fix);
    expect(warned(true)).to.have.length(1);
    expect(warned(true)[0]).to.include('X-Token');
    expect(warned({ allowedHeaders: ['content-type'] }, '$request.header.Authorization')).to.have.length(1);
    expect(warned({ allowedHeaders: 'x-token' })).to.deep.equal([]);
    expect(warned({ allowedHeaders: ['*'] })).to.deep.equal([]);
    expect(warned({ allowedOrigins: ['https://a.example'] }, '$request.header.Authorization')).to.deep.equal(
      [],
    );
    expect(warned(true, '$request.header.Authorization')).to.deep.equal([]);
    expect(warned(true, '$request.querystring.token')).to.deep.equal([]);
    expect(warned(undefined)).to.deep.equal([]);
  });

  it('a reference to an authorizer that is not defined any more says how to keep its name', () => {
    const service = (authorizer: unknown, provider = {}): PlainService =>
      plain({ a: { events: [{ httpApi: { method: 'GET', path: '/a', authorizer } }] } }, BLOCK, provider);
    expect(refused(() => planOf(service('auth0')))).to.deep.equal([
      'PASSAGE_CONFIG_INVALID functions.a.events[0].httpApi.authorizer',
    ]);
    expect(refused(() => planOf(service({ name: 'auth0', scopes: ['a'] })))).to.have.length(1);
    expect(refused(() => planOf(service('passage')))).to.deep.equal([]);
    expect(
      refused(() => planOf(service('auth0', { httpApi: { authorizers: { auth0: {} } } }))),
    ).to.deep.equal([]);
    expect(refused(() => planOf(service({ id: 'abc' })))).to.deep.equal([]);
    expect(refused(() => planOf(service({ type: 'aws_iam' })))).to.deep.equal([]);
    expect(() => planOf(service('auth0'), noChanges(), true)).not.to.throw();
  });

  it('`authorizer: true` is answered with `passage: true`', () => {
    const service = plain({ a: { events: [event('/a', { authorizer: 'true' })] } });
    expect(() => planOf(service))
      .to.throw(PassageError)
      .with.nested.property('problems[0].fix')
      .that.includes('passage: true');
  });

  it('a misspelt reference to one of our authorizers names it', () => {
    const events = [{ httpApi: { method: 'GET', path: '/a', authorizer: 'pasage' } }];
    const problem = (): unknown => {
      try {
        return planOf(plain({ a: { events } }));
      } catch (error) {
        return error instanceof PassageError && error.problems[0];
      }
    };
    expect(problem()).to.include({ didYouMean: 'passage' }).and.not.have.property('fix');
  });

  it('a misspelt boolean, or app, is answered with the word that is meant', () => {
    for (const [passage, block, didYouMean] of [
      ['tru', BLOCK, 'true'],
      ['fals', BLOCK, 'false'],
      ['tru', two, 'true'],
      ['custmers', two, 'customers'],
      ['admin', BLOCK, undefined],
    ] as const) {
      const act = (): unknown => planOf(plain({ a: { passage, events: [event('/a')] } }, block));
      expect(act, passage)
        .to.throw(PassageError)
        .with.nested.property('problems[0]')
        .that.includes({
          code: 'PASSAGE_UNKNOWN_APP',
          ...(didYouMean === undefined ? {} : { didYouMean }),
        });
    }
  });

  it('a block under provider is misplaced, and not reported as missing too', () => {
    const service = plain({ a: { events: [event('/a')] } }, BLOCK, { passage: BLOCK });
    expect(refused(() => planOf({ ...service, custom: {} }))).to.deep.equal([
      'PASSAGE_CONFIG_INVALID provider.passage',
    ]);
  });

  it('a block at the top level is misplaced, and not reported as missing too', () => {
    const service = { ...host({ ...plain({}), custom: {} }), configurationInput: { passage: BLOCK } };
    expect(() => planService(service.service, service, noChanges()))
      .to.throw(PassageError)
      .with.property('problems')
      .that.satisfies(
        (problems: PassageError['problems']) => problems.map(({ where }) => where).join() === 'passage',
      );
  });

  it('functions that get their events later are planned without them, and refused at last', () => {
    const service = plain({ a: { passage: true } });
    expect(() => planOf(service)).to.throw(PassageError);
    expect(planOf(service, noChanges(), true).plan.routes).to.deep.equal([]);
    const broken = plain({ a: { passage: true }, b: { passage: 'nobody', events: [{ httpApi: 'GET /b' }] } });
    expect(refused(() => planOf(broken, noChanges(), true))).to.have.members([
      'PASSAGE_UNKNOWN_APP functions.b.passage',
      'PASSAGE_NOTHING_TO_PROTECT functions.a.passage',
    ]);
  });

  it('warns of events that no JWT authorizer protects', () => {
    const said = (...events: Record<string, unknown>[]): number =>
      notes(plain({ a: { passage: true, events: [event('/a'), ...events] } }), 'functions.a: anyone');
    expect(said({ websocket: '$connect' })).to.equal(1);
    expect(said({ websocket: { route: '$connect' } }, { alb: { listenerArn: 'x' } })).to.equal(1);
    expect(said({ websocket: { route: '$connect', authorizer: 'mine' } })).to.equal(0);
    const own = { websocket: { route: '$connect', authorizer: 'mine' } };
    expect(said(own, { websocket: 'message' }, { schedule: 'rate(1 day)' })).to.equal(0);
    // Without a `$connect` route every connection is accepted.
    expect(said({ websocket: 'message' })).to.equal(1);
    expect(notes(plain({ a: { events: [{ websocket: '$connect' }] } }), 'functions.a: anyone')).to.equal(0);
    const me = { passage: true, events: [event('/a'), { websocket: 'message' }] };
    const connect = (more: object): object => ({ events: [{ websocket: { route: '$connect', ...more } }] });
    const ofMe = (other: object, block?: object): number =>
      notes(plain({ a: me, connect: other }, block), 'functions.a: anyone');
    expect(ofMe(connect({}))).to.equal(1);
    expect(ofMe(connect({ authorizer: 'mine' }))).to.equal(0);
    const lambda = { ...BLOCK, authorizerType: 'lambda' };
    expect(ofMe(connect({ passage: false }), lambda)).to.equal(1);
    expect(ofMe(connect({ passage: true }), lambda)).to.equal(0);
  });

  it('warns of what is open past the gateway, and of what AWS will refuse', () => {
    expect(
      notes(plain({ a: { passage: true, url: true, events: [event('/a')] } }), 'functions.a.url'),
    ).to.equal(1);
    expect(
      notes(
        plain({ a: { passage: true, url: { authorizer: 'aws_iam' }, events: [event('/a')] } }),
        'functions.a.url',
      ),
    ).to.equal(0);
    const own = { httpApi: { method: 'GET', path: '/a', authorizer: { type: 'aws_iam' } } };
    expect(notes(plain({ a: { url: true, events: [own] } }), 'functions.a.url'), 'own').to.equal(1);
    expect(notes(plain({ a: { url: true } }), 'functions.a.url')).to.equal(0);
    expect(notes(plain({ a: { url: true } }, { ...BLOCK, protect: 'all' }), 'functions.a.url')).to.equal(1);
    expect(
      notes(
        plain(
          { a: { passage: true, events: [event('/a')] } },
          { issuer: 'http://localhost:9000', audience: 'x' },
        ),
        'plain http',
      ),
    ).to.equal(1);
  });
});

describe('plan: notes, by their places', () => {
  const EVENTS = [{ httpApi: 'GET /a' }];
  const OIDC = { issuer: 'https://i.example/', audience: 'api' };
  const places = (service: PlainService): string[] => planOf(service).notes.map(({ where }) => where);

  it('scopes that no token of Passage has, of an app or of a route', () => {
    const scoped = { a: { passage: { scopes: ['s'] }, events: EVENTS } };
    const plainRoute = { a: { passage: true, events: EVENTS } };
    expect(places(plain(scoped))).to.deep.equal(['custom.passage']);
    expect(places(plain(plainRoute, { ...BLOCK, scopes: ['s'] }))).to.deep.equal(['custom.passage']);
    expect(places(plain(plainRoute))).to.deep.equal([]);
    expect(places(plain(scoped, OIDC))).to.deep.equal([]);
    const apps = { apps: { customers: BLOCK, staff: OIDC }, defaultApp: 'customers' };
    const both = { ...plainRoute, b: { passage: { app: 'staff', scopes: ['s'] }, events: [event('/b')] } };
    expect(places(plain(both, apps))).to.deep.equal([]);
  });

  it('an app that no route uses', () => {
    expect(places(plain({ a: { passage: true, events: EVENTS } }, two))).to.deep.equal([
      'custom.passage.apps.staff',
    ]);
  });

  it('an app that no route uses, by its key where it has one, also if that is `default`', () => {
    const fix = (functions: PlainService['functions'], block: object): string =>
      planOf(plain(functions, block)).notes[0]?.fix ?? '';
    expect(fix({}, BLOCK)).to.include('`passage: true`');
    const apps = { apps: { default: BLOCK, staff: OIDC }, defaultApp: 'staff' };
    expect(fix({ a: { passage: true, events: EVENTS } }, apps)).to.include('`passage: default`');
  });

  it('preflights: not where the service answers them, whatever variables are called', () => {
    const any = (options?: string): PlainService['functions'] => ({
      a: { passage: true, events: [{ httpApi: 'ANY /a/{id}' }] },
      b: { passage: false, events: options === undefined ? [] : [{ httpApi: options }] },
    });
    expect(places(plain(any()))).to.deep.equal(['ANY /a/{id}']);
    expect(places(plain(any('OPTIONS /a/{other}')))).to.deep.equal([]);
    expect(places(plain(any('GET /a/{id}')))).to.deep.equal(['ANY /a/{id}']);
    const fix = (provider: object): unknown => planOf(plain(any(), BLOCK, provider)).notes[0]?.fix;
    expect(fix({ httpApi: { id: 'x1' } })).not.to.equal(fix({}));
  });

  it('quotas of the HTTP API: neither other APIs nor authorizers that exist count', () => {
    const list = (count: number, kind: string): Record<string, unknown>[] =>
      Array.from({ length: count }, (_, i) => ({ [kind]: `GET /${String(i)}` }));
    const functions = { a: { passage: true, events: [...list(300, 'httpApi'), ...list(2, 'http')] } };
    expect(places(plain(functions)).filter((where) => where === 'provider.httpApi')).to.deep.equal([]);
    const own = Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`a${String(i)}`, {}]));
    const few = { a: { passage: true, events: [...list(1, 'httpApi'), ...list(1, 'http')] } };
    expect(places(plain(few, BLOCK, named(own)))).to.deep.equal([]);
    const shared = { httpApi: { id: 'x1', authorizers: { ...own, more: {} } } };
    expect(places(plain(few, { ...OIDC, authorizerId: 'abc' }, shared))).to.deep.equal([]);
  });

  it('headers of browsers matter on the HTTP API only', () => {
    const service = (key: string): PlainService =>
      plain(
        { a: { passage: true, events: [{ [key]: 'GET /a' }] } },
        { ...OIDC, identitySource: '$request.header.X-Token' },
        { httpApi: { cors: true } },
      );
    expect(places(service('httpApi'))).to.deep.equal(['custom.passage.identitySource']);
    expect(places(service('http'))).to.deep.equal([]);
  });

  it('open events of functions that are protected, of kinds that no authorizer can have', () => {
    const functions = (kind: object): PlainService['functions'] => ({
      a: { passage: true, events: [...EVENTS, kind as Json] },
      b: { events: [kind as Json] },
    });
    expect(places(plain(functions({ alb: {} })))).to.deep.equal(['functions.a']);
    expect(places(plain(functions({ websocket: 'm' })))).to.deep.equal(['functions.a']);
    const lambda = { ...OIDC, authorizerType: 'lambda' };
    expect(places(plain(functions({ websocket: 'm' }), lambda))).to.deep.equal(['functions.a']);
    const connected = {
      ...functions({ websocket: 'm' }),
      c: { passage: true, events: [{ websocket: '$connect' }] },
    };
    expect(places(plain(connected, lambda))).to.deep.equal([]);
    expect(places(plain(functions({ alb: {} }), lambda))).to.deep.equal(['functions.a']);
  });
});

describe('plan: who is in the way of whom', () => {
  const pair = (a: object, b: object, block: object = two, provider: object = {}): string[] =>
    refused(() => planOf(plain({ a, b, passage: {} }, block, provider)));
  const one = (passage: unknown, extra: object = {}): object => ({ passage, events: [event('/x', extra)] });

  it('two events of one route are decided alike, or refused', () => {
    const place = ['PASSAGE_CONFIG_INVALID functions.b.events[0].httpApi'];
    expect(pair(one('customers'), one('staff'))).to.deep.equal(place);
    expect(pair(one('customers'), one('customers'))).to.deep.equal([]);
    expect(pair(one(false), one(false))).to.deep.equal([]);
    expect(pair(one(false), one('staff'))).to.deep.equal(place);
    const iam = { authorizer: { type: 'aws_iam' } };
    expect(pair({ events: [event('/x', iam)] }, { events: [event('/x', iam)] })).to.deep.equal([]);
    expect(pair({ events: [event('/x', iam)] }, one('staff'))).to.deep.equal(place);
  });

  it('an authorizer that exists takes no name', () => {
    const external = { httpApi: { id: 'x1', authorizers: { passage: {} } } };
    expect(pair(one(true), {}, { ...BLOCK, authorizerId: 'abc' }, external)).to.deep.equal([]);
    expect(pair(one(true), {}, BLOCK, external)).to.deep.equal([
      'PASSAGE_AUTHORIZER_EXISTS custom.passage.name',
    ]);
  });

  it('an authorizer that exists protects REST routes where issuer and audience are known', () => {
    const rest = { passage: true, events: [{ http: 'GET a' }] };
    const external = { httpApi: { id: 'x1' } };
    const shared = { authorizerId: 'abc' };
    expect(pair(rest, {}, { ...shared, ...BLOCK }, external)).to.deep.equal([]);
    for (const part of [{}, { issuer: 'https://i.example/' }, { audience: 'api' }])
      expect(pair(rest, {}, { ...shared, ...part }, external), JSON.stringify(part)).to.deep.equal([
        'PASSAGE_CONFIG_INVALID custom.passage.issuer',
      ]);
    expect(pair(one(true), {}, shared, external)).to.deep.equal([]);
  });

  it('a name on an external API is the framework’s to know', () => {
    const other = { events: [event('/x', { authorizer: { name: 'other' } })] };
    expect(pair(other, {}, BLOCK, { httpApi: { id: 'x1' } })).to.deep.equal([]);
    expect(pair(other, {}, BLOCK)).to.have.length(1);
  });

  it('a REST authorizer of an ARN is named by the last part of its function’s name', () => {
    const arn = (name: string): object => ({
      events: [{ http: { method: 'get', path: 'y', authorizer: `arn:aws:lambda:eu:1:function:${name}` } }],
    });
    const rest = { passage: true, events: [{ http: 'GET x' }] };
    const taken = ['PASSAGE_AUTHORIZER_EXISTS custom.passage.name'];
    expect(pair(arn('svc-dev-passage'), rest, BLOCK)).to.deep.equal(taken);
    expect(pair(arn('passage'), rest, BLOCK)).to.deep.equal(taken);
    expect(pair(arn('passage-dev'), rest, BLOCK)).to.deep.equal([]);
    expect(pair(arn('passage'), one(true), BLOCK)).to.deep.equal([]);
  });

  it('another provider, by what the service says or by what the framework has', () => {
    const service = plain({});
    const places = (framework: object, of: PlainService): string[] =>
      refused(() => planService(of, framework as never, noChanges()));
    const place = ['PASSAGE_CONFIG_INVALID provider.name'];
    expect(places({ getProvider: () => false }, service)).to.deep.equal(place);
    const google = plain({}, BLOCK, { name: 'google' });
    expect(places({ getProvider: () => host(service).getProvider('aws') }, google)).to.deep.equal(place);
  });
});
