/** What can be said of an issuer by its form, whether it can be reached or not. */
import { isForManyTenants } from '../config/text-checks';
import { type Hint, findProvider, makeHint } from './hint';
import type { Provider, Topic } from './identity-provider';
import { isOrgServer } from './token-hints';

export interface IssuerHint extends Hint {
  /** Whether it is said also where every check passes. */
  readonly always: boolean;
  /** Whether the general advice of a failed check is wrong, or says less. */
  readonly replaces: boolean;
}

interface Rule {
  readonly topic: Topic;
  readonly always?: true;
  readonly replaces?: true;
  readonly applies: (issuer: string, provider: Provider | undefined, found: IssuerFacts) => boolean;
}

export interface IssuerFacts {
  /** `issuer` of the discovery document, where there is one. */
  readonly named: unknown;
  /** Whether the issuer answered, without a discovery document. */
  readonly isWithoutDiscovery: boolean;
  /** Whether there are keys, and none that API Gateway can use. */
  readonly isWithoutRsa: boolean;
}

const RULES: readonly Rule[] = [
  {
    topic: 'tenant',
    always: true,
    replaces: true,
    applies: (issuer, _provider, { named }) => isOfNoTenant(issuer, named),
  },
  {
    topic: 'slash',
    applies: (issuer, provider) => provider?.endsWithSlash === true && !issuer.endsWith('/'),
  },
  {
    topic: 'no-slash',
    applies: (issuer, provider) => provider?.endsWithSlash === false && issuer.endsWith('/'),
  },
  { topic: 'org-server', always: true, applies: isOrgServer },
  {
    topic: 'no-discovery',
    replaces: true,
    applies: (_issuer, provider, { isWithoutDiscovery }) =>
      isWithoutDiscovery && provider?.advice?.['no-discovery'] !== undefined,
  },
  { topic: 'algorithm', replaces: true, applies: (_issuer, _provider, { isWithoutRsa }) => isWithoutRsa },
  { topic: 'anyone', always: true, applies: (_issuer, provider) => provider?.advice?.anyone !== undefined },
];

export function issuerHints(issuer: string, found: IssuerFacts): IssuerHint[] {
  const provider = findProvider({ issuer });
  return RULES.filter(({ applies }) => applies(issuer, provider, found)).map((rule) => ({
    ...makeHint(rule.topic, provider),
    always: rule.always === true,
    replaces: rule.replaces === true,
  }));
}

/** Whether the issuer, or the one that its discovery document names, is of no tenant. */
function isOfNoTenant(issuer: string, named: unknown): boolean {
  return isForManyTenants(issuer) || (typeof named === 'string' && /\{tenantid\}/i.test(named));
}
