/** What verifies the tokens of each app on this machine. */
import type { App, Config } from '../config/config';
import { remoteKeys, staticKeys } from '../gateway/keys';
import type { TokenVerifier } from './authenticate';
import { localAuthorizer } from './local-authorizers';
import { loadLocalKey } from './local-key';

/** Verifiers by app key. Creates the local key where there is none; asks no issuer yet. */
export async function makeVerifiers(
  { offline }: Config,
  apps: readonly App[],
): Promise<Map<string, TokenVerifier>> {
  const local = offline.keys === 'local' ? staticKeys({ keys: [(await loadLocalKey()).jwk] }) : undefined;
  return new Map(
    apps.map((app) => {
      const { key, identitySource } = app;
      const authorizer = localAuthorizer(app);
      const keys = local ?? remoteKeys(authorizer.issuer, { fetch, now: () => new Date() });
      return [key, { authorizer, identitySource, keys }];
    }),
  );
}
