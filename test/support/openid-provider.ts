/** node-oidc-provider on this machine: a certified OpenID provider, which is nothing of ours. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Adapter, Configuration, JWK, Provider } from 'oidc-provider';
import type { Key } from './tokens';

/** What the provider's access tokens for an API are like. */
interface Api {
  /** The resource indicator (RFC 8707): becomes the audience. */
  readonly audience: string;
  readonly scopes: readonly string[];
  /** How access tokens are signed. */
  readonly alg: 'RS256' | 'ES256';
}

interface TokenRequest {
  /** Audience of the API that the token is for. Without it the provider gives an opaque token. */
  readonly resource?: string;
  readonly scope?: string;
}

export interface OpenidProvider {
  /** The issuer's name. */
  readonly url: string;
  /** Asks the token endpoint for an access token. */
  token(request: TokenRequest): Promise<string>;
  /** The provider's keys from now on; it signs with the first that fits. */
  rotate(keys: readonly Key[]): Promise<void>;
  close(): Promise<void>;
}

export interface OpenidProviderOptions {
  readonly keys: readonly Key[];
  readonly apis: readonly Api[];
}

const CLIENT = { client_id: 'machine', client_secret: 'secret-of-the-machine' };

export async function startOpenidProvider({ keys, apis }: OpenidProviderOptions): Promise<OpenidProvider> {
  let provider: Provider;
  const server = createServer((request, response) => {
    void provider.callback()(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const rotate = async (next: readonly Key[]): Promise<void> => {
    provider = await makeProvider(url, next, apis);
  };
  await rotate(keys);
  return {
    url,
    rotate,
    token: (request) => requestToken(url, request),
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

async function makeProvider(url: string, keys: readonly Key[], apis: readonly Api[]): Promise<Provider> {
  const { Provider: OidcProvider, errors } = await import('oidc-provider');
  const jwks = keys.map(
    ({ privateKey, jwk: { kid, use, alg } }) =>
      ({ ...privateKey.export({ format: 'jwk' }), kid, use, alg }) as JWK,
  );
  const configuration: Configuration = {
    adapter: () => NO_MEMORY,
    ttl: { ClientCredentials: 600 },
    jwks: { keys: jwks },
    clients: [{ ...CLIENT, grant_types: ['client_credentials'], redirect_uris: [], response_types: [] }],
    scopes: apis.flatMap(({ scopes }) => scopes),
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_context, resource) => {
          const api = apis.find(({ audience }) => audience === resource);
          if (api === undefined) throw new errors.InvalidTarget();
          const { audience, alg, scopes } = api;
          return { audience, scope: scopes.join(' '), accessTokenFormat: 'jwt', jwt: { sign: { alg } } };
        },
      },
    },
  };
  return new OidcProvider(url, configuration);
}

/** Nothing that the provider issues here is asked for again. */
const nothing = (): Promise<undefined> => Promise.resolve(undefined);
const NO_MEMORY: Adapter = {
  ...{ upsert: nothing, find: nothing, findByUserCode: nothing, findByUid: nothing },
  ...{ consume: nothing, destroy: nothing, revokeByGrantId: nothing },
};

async function requestToken(url: string, request: TokenRequest): Promise<string> {
  const response = await fetch(`${url}/token`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${CLIENT.client_id}:${CLIENT.client_secret}`).toString('base64')}`,
    },
    body: new URLSearchParams({ grant_type: 'client_credentials', ...request }),
  });
  const body = (await response.json()) as { access_token?: string };
  if (body.access_token === undefined) throw new Error(JSON.stringify(body));
  return body.access_token;
}
