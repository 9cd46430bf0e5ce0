/** What verifies the tokens of each app on this machine. */
import { type App, type Config, keyOptions } from '../config/config';
import { LOCAL_ALGORITHMS } from '../gateway/algorithms';
import { remoteKeys, staticKeys } from '../gateway/keys';
import type { TokenVerifier } from './authenticate';
import { localAuthorizer } from './local-authorizers';
import { loadLocalKey } from './local-key';
import { rememberSignatures } from './remember-signatures';

/** Verifiers by app key. Creates the local key where one is needed and there is none; asks no issuer yet. */
export async function makeVerifiers(
  { offline }: Config,
  apps: readonly App[],
): Promise<Map<string, TokenVerifier>> {
  const local =
    offline.keys === 'local' && apps.length > 0
      ? staticKeys({ keys: [(await loadLocalKey()).jwk] })
      : undefined;
  const verifySignature = rememberSignatures();
  return new Map(
    apps.map((app) => {
      const { key, identitySource, authorizerType: type } = app;
      const { issuer, audience } = localAuthorizer(app);
      const options =
        local === undefined
          ? keyOptions(app)
          : { ...(type === 'lambda' && { algorithms: LOCAL_ALGORITHMS }) };
      const keys = local ?? remoteKeys(issuer, { fetch, now: () => new Date() }, options);
      const authorizer = { issuer, audience, ...options };
      return [key, { type, authorizer, identitySource, keys, verifySignature }];
    }),
  );
}
