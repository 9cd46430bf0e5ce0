/** The schemas as they are published: what the checks check, what the documents show, what an editor explains. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type SchemaObject } from 'ajv';
import { expect } from 'chai';
import { markerText, readUserPages } from '../../scripts/docs/pages';
import fc from 'fast-check';
import { type CollectionTag, type ScalarTag, parse } from 'yaml';
import { parseConfig } from '../../src/config/parse';
import { configSchema } from '../../src/config/schema';
import { validateConfig, validateOption } from '../../src/generated/validate';

const ROOT = join(__dirname, '../..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

const SCHEMA = JSON.parse(read('dist/schema.json')) as SchemaObject;
const SERVICE_SCHEMA = JSON.parse(read('dist/serverless.schema.json')) as SchemaObject;

const isBlock = new Ajv({ strict: true }).compile(SCHEMA);
const isOption = new Ajv({ strict: true })
  .addSchema(SCHEMA, 'passage')
  .compile({ $ref: 'passage#/definitions/option' });
// Keywords without a `type` are meant there.
const isService = new Ajv({ strict: true, strictTypes: false }).compile(SERVICE_SCHEMA);

/** YAML as a framework reads it, or as an editor does, to which a tag is nothing. */
const TAGS = ['Ref', 'Sub', 'ImportValue'];
const asFramework = (text: string): unknown =>
  parse(text, {
    customTags: TAGS.map((name): ScalarTag => {
      const key = name === 'Ref' ? name : `Fn::${name}`;
      return { tag: `!${name}`, resolve: (value) => ({ [key]: value }) };
    }),
  });
const asEditor = (text: string): unknown =>
  parse(text, {
    customTags: TAGS.flatMap((name): (ScalarTag | CollectionTag)[] => [
      { tag: `!${name}`, resolve: (value) => value },
    ]),
  });

const EXAMPLES = readUserPages()
  .flatMap(({ blocks }) => blocks)
  .filter((block) => markerText(block, 'fixture') !== undefined && /^custom:/m.test(block.text))
  .map(({ text }) => text);

describe('schema.json', () => {
  it('takes every example of the documents', () => {
    expect(EXAMPLES).to.have.length.above(10);
    for (const text of EXAMPLES) {
      const { custom } = asFramework(text) as { custom: { passage: unknown } };
      expect(isBlock(custom.passage), text).to.be.true;
      expect(isService(asFramework(text)), text).to.be.true;
      expect(isService(asEditor(text)), text).to.be.true;
    }
  });

  for (const [what, block] of [
    ['no block', null],
    ['a text', 'appId'],
    ['a list', []],
    ['a misspelt key', { appID: 'a' }],
    ['a number', { appId: 12345 }],
    ['an empty text', { authOrigin: '' }],
    ['an empty list', { authOrigin: [] }],
    ['51 origins', { authOrigin: Array.from({ length: 51 }, () => 'https://a.example') }],
    ['an intrinsic function for an app ID', { appId: { Ref: 'App' } }],
    ['an object that is no intrinsic function', { issuer: { Reff: 'Issuer' } }],
    ['an intrinsic function and more', { issuer: { Ref: 'Issuer', 'Fn::Sub': 'x' } }],
    ['a wrong choice', { protect: 'some' }],
    ['a yes in words', { preflight: 'true' }],
    ['a scope that is no list', { scopes: 'a' }],
    ['eleven scopes', { scopes: Array.from({ length: 11 }, String) }],
    ['a long scope', { scopes: ['s'.repeat(65)] }],
    ['no apps', { apps: {} }],
    ['an app as text', { apps: { customers: 'a' } }],
    ['a key an app cannot have', { apps: { '1st': { appId: 'a' } } }],
    ['a key of the block in an app', { apps: { customers: { protect: 'all' } } }],
    ['a misspelt key in offline', { offline: { key: 'local' } }],
    ['other keys for offline', { offline: { keys: 'mine' } }],
  ] as const) {
    it(`refuses ${what}`, () => {
      expect(isBlock(block)).to.be.false;
      expect(isService({ custom: { passage: block } })).to.equal(false);
    });
  }

  for (const [what, option] of [
    ['a number', 1],
    ['null', null],
    ['an empty text', ''],
    ['a list', ['customers']],
    ['a misspelt key', { ap: 'customers' }],
    ['a scope that is no list', { scopes: 'a' }],
  ] as const) {
    it(`refuses ${what} as passage on a function, and on an event`, () => {
      const event = { method: 'GET', path: '/', passage: option };
      expect(isOption(option)).to.be.false;
      for (const fn of [
        { passage: option },
        { events: [{ httpApi: event }] },
        { events: [{ http: event }] },
      ]) {
        expect(isService({ functions: { me: fn } })).to.be.false;
        expect(isService({ functions: [{ other: {} }, { me: fn }] })).to.be.false;
      }
    });
  }

  it('refuses a list for an issuer, which an editor must take, since it may have a tag', () => {
    const passage = { issuer: ['', ['https://', 'example.com']] };
    expect(isBlock(passage)).to.be.false;
    expect(isService({ custom: { passage } })).to.be.true;
  });

  it('takes a variable wherever a value may stand, however long', () => {
    const variable = `\${ssm(eu-central-1):/${'long/'.repeat(40)}name}`;
    const { properties, definitions } = SCHEMA as {
      properties: Record<string, object>;
      definitions: { app: { properties: Record<string, object> } };
    };
    for (const key of Object.keys(properties)) expect(isBlock({ [key]: variable }), key).to.be.true;
    for (const key of Object.keys(definitions.app.properties))
      expect(isBlock({ apps: { customers: { [key]: variable } } }), key).to.be.true;
    for (const block of [
      { authOrigin: [variable] },
      { audience: [variable] },
      { scopes: [variable] },
      { apps: { customers: variable } },
      { offline: { keys: variable } },
      { protect: `opt-${variable}` },
    ])
      expect(isBlock(block), JSON.stringify(block)).to.be.true;
    for (const option of [variable, { app: variable }, { scopes: variable }, { scopes: [variable] }])
      expect(isOption(option), JSON.stringify(option)).to.be.true;
    for (const service of [
      { custom: variable, functions: variable },
      { custom: { passage: variable }, functions: { me: variable } },
      { functions: [variable, { me: { passage: variable, events: variable } }] },
      { functions: { me: { events: [variable, { httpApi: variable }, { http: { passage: variable } }] } } },
    ])
      expect(isService(service), JSON.stringify(service)).to.be.true;
  });

  it('leaves the rest of a service open', () => {
    const open = { anything: [1, { passage: 7 }] };
    expect(
      isService({
        ...open,
        custom: { ...open, passge: 1 },
        functions: {
          me: {
            ...open,
            events: ['schedule', { schedule: { passage: 7 } }, { httpApi: { ...open, path: '/' } }],
          },
        },
      }),
    ).to.be.true;
  });
});

