/** What the function's artifact says of a service: which app protects each route. Written by `make-artifact.ts`. */
import type { ApiKind, MethodAndPath } from '../service/events';
import type { JsonObject } from '../util/objects';

export interface RoutesFile {
  readonly apps: Readonly<Record<string, AppEntry>>;
  /** By {@link routeKey}. */
  readonly routes: Readonly<Record<string, RouteEntry>>;
  /** Paths of REST routes, in the order of the resources in {@link REST_RESOURCES}. Left out where API Gateway knows them. */
  readonly restPaths?: readonly string[];
  /** For local development only: a 401 in the emulator's form, and keys that are used in place of the issuers' keys. */
  readonly local?: { readonly keys: readonly JsonObject[] | null };
}

export interface AppEntry {
  /** Names of the environment variables that hold the values: CloudFormation may be the only one to know these. */
  readonly issuer: string;
  readonly audience: readonly string[];
  readonly jwksUri: string | null;
  readonly algorithms: readonly string[];
  readonly identitySource: string;
}

interface RouteEntry {
  readonly app: string;
  readonly scopes: readonly string[];
}

/** The file's name in the artifact. */
export const ROUTES_FILE = 'routes.json';

/** The environment variable with the IDs of the resources of a REST API, separated by commas. */
export const REST_RESOURCES = 'PASSAGE_REST_RESOURCES';

/** `http GET /me`, `rest ANY /orders/{id}`, `websocket ANY $connect`. */
export function routeKey(api: ApiKind, { method, path }: MethodAndPath): string {
  return `${api} ${method} ${path}`;
}
