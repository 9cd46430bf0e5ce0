/**
 * The plugin as Serverless Framework 4 loads it. Its installer needs an account, so what its public source says about
 * plugins is done here again: how one is found and constructed, what it is handed, what its schema handler refuses,
 * and which of its properties are read.
 */
import { readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Ajv } from 'ajv';
import { expect } from 'chai';
import { unzipSync } from 'fflate';
import { BLOCK, naming } from '../support/plans';
import { PROCESS_TIMEOUT_MS } from '../support/frameworks';
import { type Installed, sharedPackage } from './installed';

type Hook = () => unknown;
type Schema = Record<string, unknown>;

interface Plugin {
  readonly hooks: Readonly<Record<string, Hook>>;
  readonly commands?: object;
  readonly provider?: unknown;
}

type PluginClass = (new (serverless: object, options: object, writers: object) => Plugin) & {
  readonly _serverlessExternalPluginName?: string;
  readonly tags?: readonly string[];
};

class ServerlessError extends Error {
  constructor(
    message: string,
    readonly code: string,
  ) {
    super(message);
  }
}

/** A schema of an object to which plugins add properties, each of them once. */
class OpenSchema {
  readonly type = 'object';
  constructor(
    readonly properties: Record<string, Schema>,
    readonly additionalProperties = false,
  ) {}

  add({ properties }: { properties: Record<string, Schema> }): void {
    for (const [name, schema] of Object.entries(properties)) {
      if (name in this.properties)
        throw new ServerlessError(`'${name}' is defined already`, 'SCHEMA_COLLISION');
      this.properties[name] = schema;
    }
  }
}

/** The schema handler, with the few keys that the services below use. */
class ConfigSchemaHandler {
  private readonly custom = new OpenSchema({}, true);
  private readonly event: Record<string, OpenSchema | undefined> = Object.fromEntries(
    ['http', 'httpApi', 'websocket'].map((name) => [
      name,
      new OpenSchema({ method: { type: 'string' }, path: { type: 'string' }, route: { type: 'string' } }),
    ]),
  );
  private readonly function = new OpenSchema({
    handler: { type: 'string' },
    events: {
      type: 'array',
      items: {
        anyOf: Object.entries(this.event).map(([name, schema]) => ({
          type: 'object',
          properties: { [name]: { anyOf: [{ type: 'string' }, schema] } },
          required: [name],
          additionalProperties: false,
        })),
      },
    },
  });

  defineCustomProperties(schema: { properties: Record<string, Schema> }): void {
    this.custom.add(schema);
  }

  defineFunctionProperties(provider: string, schema: { properties: Record<string, Schema> }): void {
    if (provider === 'aws') this.function.add(schema);
  }

  defineFunctionEventProperties(
    provider: string,
    name: string,
    schema: { properties: Record<string, Schema> },
  ): void {
    if (provider !== 'aws') return;
    const event = this.event[name];
    if (event === undefined)
      throw new ServerlessError(`no event '${name}'`, 'UNRECOGNIZED_FUNCTION_EVENT_SCHEMA');
    event.add(schema);
  }

  /** What it finds wrong. As there, values are coerced where they stand. */
  validate({ custom, functions }: { custom?: unknown; functions: object }): unknown {
    const ajv = new Ajv({ allErrors: true, coerceTypes: 'array', verbose: true, strict: false });
    const check = ajv.compile({
      type: 'object',
      properties: {
        custom: this.custom,
        functions: { type: 'object', additionalProperties: this.function },
      },
    });
    return check({ custom, functions }) ? [] : check.errors;
  }
}

class PluginManager {
  readonly hooks: Record<string, { pluginName: string; hook: Hook }[]> = {};
  readonly plugins: Plugin[] = [];
  readonly written: string[] = [];

  constructor(private readonly serverless: object) {}

  /** Finds a plugin from the service's folder, whatever module system it is written in. */
  async load(serviceDir: string, name: string): Promise<PluginClass> {
    const path = createRequire(join(serviceDir, 'resolver')).resolve(name);
    const loaded = (await import(pathToFileURL(path).href)) as { default?: PluginClass };
    const found = loaded.default ?? (loaded as unknown as PluginClass);
    Object.defineProperty(found, '_serverlessExternalPluginName', {
      value: name,
      configurable: true,
      writable: true,
    });
    return found;
  }

