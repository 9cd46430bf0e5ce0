/** The two ways in which the frameworks talk to AWS, behind one kind of call. */
import { createRequire } from 'node:module';
import type { AwsProvider } from '../serverless';
import { type JsonObject, isObject } from '../util/objects';
import { type AwsCall, type AwsService, NoClientError } from './aws';
import { type SdkClient, type SdkCommand, readRawBody } from './raw-body';

/**
 * osls 4 has AWS SDK v3 clients, and throws on `provider.request`, which the other lines have. osls 3 has a part of the
 * clients only.
 *
 * @param version of the framework
 */
export function awsCallOf(provider: AwsProvider, version: string): AwsCall {
  const isV3Line = version.startsWith('3.');
  if (provider.getAwsSdkV3Config !== undefined && !isV3Line) return sdkCalls(provider);
  return (service, action, params) => {
    if (provider.request === undefined) throw new NoClientError('provider.request');
    return provider.request(service, action, params);
  };
}

const PACKAGES: Readonly<Record<AwsService, readonly [name: string, client: string]>> = {
  CloudFormation: ['@aws-sdk/client-cloudformation', 'CloudFormationClient'],
  ApiGatewayV2: ['@aws-sdk/client-apigatewayv2', 'ApiGatewayV2Client'],
  APIGateway: ['@aws-sdk/client-api-gateway', 'APIGatewayClient'],
};

interface Sdk {
  readonly client: SdkClient;
  readonly command: (action: string, params: JsonObject) => SdkCommand;
}

function sdkCalls(provider: AwsProvider): AwsCall {
  const sdks = new Map<AwsService, Promise<Sdk>>();
  return async (service, action, params) => {
    const loading = sdks.get(service) ?? loadSdk(provider, service);
    sdks.set(service, loading);
    const { client, command } = await loading;
    // The SDK drops what its model does not know: the configuration of a REST API's JWT authorizer.
    if (service === 'APIGateway' && action === 'getAuthorizers')
      return readRawBody(client, command(action, params));
    return client.send(command(action, params));
  };
}

type Constructor<T> = new (options: object) => T;

async function loadSdk(provider: AwsProvider, service: AwsService): Promise<Sdk> {
  const [name, clientName] = PACKAGES[service];
  const module = requireFromFramework(provider, name);
  const Client = module[clientName] as Constructor<SdkClient> | undefined;
  if (Client === undefined) throw new NoClientError(name);
  const client = new Client((await provider.getAwsSdkV3Config?.()) ?? {});
  return {
    client,
    command: (action, params) => {
      const commandName = `${action.charAt(0).toUpperCase()}${action.slice(1)}Command`;
      const Command = module[commandName] as Constructor<SdkCommand> | undefined;
      if (Command === undefined) throw new NoClientError(`${name} ${commandName}`);
      return new Command(params);
    },
  };
}

/** Loads a package that the framework depends on: from the module that has the framework's provider class. */
function requireFromFramework(provider: AwsProvider, name: string): JsonObject {
  const own = Object.values(require.cache).find((module) => module?.exports === provider.constructor);
  const from = own?.filename ?? require.main?.filename;
  try {
    const loaded: unknown = createRequire(from ?? __filename)(name);
    if (isObject(loaded)) return loaded;
  } catch (error) {
    throw new NoClientError(name, { cause: error });
  }
  throw new NoClientError(name);
}
