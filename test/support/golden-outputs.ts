/** What the commands print, of one service, at fixed times and with fixed answers of its issuer. */
import { COMMANDS } from '../../src/commands/definitions';
import { renderDeploySummary } from '../../src/commands/deploy-summary';
import { type DoctorOptions, runDoctor } from '../../src/commands/doctor-command';
import { makeListing } from '../../src/commands/listing';
import type { Outcome } from '../../src/commands/outcome';
import { runRoutes } from '../../src/commands/routes-command';
import { PLAIN, type Terminal } from '../../src/commands/terminal';
import { PassageError, invalidConfig } from '../../src/errors';
import type { IssuerClient } from '../../src/gateway/issuer';
import type { PlannedService } from '../../src/plan/plan-service';
import { summaryLine } from '../../src/commands/summary-line';
import { DRIFT_SAMPLES } from '../../scripts/docs/drift-samples';
import { plain, planOf } from './plans';
import { type Json, type Key, makeRsaKey, signToken } from './tokens';

const ISSUER = 'https://your-tenant.eu.auth0.com/';
const AUDIENCE = 'https://api.example.com';
const NOW = new Date('2027-01-15T08:00:00Z');

const SERVICE = plain(
  {
    me: { passage: true, events: [{ httpApi: 'GET /me' }] },
    orders: {
      passage: { scopes: ['orders:read', 'orders:admin'] },
      events: [{ httpApi: 'GET /orders/{id}' }, { httpApi: 'GET /orders/{id}/lines/{line}/history' }],
    },
    iam: {
      events: [{ httpApi: { method: 'POST', path: '/internal/jobs', authorizer: { type: 'aws_iam' } } }],
    },
    health: { passage: false, events: [{ httpApi: 'GET /health' }] },
    hello: {
      events: [{ httpApi: 'GET /hello' }, { httpApi: 'GET /v10/hello' }, { httpApi: 'GET /v2/hello' }],
    },
  },
  { issuer: ISSUER, audience: AUDIENCE, name: 'auth0' },
);

/** The text of the golden file. */
export async function renderOutputs(): Promise<string> {
  const planned = planOf(SERVICE);
  const parts: [title: string, text: string][] = [
    ...Object.entries(COMMANDS.passage.commands).map(([name, command]): [string, string] => [
      `passage ${name} --help`,
      renderHelp(command),
    ]),
    ...(['80', '120', 'piped'] as const).map((width): [string, string] => [
      `passage routes, ${width === 'piped' ? width : `${width} columns`}`,
      outcomeText(runRoutes(planned.plan, undefined, {}, terminal(width))),
    ]),
    [
      'passage routes --fail-on-public',
      outcomeText(runRoutes(planned.plan, undefined, { 'fail-on-public': true }, PLAIN)),
    ],
    ['passage routes --json', outcomeText(runRoutes(planned.plan, undefined, { json: true }, PLAIN))],
    ['the line that package and deploy end with', summaryLine(makeListing(planned.plan, undefined)) ?? ''],
    [
      'the summary of deploy and info',
      renderDeploySummary(makeListing(planned.plan, undefined), { endpoints: [], restStage: 'dev' }).join(
        '\n',
      ),
    ],
    ...(await renderDoctorRuns(planned)),
    ['passage drift, as planned', await DRIFT_SAMPLES['drift, as planned']()],
    ['passage drift, with differences', await DRIFT_SAMPLES['drift in full']()],
    ['several problems', severalProblems().message],
  ];
  return parts.map(([title, text]) => `======== ${title}\n\n${text}\n`).join('\n');
}

function terminal(width: '80' | '120' | 'piped'): Terminal {
  return width === 'piped' ? PLAIN : { ...PLAIN, columns: Number(width) };
}

interface Help {
  readonly usage: string;
  readonly options: Readonly<Record<string, { readonly usage: string }>>;
}

function renderHelp({ usage, options }: Help): string {
  const rows = Object.entries(options).map(([name, option]) => `--${name}`.padEnd(32) + option.usage);
  return [''.padEnd(32) + usage, ...rows].join('\n');
}

function outcomeText({ text, failure }: Outcome): string {
  return [text, ...(failure === undefined ? [] : ['', failure.message])].join('\n');
}

async function renderDoctorRuns(planned: PlannedService): Promise<[string, string][]> {
  const key = makeRsaKey('k1');
  const claims = { iss: ISSUER, aud: AUDIENCE, sub: 'u', exp: NOW.getTime() / 1000 + 60 };
  const run = async (client: IssuerClient, options: DoctorOptions): Promise<string> => {
    const readToken = (): Promise<string> => Promise.resolve('');
    const input = {
      config: planned.config,
      plan: planned.plan,
      options,
      readToken,
      localKid: () => Promise.resolve(undefined),
    };
    return withFixedTimes(outcomeText(await runDoctor(input, client, terminal('80'))));
  };
  const good = issuerThat({}, [key]);
  return [
    ['passage doctor', await run(good, {})],
    ['passage doctor --json', await run(good, { json: true })],
    ['passage doctor, issuer with a flaw', await run(issuerThat({ issuer: 'https://x/' }, []), {})],
    ['passage doctor --token, accepted', await run(good, { token: signToken(key, claims) })],
    [
      'passage doctor --token, refused',
      await run(good, { token: signToken(key, { ...claims, aud: `${AUDIENCE}/` }) }),
    ],
    ['passage doctor --token, not a token', await run(good, { token: 'abc' })],
  ];
}

function issuerThat(document: Json, keys: readonly Key[]): IssuerClient {
  const discovery = { issuer: ISSUER, jwks_uri: `${ISSUER}.well-known/jwks.json`, ...document };
  return {
    now: () => NOW,
    fetch: (url) => {
      const isKeys = url === discovery.jwks_uri;
      const json = isKeys ? { keys: keys.map(({ jwk }) => jwk) } : discovery;
      return Promise.resolve(Response.json(json, { headers: { date: NOW.toUTCString() } }));
    },
  };
}

function withFixedTimes(text: string): string {
  return text.replace(/\b\d+ ms of/g, '12 ms of').replace(/"ms": \d+/g, '"ms": 12');
}

function severalProblems(): PassageError {
  return new PassageError([
    invalidConfig('custom.passage.protct', 'unknown key', { didYouMean: 'protect' }),
    {
      code: 'PASSAGE_NOTHING_TO_PROTECT',
      where: 'functions.job.passage',
      what: 'the function has no httpApi or http event to protect',
      found: 'schedule events',
      fix: 'Remove `passage`',
    },
  ]);
}