  add(Plugin: PluginClass): void {
    if (this.plugins.some((plugin) => plugin instanceof Plugin))
      throw new ServerlessError('duplicate plugin', 'DUPLICATE_PLUGIN_DEFINITION');
    const plugin = new Plugin(this.serverless, {}, this.writers());
    this.plugins.push(plugin);
    for (const [event, hook] of Object.entries(plugin.hooks))
      (this.hooks[event] ??= []).push({ pluginName: Plugin.name, hook });
  }

  async run(event: string): Promise<void> {
    for (const { hook } of this.hooks[event] ?? []) await hook();
  }

  /** `log` is a function there, with the levels as its properties. */
  private writers(): object {
    const write = (...texts: unknown[]): void => {
      this.written.push(texts.join(' '));
    };
    const levels = ['debug', 'info', 'notice', 'warning', 'error', 'success', 'blankLine'];
    const log = Object.assign(write, Object.fromEntries(levels.map((level) => [level, write])));
    const progress = { notice: write, update: write, remove: write };
    return { log, progress, style: {}, writeText: write };
  }
}

class Serverless {
  readonly classes = { Error: ServerlessError };
  readonly configSchemaHandler = new ConfigSchemaHandler();
  readonly pluginManager = new PluginManager(this);
  readonly processedInput = { commands: ['package'], options: {} };
  readonly configurationInput: unknown;
  readonly service: {
    provider: { name: string; httpApi?: { authorizers?: unknown } };
    custom?: unknown;
    functions: Record<string, { handler: string; passage?: unknown; events: unknown[] }>;
  };

  constructor(
    readonly serviceDir: string,
    parts: { custom?: unknown; functions: Serverless['service']['functions'] },
  ) {
    this.configurationInput = { service: 'api', provider: { name: 'aws' }, ...structuredClone(parts) };
    this.service = { provider: { name: 'aws' }, ...parts };
  }

  getProvider(name: string): unknown {
    return (
      name === 'aws' && {
        naming,
        getStage: () => 'dev',
        getApiGatewayWebsocketApiId: () => ({ Ref: 'WebsocketsApi' }),
        getApiGatewayRestApiId: () => ({ Ref: 'ApiGatewayRestApi' }),
        getApiGatewayRestApiRootResourceId: () => ({ 'Fn::GetAtt': ['ApiGatewayRestApi', 'RootResourceId'] }),
        getApiGatewayPredefinedResources: () => [],
      }
    );
  }

  addServiceOutputSection(): void {
    // Printed at the end there.
  }
}

const functions = () => ({
  me: { handler: 'handler.me', passage: true, events: [{ httpApi: 'GET /me' }] },
  orders: {
    handler: 'handler.orders',
    events: [
      { httpApi: { method: 'GET', path: '/orders', passage: { scopes: ['orders:read'] } } },
      { httpApi: { method: 'GET', path: '/health', passage: false } },
    ],
  },
});

