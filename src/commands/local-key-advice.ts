/** A token that was signed with this machine's local key. */
import { LOCAL_TOKEN, LOCAL_TOKEN_FIX } from './command-messages';
import type { AppReport, TokenReport } from './doctor-report';
import type { TokenInput } from './token-option';
import { readFacts } from './token-report';

/** The report of an app, in which the signature by the local key is what is said first about the token. */
export type Explain = (report: AppReport) => AppReport;

export async function explainLocalKey(
  token: string | undefined,
  { localKid }: Pick<TokenInput, 'localKid'>,
): Promise<Explain> {
  const kid = token === undefined ? undefined : readFacts(token).header?.kid;
  const isLocal = typeof kid === 'string' && kid === (await localKid());
  return (report) =>
    isLocal && report.token !== null ? { ...report, token: explain(report.token) } : report;
}

/** Checks that fail because the issuer does not have the local key, or has no answer. */
const KEY_CHECKS: readonly TokenReport['check'][] = ['discovery', 'jwks', 'key', 'signature', null];

function explain(report: TokenReport): TokenReport {
  if (report.result === 'accepted') return report;
  const refused = { ...report, result: 'refused', status: report.status ?? 401 } as const;
  const { check, what, fix } = report;
  if (KEY_CHECKS.includes(check)) return { ...refused, what: LOCAL_TOKEN, fix: LOCAL_TOKEN_FIX };
  return {
    ...refused,
    what: `${LOCAL_TOKEN}. Besides, ${what ?? ''}`,
    fix: [LOCAL_TOKEN_FIX, ...(fix === null ? [] : [fix])].join('\n'),
  };
}
