/** What makes a plan impossible, though block and routes are each well-formed. */
import { nearest } from '../util/nearest';
import type { App, Config } from '../config/parse';
import { type Problem, invalidConfig, formatValue } from '../errors';
import type { Naming } from '../serverless';
import { parseOption } from '../config/option';
import type { Route } from '../service/routes';
import { usesApp } from './authorizers';
import { groupBy } from '../cloudformation';
import type { Decision, PlannedRoute, ServiceContext } from './types';

/** Every problem at once. */
export function planProblems(
  config: Config,
  routes: readonly Route[],
  planned: readonly PlannedRoute[],
  context: ServiceContext,
): Problem[] {
  return [
    ...unknownApps(config, routes),
    ...conflicts(routes),
    ...ownScopeProblems(config, routes),
    ...nameProblems(config, context),
    ...restNameProblems(config, planned, context),
    ...duplicateRoutes(planned),
    ...sharedAuthorizerProblems(config, planned, context),
  ];
}

/** Every `passage` that names an app there is none of, also where a nearer word hides it. */
function unknownApps(config: Config, routes: readonly Route[]): Problem[] {
  const keys = config.apps.map(({ key }) => key);
  const words = routes
    .flatMap(({ settings: said }) => [said.function, said.event])
    .filter((setting) => setting !== null);
  const unknown = words.filter(
    (setting) => setting.protect && setting.app !== undefined && !keys.includes(setting.app),
  );
  return [...new Map(unknown.map((setting) => [setting.where, setting])).values()].map((setting) => {
    const app = setting.protect ? (setting.app ?? '') : '';
    const near = nearest(app, keys);
    const known = config.hasNamedApps
      ? keys.join(', ')
      : 'true (there is only one app; several go under custom.passage.apps)';
    return {
      code: 'PASSAGE_UNKNOWN_APP',
      where: setting.where,
      what: `there is no app ${formatValue(app)}`,
      found: formatValue(app),
      fix:
        near === undefined || !config.hasNamedApps
          ? `one of: ${known}`
          : `${near} (did you mean that? There are: ${known})`,
    };
  });
}

function conflicts(routes: readonly Route[]): Problem[] {
  return routes.flatMap(({ existing: own, settings: said, where }) => {
    if (own === null || said.event?.protect !== true) return [];
    return [
      {
        code: 'PASSAGE_AUTHORIZER_CONFLICT',
        where,
        what: 'the event has both an authorizer of its own and passage',
        found: `authorizer: ${own.label}`,
        fix: 'one of the two: passage to protect the route with Passage, authorizer to keep yours',
      } as const,
    ];
  });
}

/** Scopes that stand on an `authorizer` of the event's own which is ours by name: the framework checks less than AWS. */
function ownScopeProblems(config: Config, routes: readonly Route[]): Problem[] {
  return routes.flatMap(({ existing: own, where }) => {
    const isOurs = own !== null && config.apps.some(({ name }) => name === own.name);
    if (!isOurs || own.scopes === null) return [];
    const { problems } = parseOption({ scopes: own.scopes }, `${where}.authorizer`);
    return problems;
  });
}

/** Names that would become one authorizer, or one resource, with the user's own or with each other. */
function nameProblems(config: Config, { naming, httpApi }: ServiceContext): Problem[] {
  const logicalId = (name: string): string => naming.getHttpApiAuthorizerLogicalId(name);
  const theirs = [...httpApi.authorizers];
  return config.apps.flatMap((app, i) => {
    if (app.authorizerId !== null) return [];
    const taken = theirs.find((names) => names.some((name) => logicalId(name) === logicalId(app.name)))?.[0];
    if (taken !== undefined) return [alreadyExists(app, taken)];
    const twin = config.apps
      .slice(0, i)
      .find(
        (other) => logicalId(other.name) === logicalId(app.name) || sameOutput(config, naming, other, app),
      );
    return twin === undefined ? [] : [nameCollision(app, twin)];
  });
}

function sameOutput(config: Config, naming: Naming, a: App, b: App): boolean {
  return (
    config.hasNamedApps &&
    naming.getNormalizedAuthorizerName(a.key) === naming.getNormalizedAuthorizerName(b.key)
  );
}

