/** What somebody sees who opens a `serverless.yml` with the documented first line and settings: the real language server. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { markerText, readUserPages } from '../../scripts/docs/pages';
import { configSchema } from '../../src/config/schema';
import { PROCESS_TIMEOUT_MS } from '../support/frameworks';
import { type Settings, type YamlEditor, openYamlEditor } from '../support/yaml-editor';

const ROOT = join(__dirname, '../..');
const PAGE = readFileSync(join(ROOT, 'docs/editors-and-types.md'), 'utf8');
const FIRST_LINE = /^# yaml-language-server: .*\n/m.exec(PAGE)![0];
const SETTINGS = JSON.parse(/```json\n([\s\S]*?"yaml\.customTags"[\s\S]*?)```/.exec(PAGE)![1]!) as Settings;
const EXAMPLES = readUserPages().flatMap(({ path, blocks }) =>
  blocks.flatMap((block) => {
    const name = markerText(block, 'fixture');
    return name === undefined || name === 'editor' ? [] : [{ name: `${path}: ${name}`, text: block.text }];
  }),
);

const APP_KEYS = Object.keys(configSchema.definitions.app.properties);
const KEYS = Object.keys(configSchema.properties);

/** An editor escapes what has a meaning in Markdown. */
const unescaped = (text: string): string => text.replace(/\\(.)/g, '$1');

describe('a serverless.yml in an editor', function () {
  this.timeout(PROCESS_TIMEOUT_MS);
  let dir: string;
  let editor: YamlEditor;
  before(async () => {
    dir = mkdtempSync(join(tmpdir(), 'serverless-passage-editor-'));
    mkdirSync(join(dir, 'node_modules'));
    symlinkSync(ROOT, join(dir, 'node_modules/serverless-passage'));
    // The store of schemas is on the network.
    editor = await openYamlEditor(dir, { ...SETTINGS, 'yaml.schemaStore.enable': false });
  });
  after(() => {
    editor.close();
    rmSync(dir, { recursive: true, force: true });
  });

  const block = (lines: string): string => `${FIRST_LINE}service: api\ncustom:\n  passage:\n    ${lines}\n`;
  const fn = (lines: string): string => `${FIRST_LINE}functions:\n  me:\n    ${lines}\n`;
  const offered = async (marked: string): Promise<string[]> =>
    (await editor.complete(marked)).filter((label) => !label.startsWith('!'));

  it('is offered the keys of the block, and those of an app', async () => {
    expect(await offered(block('‸'))).to.have.members(KEYS);
    expect(await offered(block('appId: a\n    ‸'))).to.have.members(KEYS.filter((key) => key !== 'appId'));
    expect(await offered(block('apps:\n      customers:\n        ‸'))).to.have.members(APP_KEYS);
    expect(await offered(block('offline:\n      ‸'))).to.have.members(['keys']);
  });

  it('is offered values', async () => {
    expect(await offered(block('protect: ‸'))).to.have.members(['opt-in', 'all']);
    expect(await offered(block('preflight: ‸'))).to.have.members(['true', 'false']);
    expect(await offered(block('identitySource: ‸'))).to.include('$request.header.Authorization');
    for (const key of KEYS) expect(await offered(block(`${key}: ‸`))).not.to.include('[object Object]');
  });

  it('is offered passage on functions and events', async () => {
    expect(await offered(fn('‸'))).to.include('passage');
    expect(await offered(fn('passage: ‸'))).to.have.members(['true', 'false', 'customers']);
    for (const event of ['httpApi', 'http'])
      expect(await offered(fn(`events:\n      - ${event}:\n          ‸`))).to.have.members(['passage']);
    expect(await offered(`${FIRST_LINE}functions:\n  - me:\n      ‸`)).to.include('passage');
  });

  it('is told what a key means', async () => {
    expect(await editor.hover(block('‸authOrigin: https://app.example.com'))).to.include(
      'Authentication Origin',
    );
    const { apps, offline, ...plain } = configSchema.properties;
    const hover = async (marked: string): Promise<string> => unescaped(await editor.hover(block(marked)));
    for (const [key, { description }] of Object.entries(plain))
      expect(await hover(`‸${key}: \${env:X}`)).to.include(description);
    for (const value of ['a', '[a]', '{ Ref: A }'])
      expect(await hover(`‸audience: ${value}`)).to.include(plain.audience.description);
    expect(await hover('‸offline: { keys: local }')).to.include(offline.description);
    expect(await hover('‸apps: { a: { appId: a } }')).to.include(apps.description);
    expect(await editor.hover(fn('‸passage: true'))).to.include('event in its object form');
  });

  it('is told of what is wrong, at its line', async () => {
    expect(await editor.diagnose(block('authOrign: https://app.example.com'))).to.deep.equal([
      'authOrign: https://app.example.com: Property authOrign is not allowed.',
    ]);
    for (const wrong of [
      'protect: some',
      'appId: 12345',
      'preflight: 1',
      'scopes: a',
      'offline: { key: local }',
    ]) {
      const [found, ...others] = await editor.diagnose(block(`name: a\n    ${wrong}`));
      expect(found).to.match(new RegExp(`^${wrong}: `));
      expect(others).to.be.empty;
    }
    for (const wrong of [
      'passage: 1',
      'passage: { scops: [a] }',
      'events: [{ httpApi: { path: /, passage: 1 } }]',
    ])
      expect(await editor.diagnose(fn(wrong)), wrong).to.have.length(1);
  });

  it('is told nothing about variables and the short forms of intrinsic functions', async () => {
    expect(
      await editor.diagnose(
        block(`issuer: !Join ['', ['https://cognito-idp.', !Ref AWS::Region, .amazonaws.com/, !Ref Users]]
    audience: [!Ref WebClient, !Sub ['\${Client}', { Client: !GetAtt Clients.Id }], !Select [0, !Split [',', a]]]
    authorizerId: !ImportValue { 'Fn::Sub': 'gateway-\${Stage}' }
    scopes: \${file(scopes.json)}
    protect: \${param:protect}
    preflight: \${strToBool(\${param:preflight})}
    offline: \${file(offline.yml)}`),
      ),
    ).to.deep.equal([]);
    for (const text of ['custom: ${file(custom.yml)}', 'custom:\n  passage: ${file(passage.yml)}'])
      expect(
        await editor.diagnose(`${FIRST_LINE}${text}\nfunctions: \${file(functions.yml)}\n`),
      ).to.deep.equal([]);
  });

  // All at once, since the server waits before it says what is wrong.
  let diagnoses: readonly string[][];
  before(async () => {
    diagnoses = await Promise.all(EXAMPLES.map(({ text }) => editor.diagnose(FIRST_LINE + text)));
  });
  for (const [index, { name }] of EXAMPLES.entries()) {
    it(`is told nothing about the example ${name}`, () => {
      expect(diagnoses[index]).to.deep.equal([]);
    });
  }
});
