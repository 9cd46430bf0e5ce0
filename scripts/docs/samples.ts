/** Samples of output for the documents: what real runs print, without what differs from run to run. */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual, stripVTControlCharacters } from 'node:util';
import { Document, isPair, parse, visit } from 'yaml';
import { renderDeploySummary } from '../../src/commands/deploy-summary';
import { runDoctor } from '../../src/commands/doctor-command';
import { makeListing } from '../../src/commands/listing';
import { verifyIssuers } from '../../src/commands/verify-issuers';
import { PLAIN, type Terminal } from '../../src/commands/terminal';
import { PassageError } from '../../src/errors';
import type { IssuerClient } from '../../src/gateway/issuer';
import { isObject } from '../../src/util/objects';
import { makeService } from '../../test/support/frameworks';
import { type InProcessRun, runInProcess } from '../../test/support/in-process';
import { plain, planOf } from '../../test/support/plans';
import { type Offline, ask, startOffline } from '../../test/support/offline';
import { makeRsaKey, signToken } from '../../test/support/tokens';
import { DRIFT_SAMPLES } from './drift-samples';
import { type Block, type Page, completeService, markerText, readUserPages, serviceAbove } from './pages';

/** Whether a block shows the sample, however the formatter has laid it out. */
export function showsSample({ language, text }: Block, sample: string): boolean {
  return language === 'json' || language === 'yaml'
    ? isDeepStrictEqual(parse(text), parse(sample))
    : text === sample;
}

/** What a block shows, made anew; `undefined` for a block that is written by hand. */
export async function makeSample(page: Page, block: Block): Promise<string | undefined> {
  const command = markerText(block, 'output of');
  if (command !== undefined) return `${await outputOf(serviceAbove(page, block), command)}\n`;
  const template = markerText(block, 'template');
  if (template !== undefined) return templateOf(serviceAbove(page, block), template.split(', '));
  const name = markerText(block, 'output');
  return name === undefined ? undefined : `${await namedSample(name)}\n`;
}

/** Of a command line such as `sls passage routes --json`. */
async function outputOf(service: string, command: string): Promise<string> {
  return textOf(await runCommand(service, command));
}

async function runCommand(
  service: string,
  command: string,
  { env = {}, files = {} }: { env?: NodeJS.ProcessEnv; files?: Readonly<Record<string, string>> } = {},
): Promise<InProcessRun> {
  const folder = makeService({ service, files, modules: { 'serverless-offline': 'serverless-offline14' } });
  try {
    return await runInProcess('osls4', folder, splitWords(command).slice(1), { env });
  } finally {
    folder.remove();
  }
}

/** Arguments as a shell would split them. */
function splitWords(command: string): string[] {
  return [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, word]) => quoted ?? word ?? '');
}

/** The message of an error without the framework's frame; otherwise what was printed. */
function textOf({ code, error, stdout, stderr }: InProcessRun): string {
  if (error instanceof Error) return error.message;
  if (code !== 0) return stderr.trim();
  return (stdout.trim() === '' ? ownLines(stderr) : stdout).trimEnd();
}

/** What the plugin says among what the framework says. */
function ownLines(log: string): string {
  return log
    .split('\n')
    .filter((line) => line.startsWith('passage: '))
    .join('\n');
}

/** Resources of the compiled template, without what has nothing to do with authorization. */
async function templateOf(service: string, ids: readonly string[]): Promise<string> {
  const { template } = await runCommand(service, 'sls package');
  const shown = ids.map((id) => {
    const { Type, Properties = {} } = template?.Resources[id] ?? {};
    const entries = Object.entries(Properties).filter(([key]) => !['ApiId', 'Target'].includes(key));
    return [id, { Type, Properties: Object.fromEntries(entries) }] as const;
  });
  const document = new Document(Object.fromEntries(shown));
  visit(document, {
    // What is inside of a property, on the property's line.
    Collection: (_key, node, path) => {
      if (path.filter(isPair).length > 2) node.flow = true;
    },
  });
  return document.toString({ lineWidth: 0 });
}

function namedSample(name: string): Promise<string> {
  const make = SAMPLES[name];
  if (make === undefined) throw new Error(`no sample is called ${name}`);
  return make();
}

