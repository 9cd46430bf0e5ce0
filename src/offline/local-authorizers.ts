/** Issuer and audience as they are known on this machine. */
import type { App, Config } from '../config/config';
import type { Problem } from '../errors';
import type { Authorizer } from '../gateway/token-rules';
import type { PlannedService } from '../plan/plan-service';
import { replacedValue, unknownLocally } from './offline-messages';

/** The apps that protect at least one route. */
export function appsInUse({ config, plan }: Pick<PlannedService, 'config' | 'plan'>): App[] {
  const used = new Set(plan.authorizers.map(({ app }) => app));
  return config.apps.filter(({ key }) => used.has(key));
}

/** An app's authorizer, with replacements for what only CloudFormation knows. */
export interface LocalAuthorizer extends Authorizer {
  /** What was replaced, for people. */
  readonly replaced: readonly string[];
}

/**
 * An app's authorizer for local keys. What only CloudFormation knows is replaced by a URL that belongs to nobody
 * (RFC 2606), so that tokens made here and what checks them agree. Claims then differ from those in AWS.
 */
export function localAuthorizer({ key, issuer, audience, where }: App): LocalAuthorizer {
  const replaced: string[] = [];
  const replacement = (name: 'issuer' | 'audience'): string => {
    const url = `https://${name}.invalid/${key}`;
    replaced.push(replacedValue(`${where}.${name}`, url));
    return url;
  };
  const known = audience.filter((value) => typeof value === 'string');
  return {
    issuer: typeof issuer === 'string' ? issuer : replacement('issuer'),
    audience: known.length > 0 ? known : [replacement('audience')],
    replaced,
  };
}

/** Why an app's tokens cannot be checked with its issuer's keys on this machine. */
export function remoteProblems({ offline }: Config, { issuer, audience, jwksUri, where }: App): Problem[] {
  if (offline.keys === 'local') return [];
  return [
    ...(typeof issuer === 'string' ? [] : [unknownLocally(`${where}.issuer`, issuer ?? undefined)]),
    ...(audience.some((value) => typeof value === 'string')
      ? []
      : [unknownLocally(`${where}.audience`, audience.length === 0 ? undefined : audience)]),
    ...(jwksUri === null || typeof jwksUri === 'string' ? [] : [unknownLocally(`${where}.jwksUri`, jwksUri)]),
  ];
}
