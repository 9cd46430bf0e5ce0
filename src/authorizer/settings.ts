/** What the function is configured with: the artifact's file, and the environment variables that it names. */
import { LOCAL_ALGORITHMS } from '../gateway/algorithms';
import { parseIdentitySource, type IdentitySource } from '../gateway/identity-source';
import type { IssuerClient } from '../gateway/issuer';
import { type KeySource, remoteKeys, staticKeys } from '../gateway/keys';
import type { Authorizer } from '../gateway/token-rules';
import { pathShape } from '../service/events';
import { getOwn } from '../util/objects';
import { type AppEntry, REST_RESOURCES, type RoutesFile } from './routes-file';

interface AppSettings {
  readonly name: string;
  readonly authorizer: Authorizer;
  readonly identitySource: IdentitySource;
  /** Kept between invocations. */
  readonly keys: KeySource;
}

interface RouteSettings {
  readonly app: AppSettings;
  readonly scopes: readonly string[];
}

export interface Settings {
  /** By `routeKey`, with all variables of paths called alike: another plugin may call them otherwise. */
  readonly routes: ReadonlyMap<string, RouteSettings>;
  /** Paths of REST routes by the ID of their resource; `null` where a request tells the path as it is configured. */
  readonly restPaths: ReadonlyMap<string, string> | null;
  readonly isLocal: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Throws where a value is missing: nothing may be decided then. */
export function readSettings(file: RoutesFile, env: Environment, client: IssuerClient): Settings {
  const apps = new Map(
    Object.entries(file.apps).map(([name, entry]) => [name, readApp(name, entry, file, { env, client })]),
  );
  const routes = Object.entries(file.routes).map(([key, { app: name, scopes }]) => {
    const app = apps.get(name);
    if (app === undefined) throw new Error(`${key} has no app`);
    return [pathShape(key), { app, scopes }] as const;
  });
  return { routes: new Map(routes), restPaths: readRestPaths(file, env), isLocal: file.local !== undefined };
}

function readRestPaths({ restPaths }: RoutesFile, env: Environment): ReadonlyMap<string, string> | null {
  if (restPaths === undefined) return null;
  const ids = (getOwn(env, REST_RESOURCES) as string | undefined)?.split(',') ?? [];
  const byId = new Map(ids.map((id, i) => [id, restPaths[i] ?? '']));
  // With an ID twice or none for a path, a route would be taken for another one.
  if (byId.size !== restPaths.length || ids.length !== byId.size || byId.has(''))
    throw new Error(`${REST_RESOURCES} does not match the routes`);
  return byId;
}

function readApp(
  name: string,
  entry: AppEntry,
  { local }: RoutesFile,
  { env, client }: { readonly env: Environment; readonly client: IssuerClient },
): AppSettings {
  const variable = (key: string): string => {
    const value = getOwn(env, key);
    if (typeof value !== 'string' || value === '') throw new Error(`${key} is not set`);
    return value;
  };
  const identitySource = parseIdentitySource(entry.identitySource);
  if (identitySource === undefined) throw new Error(`app ${name} has no identity source`);
  const localKeys = local?.keys ?? null;
  const algorithms = localKeys === null ? entry.algorithms : LOCAL_ALGORITHMS;
  const authorizer = { issuer: variable(entry.issuer), audience: entry.audience.map(variable), algorithms };
  const jwksUri = entry.jwksUri === null ? null : variable(entry.jwksUri);
  const keys =
    localKeys === null
      ? remoteKeys(authorizer.issuer, client, { algorithms, jwksUri })
      : staticKeys({ keys: localKeys }, algorithms);
  return { name, authorizer, identitySource, keys };
}
