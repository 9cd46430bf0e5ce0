/** Issuer and audience as they are known on this machine. */
import { type App, type Config, isIntrinsic } from '../config/parse';
import { type Problem, formatValue } from '../errors';
import type { Authorizer } from '../gateway/token-rules';
import type { PlannedService } from '../plan/plan-service';

/** The apps that protect at least one route. */
export function usedApps({ config, plan }: Pick<PlannedService, 'config' | 'plan'>): App[] {
  return config.apps.filter(({ key }) => plan.authorizers.some(({ app }) => app === key));
}

/** An app's authorizer, where issuer or audience may stand for what only CloudFormation knows. */
export interface LocalAuthorizer extends Authorizer {
  /** What was put in place of unknown values, for people. */
  readonly standIns: readonly string[];
}

/**
 * An app's authorizer for local keys. What only CloudFormation knows is replaced by an address that belongs to nobody
 * (RFC 2606), so that tokens made here and what checks them agree; claims then differ from those in AWS.
 */
export function localAuthorizer({ key, issuer, audience, where }: App): LocalAuthorizer {
  const standIns: string[] = [];
  const standIn = (name: 'issuer' | 'audience'): string => {
    const url = `https://${name}.invalid/${key}`;
    standIns.push(`${where}.${name} is known in AWS only: ${url} stands for it here`);
    return url;
  };
  const known = audience.filter((value) => typeof value === 'string');
  return {
    issuer: typeof issuer === 'string' ? issuer : standIn('issuer'),
    audience: known.length > 0 ? known : [standIn('audience')],
    standIns,
  };
}

/** Why an app's tokens cannot be checked with its issuer's keys on this machine. */
export function remoteProblems({ offline }: Config, { issuer, audience, where }: App): Problem[] {
  if (offline.keys === 'local') return [];
  const unknown: [name: string, value: unknown][] = [];
  if (typeof issuer !== 'string') unknown.push(['issuer', issuer]);
  if (!audience.some((value) => typeof value === 'string')) unknown.push(['audience', audience]);
  return unknown.map(([name, value]) => ({
    code: 'PASSAGE_CONFIG_INVALID',
    where: `${where}.${name}`,
    what: 'is known in AWS only, so no token can be checked here with the keys of its issuer',
    ...(isIntrinsic(value) ? { found: formatValue(value) } : {}),
    fix: `custom.passage.offline: { keys: local } to develop without the issuer, or ${name} as text`,
  }));
}