describe('package: Serverless Framework 4', function () {
  this.timeout(PROCESS_TIMEOUT_MS);
  let installed: Installed;
  before(() => {
    installed = sharedPackage();
  });

  async function start(parts: { custom?: unknown; functions: Serverless['service']['functions'] }) {
    const serverless = new Serverless(installed.dir, parts);
    const { pluginManager } = serverless;
    const Plugin = await pluginManager.load(installed.dir, 'serverless-passage');
    pluginManager.add(Plugin);
    return { serverless, pluginManager, Plugin };
  }

  const service = () => ({ custom: { passage: { ...BLOCK } }, functions: functions() });

  it('gets a constructor from import()', async () => {
    const { Plugin, pluginManager } = await start(service());
    expect(Plugin).to.include({
      name: 'ServerlessPassage',
      _serverlessExternalPluginName: 'serverless-passage',
    });
    // `tags` would move it among the build plugins, and `provider` would hide it.
    expect(Plugin).not.to.have.property('tags');
    expect(pluginManager.plugins[0]).not.to.have.property('provider');
  });

  it('hands the same class to both of its loaders: listed twice, it is found out', async () => {
    const { Plugin, pluginManager } = await start(service());
    expect(createRequire(join(installed.dir, 'x'))('serverless-passage')).to.equal(Plugin);
    expect(() => {
      pluginManager.add(Plugin);
    }).to.throw(ServerlessError, 'duplicate');
  });

  it('gets hooks that are functions, on events that it has', async () => {
    const { pluginManager } = await start(service());
    expect(pluginManager.hooks).to.include.all.keys(
      'initialize',
      'before:package:compileEvents',
      'aws:package:finalize:mergeCustomProviderResources',
    );
    for (const { hook } of Object.values(pluginManager.hooks).flat()) expect(hook).to.be.a('function');
  });

  it('gets a schema that knows our keys, collides with nothing, and changes no value', async () => {
    const parts = service();
    const { serverless } = await start(parts);
    const before = structuredClone(parts);
    expect(serverless.configSchemaHandler.validate(parts)).to.deep.equal([]);
    expect(parts).to.deep.equal(before);

    const wrong = { custom: { passage: { appId: ['abc'], protect: 7 } }, functions: functions() };
    expect(serverless.configSchemaHandler.validate(wrong)).to.deep.equal([]);
    expect(wrong.custom.passage).to.deep.equal({ appId: ['abc'], protect: 7 });
  });

  it('without the plugin its schema would refuse our keys', () => {
    expect(new ConfigSchemaHandler().validate(service())).not.to.be.empty;
  });

  it('compiles from what the plugin wrote when commands initialize', async () => {
    const { serverless, pluginManager } = await start(service());
    await pluginManager.run('initialize');
    await pluginManager.run('before:package:compileEvents');
    expect(serverless.service.provider.httpApi?.authorizers).to.deep.equal({
      passage: {
        type: 'jwt',
        identitySource: '$request.header.Authorization',
        issuerUrl: 'https://auth.passage.id/v1/apps/testapp123',
        audience: ['https://app.example.com'],
      },
    });
    const { me, orders } = serverless.service.functions;
    expect(me?.events).to.deep.equal([
      { httpApi: { method: 'GET', path: '/me', authorizer: { name: 'passage' } } },
    ]);
    expect(orders?.events).to.deep.equal([
      {
        httpApi: {
          method: 'GET',
          path: '/orders',
          authorizer: { name: 'passage', scopes: ['orders:read'] },
        },
      },
      { httpApi: { method: 'GET', path: '/health', passage: false } },
    ]);
  });

  // Its own esbuild leaves a function that has an artifact alone (serverless/serverless, plugins/esbuild).
  it('gets the Lambda authorizer as a function with an artifact of its own', async () => {
    const passage = { issuer: 'https://issuer.example/', audience: 'api', authorizerType: 'lambda' };
    const { serverless, pluginManager } = await start({ custom: { passage }, functions: functions() });
    try {
      await pluginManager.run('initialize');
      await pluginManager.run('before:package:createDeploymentArtifacts');
      const { passageAuthorizer, me } = serverless.service.functions;
      expect(passageAuthorizer).to.deep.include({
        handler: 'passage-authorizer.handler',
        events: [],
        package: { individually: true, artifact: join('.serverless', 'passageAuthorizer.zip') },
      });
      expect(me).not.to.have.property('package');
      const zip = readFileSync(join(installed.dir, '.serverless', 'passageAuthorizer.zip'));
      expect(Object.keys(unzipSync(zip))).to.include.members(['passage-authorizer.js', 'routes.json']);
    } finally {
      rmSync(join(installed.dir, '.serverless'), { recursive: true, force: true });
    }
  });

  it('gets its own kind of error, with our code', async () => {
    const { pluginManager } = await start({ functions: functions() });
    const error: unknown = await pluginManager.run('initialize').catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(ServerlessError).and.have.property('code', 'PASSAGE_CONFIG_MISSING');
  });
});
