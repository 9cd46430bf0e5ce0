/** The one line that `package` and `deploy` end with. */
import type { Plan } from './types';

/** `passage: 18 of 21 routes protected (auth0), 3 public`; `undefined` where there are no routes. */
export function summaryLine({ routes, authorizers }: Plan): string | undefined {
  const all = routes.filter(({ decision }) => decision.decidedBy !== 'preflight');
  if (all.length === 0) return undefined;
  const count = (access: string): number => all.filter(({ decision }) => decision.access === access).length;
  const names = [...new Set(authorizers.map(({ name }) => name))].join(', ');
  const unconfigured = all.filter(
    ({ decision }) => decision.access === 'public' && decision.decidedBy === 'default',
  ).length;
  const hint = unconfigured === 0 ? '' : ` (${unconfigured} not configured: see \`sls passage routes\`)`;
  return [
    `passage: ${count('protected')} of ${all.length} routes protected${names === '' ? '' : ` (${names})`}`,
    ...(count('other') > 0 ? [`${count('other')} with another authorizer`] : []),
    `${count('public')} public${hint}`,
  ].join(', ');
}
