/** From the framework's service to a plan: read everything, refuse with every problem at once. */
import { readAuthorizers, type AppliedChanges } from '../apply/apply-plan';
import { type Config, type ParseResult, type Value, parseConfig } from '../config/parse';
import { type Problem, throwIfAny } from '../errors';
import { eventsOf } from '../service/events';
import type { AwsProvider, FunctionConfig, Serverless, Service } from '../serverless';
import { makePlan } from './plan';
import type { Note, Plan, ServiceContext } from './types';
import { topLevelProblems } from '../service/misplaced-keys';
import { type Route, readRoutes } from '../service/routes';

export interface PlannedService {
  readonly config: Config;
  readonly plan: Plan;
  /** What the plan was made of. */
  readonly routes: readonly Route[];
  readonly notes: readonly Note[];
}

/** Reads the service and plans it. Throws {@link PassageError} with everything that is wrong. */
export function planService(serverless: Serverless, changes: AppliedChanges): PlannedService {
  const { service } = serverless;
  const provider = serverless.getProvider('aws');
  if (provider === false || service.provider.name !== 'aws') return throwIfAny([notAws(service)]);

  const parseResult = parseConfig(service.custom);
  const { routes, problems: routeProblems } = readRoutes(service, changes);
  const read = [...topLevelProblems(serverless.configurationInput), ...routeProblems];
  const context = readContext(service, provider, changes);
  if (parseResult.config === null)
    return throwIfAny([
      ...parseResult.problems,
      ...read,
      ...problemsOfPartialConfig(parseResult, routes, context),
    ]);

  const { config } = parseResult;
  const { plan, problems, notes } = makePlan(config, routes, context);
  throwIfAny([...read, ...problems]);
  return { config, plan, routes, notes };
}

/** What is wrong with the routes beside a block that is wrong; nothing more about places that were complained of. */
function problemsOfPartialConfig(
  { draft, problems }: Extract<ParseResult, { config: null }>,
  routes: readonly Route[],
  context: ServiceContext,
): Problem[] {
  if (draft === null) return [];
  const places = new Set(problems.map(({ where }) => where));
  return makePlan(draft, routes, context).problems.filter(({ where }) => !places.has(where));
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

function readContext(service: Service, provider: AwsProvider, changes: AppliedChanges): ServiceContext {
  const { httpApi } = service.provider;
  const { id } = httpApi ?? {};
  return {
    naming: provider.naming,
    httpApi: {
      // Copies: the plan is frozen, and nothing of the user's may be.
      externalId: id === undefined || id === null || id === '' ? null : structuredClone(id as Value),
      cors: Boolean(httpApi?.cors),
      authorizers: readAuthorizers(service, changes),
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
