/** What the function is configured with: the artifact's file, and the environment variables that it names. */
import { parseIdentitySource, type IdentitySource } from '../gateway/identity-source';
import type { IssuerClient } from '../gateway/issuer';
import { type KeySource, remoteKeys, staticKeys } from '../gateway/keys';
import type { Authorizer } from '../gateway/token-rules';
import { getOwn } from '../util/objects';
import type { AppEntry, RoutesFile } from './routes-file';

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
  /** By `routeKey`. */
  readonly routes: ReadonlyMap<string, RouteSettings>;
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
    return [key, { app, scopes }] as const;
  });
  return { routes: new Map(routes), isLocal: file.local !== undefined };
}

/** The one algorithm of local development keys. */
const LOCAL_ALGORITHMS = ['RS256'];

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