function alreadyExists(app: App, taken: string): Problem {
  return {
    code: 'PASSAGE_AUTHORIZER_EXISTS',
    where: `${app.where}.name`,
    what: `provider.httpApi.authorizers already has an authorizer of this name`,
    found: `${app.name} (yours: ${taken})`,
    fix: `another name here (name: ${app.name}-users), or remove provider.httpApi.authorizers.${taken}: the plugin makes that entry`,
  };
}

function nameCollision(app: App, twin: App): Problem {
  return {
    code: 'PASSAGE_CONFIG_INVALID',
    where: `${app.where}.name`,
    what: `becomes the same CloudFormation resource or output as ${twin.where}`,
    found: `${app.key} (name ${app.name}) and ${twin.key} (name ${twin.name})`,
    fix: 'keys and names that differ in more than capitals, - and _',
  };
}

/** Lambda authorizers of a REST API that become the resource ours would be. */
function restNameProblems(
  config: Config,
  planned: readonly PlannedRoute[],
  { naming }: ServiceContext,
): Problem[] {
  const others = planned.flatMap(({ api, decision, where }) =>
    api === 'rest' && decision.access === 'other'
      ? [{ name: restAuthorizerName(decision.authorizer), where }]
      : [],
  );
  return config.apps.flatMap((app) => {
    const id = naming.getAuthorizerLogicalId(app.name);
    const taken = others.find(({ name }) => naming.getAuthorizerLogicalId(name) === id);
    if (taken === undefined || !usesApp(planned, 'rest', app)) return [];
    return [
      {
        code: 'PASSAGE_AUTHORIZER_EXISTS',
        where: `${app.where}.name`,
        what: 'an http event has an authorizer of this name already',
        found: `${app.name} (yours: ${taken.where})`,
        fix: `another name here: name: ${app.name}-users`,
      } as const,
    ];
  });
}

/** As the framework names one: an ARN by the last part of its function's name. */
function restAuthorizerName(label: string): string {
  return label.includes(':') ? (label.split(':').at(-1)?.split('-').at(-1) ?? label) : label;
}

/** Two events that the framework compiles to one resource: the last one wins, and with it its protection. */
function duplicateRoutes(planned: readonly PlannedRoute[]): Problem[] {
  return [...groupBy(planned, ({ logicalId }) => logicalId).values()].flatMap(([first, ...more]) =>
    first === undefined
      ? []
      : more
          .filter(({ decision }) => !sameDecision(decision, first.decision))
          .map(({ where }) =>
            invalidConfig(
              where,
              `becomes the same CloudFormation resource as ${first.where}`,
              'one event for the route; paths that differ in capitals only are one to the framework',
              first.logicalId,
            ),
          ),
  );
}

function sameDecision(a: Decision, b: Decision): boolean {
  return (
    a.access === b.access && (a.access === 'public' || b.access === 'public' || a.authorizer === b.authorizer)
  );
}

/** What an app with `authorizerId` needs, and what it cannot serve. */
function sharedAuthorizerProblems(
  config: Config,
  routes: readonly PlannedRoute[],
  { httpApi }: ServiceContext,
): Problem[] {
  return config.apps.flatMap((app) => {
    if (app.authorizerId === null) return [];
    const problems: Problem[] = [];
    if (httpApi.externalId === null) {
      problems.push({
        code: 'PASSAGE_CONFIG_INVALID',
        where: `${app.where}.authorizerId`,
        what: 'an authorizer can be shared only on an HTTP API of another stack, and this service makes its own',
        found: formatValue(app.authorizerId),
        fix: 'provider.httpApi.id, the ID of the API that has the authorizer; or issuer and audience instead of authorizerId',
      });
    }
    if (usesApp(routes, 'rest', app) && (app.issuer === null || app.audience.length === 0)) {
      problems.push({
        code: 'PASSAGE_CONFIG_INVALID',
        where: `${app.where}.issuer`,
        what: 'is missing: this app also protects http events, and authorizerId is for HTTP APIs only',
        fix: 'appId and authOrigin, or issuer and audience',
      });
    }
    return problems;
  });
}
