/** Another plugin copies the service, and the names of authorizers in the copy get another meaning. */
import { expect } from 'chai';
import { FRAMEWORKS, service } from '../support/frameworks';
import { packageService } from '../support/in-process';
import { type Act, withActs } from '../support/other-plugin';
import { placesOf } from '../support/template';

type Json = Record<string, unknown>;

const EARLY = 'before:package:initialize';
const LATER = 'before:package:compileFunctions';

const APPS = {
  customers: { issuer: 'https://c.example/', audience: 'c' },
  staff: { issuer: 'https://s.example/', audience: 's' },
};
const jwt: Json = {
  type: 'jwt',
  identitySource: '$request.header.Authorization',
  issuerUrl: 'https://a.example/',
  audience: ['a'],
};

interface Settings {
  functions: Record<string, { events: Record<string, Json>[] }>;
  custom: { passage: { apps: Record<string, Json> } };
  provider: { httpApi: { authorizers: Record<string, Json> } };
}
const settings =
  (change: (settings: Settings) => void): Act =>
  (scene) => {
    change(scene.service as unknown as Settings);
  };

/** Also as JSON, in which our references without scopes are names. */
const cloned = (now: Settings): void => {
  now.functions = JSON.parse(JSON.stringify(now.functions)) as Settings['functions'];
};
const named = ({ custom: { passage } }: Settings, names: Readonly<Record<string, string>>): void => {
  for (const [key, name] of Object.entries(names)) Object.assign(passage.apps[key] ?? {}, { name });
};
const SWAPPED = { customers: 'staff', staff: 'customers' };
const moved = ({ functions }: Settings): void => {
  for (const { events } of Object.values(functions))
    for (const event of events)
      for (const options of Object.values(event)) options.path = `/v1${String(options.path)}`;
};

const functions = (kind: 'httpApi' | 'http', more: Json = {}): Json => ({
  me: {
    handler: 'handler.me',
    events: [{ [kind]: { method: 'get', path: '/me', passage: { app: 'staff', ...more } } }],
  },
  you: {
    handler: 'handler.you',
    events: [{ [kind]: { method: 'get', path: '/you', passage: 'customers' } }],
  },
});
const OWN = {
  own: {
    handler: 'handler.own',
    events: [{ httpApi: { method: 'get', path: '/own', authorizer: { name: 'mine' } } }],
  },
};

interface Case {
  readonly what: string;
  readonly functions: Json;
  readonly app?: Json;
  readonly acts: readonly (readonly [Act, string])[];
}

const ME = 'functions.me.events[0]';

const REFUSED: (Case & { where: string })[] = [
  ...(['httpApi', 'http'] as const).flatMap((kind) =>
    [{}, { scopes: ['admin'] }].map((scopes) => ({
      what: `two apps have each other's name, ${kind} ${JSON.stringify(scopes)}`,
      functions: functions(kind, scopes),
      acts: [
        [
          settings((now) => {
            cloned(now);
            named(now, SWAPPED);
          }),
          EARLY,
        ],
      ] as const,
      where: `${ME}.${kind}`,
    })),
  ),
  {
    what: 'the same, in two steps',
    functions: functions('httpApi'),
    acts: [
      [settings(cloned), EARLY],
      [
        settings((now) => {
          named(now, SWAPPED);
        }),
        LATER,
      ],
    ],
    where: `${ME}.httpApi`,
  },
  {
    what: 'the same, under a prefix',
    functions: functions('httpApi'),
    acts: [
      [
        settings((now) => {
          cloned(now);
          moved(now);
          named(now, SWAPPED);
        }),
        EARLY,
      ],
    ],
    where: `${ME}.httpApi`,
  },
  {
    what: 'an app has the name that another one had',
    functions: { me: functions('httpApi').me },
    acts: [
      [
        settings((now) => {
          cloned(now);
          named(now, { customers: 'staff', staff: 'old' });
        }),
        EARLY,
      ],
    ],
    where: `${ME}.httpApi`,
  },
  {
    what: "an app and an own authorizer have each other's name",
    functions: { ...functions('httpApi'), ...OWN },
    acts: [
      [
        settings((now) => {
          cloned(now);
          named(now, { staff: 'mine' });
          now.provider.httpApi = { authorizers: { staff: jwt } };
        }),
        EARLY,
      ],
    ],
    where: `${ME}.httpApi`,
  },
  {
    what: 'an app has the name of an own authorizer that is gone',
    functions: { you: functions('httpApi').you, ...OWN },
    acts: [
      [
        settings((now) => {
          cloned(now);
          moved(now);
          named(now, { staff: 'mine' });
          now.provider.httpApi = { authorizers: {} };
        }),
        EARLY,
      ],
    ],
    where: 'functions.own.events[0].httpApi',
  },
  {
    what: 'the only app has another name, and an own authorizer has the old one',
    functions: { me: { handler: 'handler.me', passage: 'staff', events: [{ httpApi: 'GET /me' }] } },
    acts: [
      [
        settings((now) => {
          cloned(now);
          named(now, { staff: 'main' });
          now.provider.httpApi = { authorizers: { staff: jwt } };
        }),
        EARLY,
      ],
    ],
    where: `${ME}.httpApi`,
  },
];

const LEGAL: Case[] = [
  {
    what: "without a copy, apps may have each other's name",
    functions: functions('httpApi'),
    acts: [
      [
        settings((now) => {
          named(now, SWAPPED);
        }),
        EARLY,
      ],
    ],
  },
  {
    what: 'a copy names the app by its key, where a Lambda authorizer needs scopes',
    functions: { me: functions('httpApi', { scopes: ['admin'] }).me },
    app: { authorizerType: 'lambda' },
    acts: [
      [
        settings((now) => {
          cloned(now);
          named(now, SWAPPED);
        }),
        EARLY,
      ],
    ],
  },
  {
    what: 'a plugin adds an app for a route, and makes a copy later',
    functions: functions('httpApi'),
    acts: [
      [
        settings((now) => {
          const { passage } = now.custom;
          passage.apps = { ...passage.apps, extra: { issuer: 'https://e.example/', audience: 'e' } };
          Object.assign(now.functions.me?.events[0]?.httpApi ?? {}, {
            authorizer: undefined,
            passage: 'extra',
          });
        }),
        EARLY,
      ],
      [settings(cloned), LATER],
    ],
  },
];

const filesOf = ({ functions: fns, app, acts }: Case) =>
  withActs(
    acts,
    service(fns, {
      provider: { httpApi: { authorizers: { mine: jwt } } },
      custom: {
        passage: {
          defaultApp: 'customers',
          apps: Object.fromEntries(Object.entries(APPS).map(([key, each]) => [key, { ...each, ...app }])),
        },
      },
    }),
  );

for (const framework of FRAMEWORKS) {
  describe(`attacks, ${framework}: another plugin changes what a name means`, () => {
    for (const test of REFUSED) {
      it(test.what, async () => {
        const run = await packageService(framework, filesOf(test));
        const places = placesOf(run.problems);
        expect(places, run.output).to.include(`PASSAGE_AUDIT_FAILED ${test.where}`);
        expect(run.template).to.equal(null);
      });
    }
  });
}

describe('attacks: names that may change', () => {
  for (const test of LEGAL) {
    it(test.what, async () => {
      for (const framework of FRAMEWORKS) {
        const run = await packageService(framework, filesOf(test));
        expect(run.code, run.output).to.equal(0);
      }
    });
  }
});