/** Samples that need more than a service and a command: an issuer that answers, a file, a server. */
const SAMPLES: Readonly<Record<string, () => Promise<string>>> = {
  'doctor refuses the audience': () => doctor(PLAIN_80, { aud: `${AUDIENCE}/` }),
  'doctor misses a scope': async () => tokenPart(await doctor(PLAIN_80, { scope: 'orders:write' })),
  'doctor --json': () => doctor(PLAIN, { aud: `${AUDIENCE}/` }, true),
  'a check failed': async () => (await doctorOutcome(PLAIN, { aud: `${AUDIENCE}/` })).failure?.message ?? '',
  'an issuer without a discovery document': invalidIssuer,
  'a key that others can read': unsafeKey,
  'another authentication provider': offlineConflict,
  'a refusal': () => outputOf(completeService({ marker: undefined, text: MISSPELT }), 'sls package'),
  'deploy summary': () => Promise.resolve(deploySummary()),
  'migration diff': migrationDiff,
  ...DRIFT_SAMPLES,
  'local refusal': async () => {
    const lines = (await localRefusal()).map((line) => stripVTControlCharacters(line));
    return lines.slice(lines.findIndex((line) => line.includes('401 for'))).join('\n');
  },
};

const MISSPELT = `custom:
  passage: { issuer: 'https://your-tenant.eu.auth0.com', audiense: 'https://api.example.com' }
`;

const ISSUER = 'https://your-tenant.eu.auth0.com/';
const AUDIENCE = 'https://api.example.com';
const PLAIN_80: Terminal = { ...PLAIN, columns: 80 };

/** An issuer that answers as a real one does. */
function answeringIssuer(keys: readonly object[], now: Date): IssuerClient {
  const jwksUri = `${ISSUER}.well-known/jwks.json`;
  const documents: Readonly<Record<string, object>> = {
    [`${ISSUER}.well-known/openid-configuration`]: { issuer: ISSUER, jwks_uri: jwksUri },
    [jwksUri]: { keys },
  };
  return {
    now: () => now,
    fetch: (url) =>
      Promise.resolve(
        Response.json(documents[url instanceof Request ? url.url : url.toString()] ?? {}, {
          headers: { date: now.toUTCString() },
        }),
      ),
  };
}

const FUNCTIONS = {
  me: { passage: true, events: [{ httpApi: 'GET /me' }] },
  orders: { passage: { scopes: ['orders:read'] }, events: [{ httpApi: 'GET /orders' }] },
};

/** The doctor on a token with these claims. */
export async function doctor(terminal: Terminal, claims: object, json = false): Promise<string> {
  const { text } = await doctorOutcome(terminal, claims, json);
  return text;
}

/** What is said about the token, without the checks of the issuer above it. */
function tokenPart(report: string): string {
  return report.slice(report.lastIndexOf('\n\n') + 2);
}

async function doctorOutcome(terminal: Terminal, claims: object, json = false): ReturnType<typeof runDoctor> {
  const key = makeRsaKey('r7Kp2x');
  const now = new Date('2026-11-26T09:30:00Z');
  const seconds = now.getTime() / 1000;
  const usual = { iss: ISSUER, sub: 'auth0|64ab1c', aud: AUDIENCE, scope: 'orders:read' };
  const token = signToken(key, { ...usual, iat: seconds, exp: seconds + 3600, ...claims });
  const planned = planOf(plain(FUNCTIONS, { issuer: ISSUER, audience: AUDIENCE, name: 'auth0' }));
  const input = {
    ...planned,
    options: { token, json },
    readToken: () => Promise.resolve(''),
    localKid: () => Promise.resolve(undefined),
  };
  const restore = steadyClock();
  try {
    return await runDoctor(input, answeringIssuer([key.jwk], now), terminal);
  } finally {
    restore();
  }
}

/** Every answer takes 21 ms. The property hides the real clock until it is deleted. */
function steadyClock(): () => void {
  let ms = 0;
  performance.now = () => (ms += 21);
  return () => {
    Reflect.deleteProperty(performance, 'now');
  };
}

function deploySummary(): string {
  const functions = {
    ...FUNCTIONS,
    health: { passage: false, events: [{ httpApi: 'GET /health' }] },
  };
  const { plan } = planOf(plain(functions, { issuer: ISSUER, audience: AUDIENCE, name: 'auth0' }));
  const endpoints = ['GET - https://a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com/me'];
  return [
    'passage:',
    ...renderDeploySummary(makeListing(plan, undefined), { endpoints, restStage: 'dev' }),
  ].join('\n  ');
}

async function invalidIssuer(): Promise<string> {
  const { config, plan } = planOf(plain({ me: FUNCTIONS.me }, { issuer: ISSUER, audience: AUDIENCE }));
  const client: IssuerClient = {
    now: () => new Date(),
    fetch: () => Promise.resolve(new Response('Not found', { status: 404 })),
  };
  const { problems } = await verifyIssuers(config, plan, client, new Set());
  const [first] = problems;
  return first === undefined ? '' : new PassageError([first]).message;
}

