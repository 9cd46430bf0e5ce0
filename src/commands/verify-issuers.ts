/** Before `deploy`: what API Gateway will find when it asks the issuers, in seconds instead of after a rollback. */
import { type Config, isIntrinsic, isPassageIssuer } from '../config/config';
import type { Note, Problem } from '../errors';
import { type IssuerCheck, checkIssuer } from '../gateway/check-issuer';
import type { IssuerClient } from '../gateway/issuer';
import type { Plan } from '../plan/types';
import { groupBy } from '../util/group-by';
import { invalidIssuer, unknownIssuer, unreachableIssuer } from './command-messages';

export interface VerifyResult {
  /** What would certainly make the deployment fail. */
  readonly problems: readonly Problem[];
  readonly notes: readonly Note[];
}

/**
 * Asks the issuer of every authorizer that this stack creates, all at the same time, each once. Never rejects.
 *
 * @param known issuers that were asked earlier; those asked now are added
 */
export async function verifyIssuers(
  config: Config,
  plan: Plan,
  client: IssuerClient,
  known: Set<string>,
): Promise<VerifyResult> {
  const created = plan.authorizers.filter((authorizer) => authorizer.created !== null);
  const fresh = [...groupBy(created, ({ issuer }) => JSON.stringify(issuer))].flatMap(
    ([name, [authorizer]]) => {
      if (authorizer === undefined || authorizer.issuer === null || known.has(name)) return [];
      known.add(name);
      const where = config.apps.find(({ key }) => key === authorizer.app)?.where ?? 'custom.passage';
      return [{ issuer: authorizer.issuer, where }];
    },
  );
  const results = await Promise.all(
    fresh.map(async ({ issuer, where }): Promise<VerifyResult> => {
      if (isIntrinsic(issuer)) return { problems: [], notes: [unknownIssuer(where)] };
      return toResult(issuer, where, await checkIssuer(issuer, client));
    }),
  );
  return {
    problems: results.flatMap(({ problems }) => problems),
    notes: results.flatMap(({ notes }) => notes),
  };
}

function toResult(issuer: string, where: string, checks: readonly IssuerCheck[]): VerifyResult {
  const failed = checks.filter(({ ok }) => ok === false);
  const definite = failed.find((check) => check.definite);
  if (definite !== undefined) return { problems: [invalidIssuer(where, issuer, definite)], notes: [] };
  const isPassage = isPassageIssuer(issuer);
  return { problems: [], notes: failed.map((check) => unreachableIssuer(where, issuer, isPassage, check)) };
}
