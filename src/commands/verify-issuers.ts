/** Before `deploy`: what API Gateway will find when it asks the issuers, in seconds instead of after a rollback. */
import { type App, type Config, isIntrinsic, keyOptions } from '../config/config';
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
  const used = new Set(created.map(({ app }) => app));
  const apps = config.apps.filter(({ key }) => used.has(key));
  const asked = groupBy(apps, (app) => JSON.stringify([app.issuer, app.jwksUri, keyOptions(app)]));
  const fresh = [...asked].flatMap(([name, [app]]) => {
    if (app === undefined || app.issuer === null || known.has(name)) return [];
    known.add(name);
    return [app];
  });
  const results = await Promise.all(
    fresh.map(async (app): Promise<VerifyResult> => {
      const { issuer, jwksUri, where } = app;
      if (typeof issuer !== 'string' || isIntrinsic(jwksUri))
        return { problems: [], notes: [unknownIssuer(where)] };
      return toResult(app, issuer, await checkIssuer(issuer, client, keyOptions(app)));
    }),
  );
  return {
    problems: results.flatMap(({ problems }) => problems),
    notes: results.flatMap(({ notes }) => notes),
  };
}

function toResult(
  { where, authorizerType }: App,
  issuer: string,
  checks: readonly IssuerCheck[],
): VerifyResult {
  const failed = checks.filter(({ ok }) => ok === false);
  const definite = failed.find((check) => check.definite);
  if (definite !== undefined)
    return { problems: [invalidIssuer(where, issuer, authorizerType, definite)], notes: [] };
  return {
    problems: [],
    notes: failed.map((check) => unreachableIssuer(where, issuer, authorizerType, check)),
  };
}
