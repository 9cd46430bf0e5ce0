/** A plugin that looks like one of the framework's own: what it edits is not what the framework compiled. */
import { expect } from 'chai';
import { FRAMEWORKS, service } from '../support/frameworks';
import { type PluginClass, packageService } from '../support/in-process';
import { type Act, propertiesOf, withPlugin } from '../support/other-plugin';
import { placesOf } from '../support/template';

const APP = { issuer: 'https://issuer.example/', audience: 'api' };
const mine = {
  type: 'jwt',
  identitySource: '$request.header.X',
  issuerUrl: 'https://a.example/',
  audience: ['a'],
};
const OWN = service(
  {
    me: { handler: 'handler.me', events: [{ httpApi: { method: 'GET', path: '/me', authorizer: 'mine' } }] },
  },
  { custom: { passage: APP }, provider: { httpApi: { authorizers: { mine } } } },
);
const OURS = service(
  { me: { handler: 'handler.me', passage: true, events: [{ httpApi: 'GET /me' }] } },
  { custom: { passage: { ...APP, authorizerType: 'lambda' } } },
);
const FUNCTION = 'PassageAuthorizerLambdaFunction';

const authorizer: Act = (scene) => {
  propertiesOf(scene, 'HttpApiAuthorizerMine').JwtConfiguration = {
    Issuer: 'https://other.example/',
    Audience: ['any'],
  };
};
const code: Act = (scene) => {
  propertiesOf(scene, FUNCTION).Code = { S3Bucket: 'other', S3Key: 'old/passageAuthorizer.zip' };
};

const CASES: [what: string, name: string, event: string, config: object, act: Act, where: string][] = [
  [
    'an own authorizer',
    'AwsCompileS3Events',
    'after:package:compileEvents',
    OWN,
    authorizer,
    'Resources.HttpApiAuthorizerMine',
  ],
  [
    'the code of the Lambda authorizer',
    'AwsCompileFunctions',
    'package:compileFunctions',
    OURS,
    code,
    `Resources.${FUNCTION}.Properties.Code`,
  ],
];

/** The plugin, with another name of its class. */
const named = (plugin: PluginClass | undefined, name: string): PluginClass => {
  if (plugin === undefined) throw new Error('no other plugin');
  return Object.defineProperty(plugin, 'name', { value: name });
};

/** The plugin, whose hooks are other functions each time they are read. */
const elusive = (plugin: PluginClass | undefined): PluginClass => {
  if (plugin === undefined) throw new Error('no other plugin');
  const make = plugin as new (serverless: never) => { hooks: Record<string, () => void> };
  return class {
    readonly made: { hooks: Record<string, () => void> };
    constructor(serverless: never) {
      this.made = new make(serverless);
    }
    get hooks(): Record<string, () => void> {
      return Object.fromEntries(
        Object.entries(this.made.hooks).map(([event, hook]) => [
          event,
          (): void => {
            hook();
          },
        ]),
      );
    }
  };
};

for (const framework of FRAMEWORKS) {
  describe(`attacks, ${framework}: a plugin with the name of the framework's own changes`, () => {
    for (const [what, name, event, config, act, where] of CASES) {
      it(what, async () => {
        const files = withPlugin(act, { event, listed: 'first' }, config);
        const plugins = { './other.js': named(files.plugins?.['./other.js'], name) };
        const run = await packageService(framework, { ...files, plugins });
        const found = placesOf(run.problems);
        expect(found, run.output).to.include(`PASSAGE_AUDIT_FAILED ${where}`);
        expect(run.template).to.equal(null);
      });
    }

    it('the code of the Lambda authorizer, with hooks that cannot be told apart', async () => {
      const files = withPlugin(code, { event: 'package:compileFunctions', listed: 'first' }, OURS);
      const plugins = { './other.js': elusive(files.plugins?.['./other.js']) };
      const run = await packageService(framework, { ...files, plugins });
      const found = placesOf(run.problems);
      expect(found, run.output).to.include(`PASSAGE_AUDIT_FAILED Resources.${FUNCTION}.Properties.Code`);
      expect(run.template).to.equal(null);
    });
  });
}
