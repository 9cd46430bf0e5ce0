/** The few members of serverless-offline, and of hapi under it, that are touched. */
import type { Fields } from '../gateway/identity-source';
import type { JsonObject } from '../util/objects';

/** The service's `custom`, as far as it says something about serverless-offline. */
export interface Custom {
  offline?: { readonly customAuthenticationProvider?: unknown } | null;
  readonly 'serverless-offline'?: object | null;
}

/** serverless-offline's options, as far as they matter here. */
export interface Options {
  readonly noAuth?: boolean;
  readonly ignoreJWTSignature?: boolean;
  readonly stage?: string;
  /** In URLs of REST APIs, the prefix comes before the stage. */
  readonly prefix?: string;
  readonly noPrependStageInUrl?: boolean;
  /** Where it takes calls of functions. */
  readonly host?: string;
  readonly lambdaPort?: number | string;
  readonly websocketPort?: number | string;
  /** A folder with certificates: everything is TLS then. */
  readonly httpsProtocol?: string;
}

export interface Request {
  /** In lower case. */
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, unknown>;
  readonly query: Fields;
  readonly params: JsonObject;
  readonly raw: { readonly req: { rawHeaders: readonly string[] } };
  readonly response: { statusCode?: number };
  readonly auth?: { readonly credentials?: Credentials | null };
}

/** What a Lambda authorizer leaves of a request: the context that it returned, for handlers and for templates. */
interface Credentials {
  context?: object;
  readonly authorizer?: object;
}

export interface Response {
  code(status: number): Response;
  type(mime: string): Response;
  charset(name: string): Response;
  header(name: string, value: string): Response;
  takeover(): Response;
}

export interface Toolkit {
  readonly continue: symbol;
  response(body: object): Response;
  authenticated(data: { readonly credentials: object }): object;
}

export interface Server {
  readonly info: { readonly uri: string };
  ext(
    event: 'onRequest' | 'onPostAuth' | 'onPreResponse',
    method: (request: Request, h: Toolkit) => symbol,
  ): void;
  ext(event: 'onPostStart', method: () => void): void;
  /** The routes, with their paths as hapi spells them: stage and prefix included. */
  table(): readonly {
    readonly path: string;
    readonly settings: { readonly auth?: { readonly strategies: readonly string[] } };
  }[];
}

/** Its plugin: 13 and 14 have this for tests. */
export interface OfflinePlugin {
  /** Throws where there is no server yet. */
  readonly internals: () => { readonly getApiGatewayServer: () => Server };
}

/** Lets a request pass or answers it. */
export type Authenticate = (request: Request, h: Toolkit) => object | Promise<object>;

/** What serverless-offline tells its provider about a route. */
export interface Endpoint {
  readonly isHttpApi?: boolean;
  readonly payload?: string;
  /** Of a route of an HTTP API, as its events have it. */
  routeKey?: string;
}

/** What serverless-offline expects of a `customAuthenticationProvider`, for one route. */
export interface Strategy {
  readonly name: string;
  readonly scheme: string;
  readonly getAuthenticateFunction: (server: Server) => { readonly authenticate: Authenticate };
}