/** The templates of the two services of `docs/migrating.md`, compared as the page says. */
async function migrationDiff(): Promise<string> {
  const page = readUserPages().find(({ path }) => path === 'docs/migrating.md');
  const folder = mkdtempSync(join(tmpdir(), 'serverless-passage-diff-'));
  const save = async (name: string, marker: string): Promise<void> => {
    const block = page?.blocks.find((candidate) => candidate.marker === marker);
    if (block === undefined) throw new Error(`no block \`${marker}\``);
    // Other files, as in every migration.
    const files = { 'notes.md': name };
    const { template } = await runCommand(completeService(block), 'sls package', { files });
    const text = JSON.stringify(template, sortedWithoutHashes, 2);
    writeFileSync(join(folder, name), text.replaceAll(/(LambdaVersion)[A-Za-z0-9]+/g, '$1'));
  };
  try {
    await save('before', 'without the plugin: hand-written');
    await save('after', 'fixture: migrated');
    const args = ['diff', '--no-index', '--no-color', '-U2', 'before', 'after'];
    const { stdout } = spawnSync('git', args, { cwd: folder, encoding: 'utf8' });
    return stdout
      .slice(stdout.indexOf('@@'))
      .replaceAll(/^@@ .+ @@.*$/gm, '@@')
      .trimEnd();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function sortedWithoutHashes(_key: string, value: unknown): unknown {
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !['S3Key', 'CodeSha256'].includes(key))
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

const LOCAL_SERVICE = completeService({
  marker: undefined,
  text: `custom:
  passage: { issuer: '${ISSUER}', audience: '${AUDIENCE}', offline: { keys: local } }
plugins: [serverless-passage, serverless-offline]
`,
});

async function unsafeKey(): Promise<string> {
  const cache = mkdtempSync(join(tmpdir(), 'serverless-passage-cache-'));
  const file = join(cache, 'serverless-passage/development-key.pem');
  try {
    mkdirSync(join(cache, 'serverless-passage'));
    writeFileSync(file, '');
    chmodSync(file, 0o644);
    const run = await runCommand(LOCAL_SERVICE, 'sls passage token', { env: { XDG_CACHE_HOME: cache } });
    return textOf(run).replaceAll(cache, '/home/you/.cache');
  } finally {
    rmSync(cache, { recursive: true });
  }
}

async function offlineConflict(): Promise<string> {
  const service = LOCAL_SERVICE.replace(
    'custom:\n',
    'custom:\n  offline: { customAuthenticationProvider: ./my-provider }\n',
  );
  const { output } = await runCommand(service, 'sls offline');
  return output.slice(output.indexOf('custom.offline')).trim();
}

const LINE = { framework: 'osls4', offline: 'serverless-offline14' } as const;

/** What makes a process print colours where there is no terminal. */
export const COLOURS = { FORCE_COLOR: '1', NO_COLOR: '' };

let refusal: Promise<string[]> | undefined;

/** What `sls offline` prints about a token for another audience, line by line and with colours. Runs once. */
export function localRefusal(): Promise<string[]> {
  refusal ??= runOffline();
  return refusal;
}

async function runOffline(): Promise<string[]> {
  const cache = mkdtempSync(join(tmpdir(), 'serverless-passage-cache-'));
  const env = { ...COLOURS, XDG_CACHE_HOME: cache };
  // A framework that is installed in the project.
  const files = { 'node_modules/.bin/sls': '' };
  const offline = await startOffline(LINE, { service: LOCAL_SERVICE, files, env });
  try {
    const args = ['passage', 'token', '--claims', `{"aud":"${AUDIENCE}/"}`];
    const { stdout } = await runInProcess(LINE.framework, offline.folder, args, { env });
    const { status } = await ask(`${offline.url}/me`, { token: stdout.trim() });
    if (status !== 401) throw new Error(`a token for another audience got ${String(status)}`);
    const { port } = new URL(offline.url);
    await printed(offline, 'fix:');
    return offline.output().replaceAll(`localhost:${port}`, 'localhost:3000').trimEnd().split('\n');
  } finally {
    await offline.stop();
    rmSync(cache, { recursive: true });
  }
}

/** Waits for the log, which the answer may overtake. */
async function printed(offline: Offline, text: string): Promise<void> {
  for (let i = 0; i < 100 && !offline.output().includes(text); i += 1)
    await new Promise((resolve) => setTimeout(resolve, 20));
}
