/** Before `deploy`: what API Gateway will find when it asks the issuers, in seconds instead of after a rollback. */
import { type Config, isIntrinsic, isPassageIssuer } from '../config/parse';
import type { Problem } from '../errors';
import { type IssuerCheck, checkIssuer } from '../gateway/check-issuer';
import type { IssuerClient } from '../gateway/issuer';
import { quoteUntrusted } from '../gateway/quote';
import type { Note, Plan } from '../plan/types';
import { groupBy } from '../cloudformation';

export interface VerifyResult {
  /** What would make the deployment fail for certain. */
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
  const asked = await Promise.all(
    fresh.map(async ({ issuer, where }): Promise<VerifyResult> => {
      if (isIntrinsic(issuer)) return { problems: [], notes: [unknownIssuer(where)] };
      return toProblemsAndNotes(issuer, where, await checkIssuer(issuer, client));
    }),
  );
  return { problems: asked.flatMap(({ problems }) => problems), notes: asked.flatMap(({ notes }) => notes) };
}

function toProblemsAndNotes(issuer: string, where: string, checks: readonly IssuerCheck[]): VerifyResult {
  const failed = checks.filter(({ ok }) => ok === false);
  const definite = failed.find((check) => check.definite);
  if (definite !== undefined) return { problems: [invalidIssuer(issuer, where, definite)], notes: [] };
  return { problems: [], notes: failed.map((check) => unreachableIssuer(issuer, where, check)) };
}

function invalidIssuer(issuer: string, where: string, { asked, found, fix }: IssuerCheck): Problem {
  return {
    code: 'PASSAGE_ISSUER_INVALID',
    where,
    what: `API Gateway would refuse the issuer ${quoteUntrusted(issuer)}, and the deployment would roll back; nothing was deployed`,
    found: `${found} (${asked})`,
    fix: `${fix ?? 'Run `sls passage doctor`'}. All checks: \`sls passage doctor\``,
    verb: 'do',
  };
}

function unreachableIssuer(issuer: string, where: string, { found, fix = '' }: IssuerCheck): Note {
  const text = `${where}: the issuer ${quoteUntrusted(issuer)} gave this machine no usable answer (${found}). The deployment goes on; if API Gateway fares no better, it will roll back.`;
  return { level: 'warning', text: `${text}\n${fix}${isPassageIssuer(issuer) ? EXAMPLE : ''}` };
}

const EXAMPLE = `:
  issuer: https://your-tenant.eu.auth0.com/ # exactly the iss of your tokens
  audience: https://api.example.com # their aud`;

function unknownIssuer(where: string): Note {
  return {
    level: 'notice',
    text: `${where}: the issuer is a CloudFormation function, known only during the deployment, so it was not checked before.`,
  };
}
