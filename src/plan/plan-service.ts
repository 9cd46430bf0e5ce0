/** From the framework's service to a plan: read everything, refuse with every problem at once. */
import { readAuthorizers, type Ledger } from '../apply/apply-plan';
import { type Config, type Parsed, type Value, parseConfig } from '../config/parse';
import { type Problem, refuse } from '../errors';
import { eventsOf } from '../service/events';
import type { AwsProvider, FunctionConfig, Serverless, Service } from '../serverless';
import { makePlan } from './plan';
import type { Note, Plan, Surroundings } from './types';
import { topLevelProblems } from '../service/misplaced-keys';
import { type Route, readRoutes } from '../service/routes';

export interface Planned {
  readonly config: Config;
  readonly plan: Plan;
  /** What the plan was made of. */
  readonly routes: readonly Route[];
  readonly notes: readonly Note[];
}

/** Reads the service and plans it. Throws {@link PassageError} with everything that is wrong. */
export function planService(serverless: Serverless, ledger: Ledger): Planned {
  const { service } = serverless;
  const provider = serverless.getProvider('aws');
  if (provider === false || service.provider.name !== 'aws') return refuse([notAws(service)]);

  const parsed = parseConfig(service.custom);
  const { routes, problems: routeProblems } = readRoutes(service, ledger);
  const read = [...topLevelProblems(serverless.configurationInput), ...routeProblems];
  const around = surroundings(service, provider, ledger);
  if (parsed.config === null)
    return refuse([...parsed.problems, ...read, ...draftProblems(parsed, routes, around)]);

  const { config } = parsed;
  const { plan, problems, notes } = makePlan(config, routes, around);
  refuse([...read, ...problems]);
  return { config, plan, routes, notes };
}

/** What is wrong with the routes beside a block that is wrong; nothing more about places that were complained of. */
function draftProblems(
  { draft, problems }: Extract<Parsed, { config: null }>,
  routes: readonly Route[],
  around: Surroundings,
): Problem[] {
  if (draft === null) return [];
  const places = new Set(problems.map(({ where }) => where));
  return makePlan(draft, routes, around).problems.filter(({ where }) => !places.has(where));
}

function notAws(service: Service): Problem {
  return {
    code: 'PASSAGE_CONFIG_INVALID',
    where: 'provider.name',
    what: 'JWT authorizers are a part of Amazon API Gateway',
    found: String(service.provider.name),
    fix: 'provider: { name: aws }, or no serverless-passage in plugins',
  };
}

function surroundings(service: Service, provider: AwsProvider, ledger: Ledger): Surroundings {
  const { httpApi } = service.provider;
  const { id } = httpApi ?? {};
  return {
    naming: provider.naming,
    httpApi: {
      // Copies: the plan is frozen, and nothing of the user's may be.
      externalId: id === undefined || id === null || id === '' ? null : structuredClone(id as Value),
      cors: Boolean(httpApi?.cors),
      authorizers: readAuthorizers(service, ledger),
    },
    restApiId: structuredClone(provider.getApiGatewayRestApiId() as Value),
    functionNames: Object.keys(service.functions),
    publicUrls: Object.entries(service.functions)
      .filter(([, config]) => hasPublicUrl(config))
      .map(([name]) => name),
    openEvents: new Map(
      Object.entries(service.functions)
        .map(([name, config]) => [name, openKinds(config)] as const)
        .filter(([, kinds]) => kinds.length > 0),
    ),
  };
}

function openKinds(config: FunctionConfig): string[] {
  const events = eventsOf(config).filter((event) => typeof event === 'object' && (event as unknown) !== null);
  return ['websocket', 'alb'].filter((kind) => events.some((event) => isOpen(kind, event[kind])));
}

/** Of a WebSocket API only `$connect` is asked for credentials. */
function isOpen(kind: string, value: unknown): boolean {
  if (value === undefined || value === null) return false;
  const { authorizer, route } =
    typeof value === 'object' ? (value as Record<string, unknown>) : { route: value };
  return authorizer === undefined && (kind === 'alb' || route === '$connect');
}

function hasPublicUrl({ url }: FunctionConfig): boolean {
  if (typeof url !== 'object' || url === null) return Boolean(url);
  return !('authorizer' in url && url.authorizer === 'aws_iam');
}
