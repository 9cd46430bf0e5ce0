/** `passage doctor --token` where `custom.passage` is missing or cannot be used: what the token says of itself. */
import { PassageError, type Problem } from '../errors';
import type { IssuerClient } from '../gateway/issuer';
import { quoteUntrusted } from '../gateway/quote';
import { type TokenFacts, providerOf } from '../providers/token-hints';
import { describeTime } from '../util/duration';
import { printableJson } from '../util/printable';
import { BLOCK_TITLE, NOT_CONFIGURED, TOKEN_TITLE, issuerNotUrl, noOwnAudience } from './command-messages';
import { type DoctorInput, checkReport } from './doctor-command';
import type { AppReport, DoctorReport, TokenReport } from './doctor-report';
import { renderChecks } from './doctor-text';
import { checkIssuer } from '../gateway/check-issuer';
import { explainLocalKey } from './local-key-advice';
import type { Outcome } from './outcome';
import type { Terminal } from './terminal';
import { readToken } from './token-option';
import { type Proposal, proposeBlock } from './token-proposal';
import { checkToken, readFacts } from './token-report';

/**
 * Judges a token by its own issuer and audience, and writes the block for it.
 *
 * @param configuration why `custom.passage` cannot be used: the command fails with it
 */
export async function runTokenOnly(
  configuration: PassageError,
  input: Pick<DoctorInput, 'options' | 'readToken' | 'localKid'>,
  client: IssuerClient,
  terminal: Terminal,
): Promise<Outcome> {
  const token = (await readToken(input)) ?? '';
  const facts = readFacts(token);
  const proposal = proposeBlock(facts);
  const explain = await explainLocalKey(token, input);
  const app = explain(await makeReport(token, facts, proposal, client));
  const report: DoctorReport = { ok: false, apps: [app] };
  const { block } = proposal;
  const written = block === null ? [] : ['', terminal.paint('strong', BLOCK_TITLE), '', block];
  const text =
    input.options.json === true
      ? printableJson(report)
      : [...describe(facts, client.now(), terminal), ...renderChecks(app, terminal, false), ...written].join(
          '\n',
        );
  return { text, failure: new PassageError(withAdvice(configuration.problems, block !== null)) };
}

async function makeReport(
  token: string,
  { claims }: TokenFacts,
  { app, audience }: Proposal,
  client: IssuerClient,
): Promise<AppReport> {
  const issuer = typeof claims?.iss === 'string' ? claims.iss : null;
  const asked = app ?? { key: 'default', issuer: '', audience };
  const [checks, judged] = await Promise.all([
    app === null || issuer === null ? [] : checkIssuer(issuer, client),
    checkToken(asked, { routes: [] }, token, client),
  ]);
  return {
    app: 'default',
    authorizer: 'passage',
    issuer,
    audience,
    skipped: NOT_CONFIGURED,
    checks: checks.map(checkReport),
    token: { ...judged, ...withoutConfiguration(judged, claims) },
  };
}

/** Nothing is configured that the token could be compared with. */
function withoutConfiguration({ check }: TokenReport, claims: TokenFacts['claims']): Partial<TokenReport> {
  if (check === 'issuer') return { expected: null, what: issuerNotUrl(claims?.iss) };
  return check === 'audience' ? { expected: null, what: noOwnAudience(claims?.aud) } : {};
}

function describe(facts: TokenFacts, now: Date, { paint }: Terminal): string[] {
  const { claims } = facts;
  if (claims === undefined) return [];
  const expires =
    typeof claims.exp === 'number'
      ? describeTime(claims.exp, now.getTime() / 1000)
      : quoteUntrusted(claims.exp);
  const provider = providerOf(facts, { issuer: undefined, needsScopes: false })?.name;
  return [
    paint('strong', TOKEN_TITLE),
    `issuer   ${quoteUntrusted(claims.iss)}`,
    `audience ${quoteUntrusted(claims.aud)}`,
    ...(claims.client_id === undefined ? [] : [`client   ${quoteUntrusted(claims.client_id)}`]),
    `expires  ${expires}`,
    ...(provider === undefined ? [] : [`provider ${provider}`]),
    '',
  ];
}

/** The general advice for a missing block says less than the block that was just written. */
function withAdvice(problems: PassageError['problems'], hasBlock: boolean): [Problem, ...Problem[]] {
  const [first, ...rest] = problems.map((problem) =>
    hasBlock && problem.code === 'PASSAGE_CONFIG_MISSING'
      ? { ...problem, fix: 'Write the block above' }
      : problem,
  );
  if (first === undefined) throw new Error('an error has a problem');
  return [first, ...rest];
}