const text = fc.constantFrom(
  '',
  'a',
  'https://app.example.com',
  '${env:X}',
  'x${env:X}',
  'all',
  'local',
  'lambda',
  'RS256',
  's'.repeat(65),
);
const value = fc.oneof(
  text,
  fc.boolean(),
  fc.constantFrom(null, 0, 7),
  fc.array(text, { maxLength: 12 }),
  fc.constantFrom(
    { Ref: 'A' },
    { 'Fn::Sub': '${A}' },
    { Ref: 'A', b: 1 },
    { a: 1 },
    {},
    [{ Ref: 'A' }],
    [[]],
  ),
);
const APP_KEYS = Object.keys(configSchema.definitions.app.properties);
const OTHER_KEYS = ['protect', 'preflight', 'verifyIssuer', 'defaultApp', 'offline', 'apps', 'apId'];
const app = fc.oneof(value, fc.dictionary(fc.constantFrom(...APP_KEYS, 'protect'), value, { maxKeys: 3 }));
const offline = fc.dictionary(fc.constantFrom('keys', 'key'), value, { maxKeys: 2 });
const apps = fc.dictionary(fc.constantFrom('customers', 'staff', '1st', 'a b'), app, { maxKeys: 2 });
const block = fc.oneof(
  value,
  fc.dictionary(fc.constantFrom(...APP_KEYS, ...OTHER_KEYS), fc.oneof(value, offline, apps), { maxKeys: 4 }),
);
const option = fc.oneof(
  value,
  fc.dictionary(fc.constantFrom('app', 'scopes', 'scope'), value, { maxKeys: 2 }),
);

describe('schema.json and the checks, about random blocks', () => {
  it('agree', () => {
    fc.assert(
      fc.property(block, (random) => {
        expect(isBlock(random)).to.equal(validateConfig(random));
      }),
      { numRuns: 5000 },
    );
  });

  it('agree about options', () => {
    fc.assert(
      fc.property(option, (random) => {
        expect(isOption(random)).to.equal(validateOption(random));
      }),
      { numRuns: 2000 },
    );
  });

  it('what the plugin takes, no editor marks', () => {
    const SMALLEST = { appId: 'a', authOrigin: 'https://app.example.com' };
    fc.assert(
      fc.property(block, option, (random, said) => {
        const passage: unknown = typeof random === 'object' ? Object.assign({}, SMALLEST, random) : random;
        if (parseConfig({ passage }).config !== null) expect(isBlock(passage)).to.be.true;
        if (isBlock(passage)) expect(isService({ custom: { passage } })).to.be.true;
        if (isOption(said)) expect(isService({ functions: { me: { passage: said } } })).to.be.true;
      }),
      { numRuns: 5000 },
    );
  });
});

describe('schema.json explains', () => {
  const properties = (schema: unknown, path = ''): [string, SchemaObject][] => {
    if (typeof schema !== 'object' || schema === null) return [];
    return Object.entries(schema).flatMap(([key, inner]: [string, unknown]) => [
      ...(key === 'properties'
        ? Object.entries(inner as Record<string, SchemaObject>).map(
            ([name, property]): [string, SchemaObject] => [`${path}/${name}`, property],
          )
        : []),
      ...properties(inner, `${path}/${key}`),
    ]);
  };

  for (const [path, { description, default: fallback, examples = [] }] of properties(SCHEMA)) {
    it(`${path}, with a default or examples that are valid themselves`, () => {
      expect(description).to.be.a('string').and.match(/\.$/);
      const values = [...(fallback === undefined ? [] : [fallback as unknown]), ...(examples as unknown[])];
      expect(values).not.to.be.empty;
      const pointer = path.replace(/\/([^/]+)$/, '/properties/$1');
      const check = new Ajv({ strict: true })
        .addSchema(SCHEMA, 'passage')
        .compile({ $ref: `passage#${pointer}` });
      for (const example of values) expect(check(example), JSON.stringify(example)).to.be.true;
    });
  }
});
