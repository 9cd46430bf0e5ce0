/** What is worth saying about a plan that is possible. */
import { type App, type Config, isLoopbackIssuer, isPassageIssuer } from '../config/parse';
import { formatValue } from '../errors';
import { shapeOf, capturesPreflight } from './preflight';
import type { Note, Plan, ServiceContext } from './types';

/** Quotas that AWS raises on request (AWS documentation: http-api-quotas). */
const AUTHORIZERS_PER_API = 10;

const ROUTES_PER_API = 300;

export function makeNotes(config: Config, plan: Plan, context: ServiceContext): Note[] {
  return [
    ...config.apps.flatMap((app) => appNotes(app, plan)),
    ...urlNotes(plan, context).map(warning),
    ...openEventNotes(plan, context).map(warning),
    ...quotaNotes(plan, context).map(warning),
    ...preflightNotes(config, plan, context).map(notice),
    ...previewNotes(plan).map(notice),
  ];
}

function warning(text: string): Note {
  return { level: 'warning', text };
}

function notice(text: string): Note {
  return { level: 'notice', text };
}

function appNotes(app: App, plan: Plan): Note[] {
  const notes: Note[] = [];
  if (!plan.authorizers.some((authorizer) => authorizer.app === app.key))
    notes.push(notice(`${app.where}: no route uses it, so no authorizer is made for it.`));
  if (isLoopbackIssuer(app.issuer)) {
    notes.push(
      warning(
        `${app.where}.issuer: ${formatValue(app.issuer)} is plain http, fit for this machine only. API Gateway refuses it at deploy.`,
      ),
    );
  }
  const asksForScopes = plan.routes.some(
    ({ decision }) =>
      decision.access === 'protected' && decision.app === app.key && decision.scopes.length > 0,
  );
  if (isPassageIssuer(app.issuer) && (asksForScopes || app.scopes.length > 0)) {
    notes.push(
      warning(
        `${app.where}: Passage's own tokens carry no scopes, so a route that asks for scopes answers 403 to every one of them.`,
      ),
    );
  }
  return notes;
}

function urlNotes(plan: Plan, { publicUrls }: ServiceContext): string[] {
  return publicUrls
    .filter((name) => plan.protect === 'all' || isProtectedFunction(plan, name))
    .map(
      (name) =>
        `functions.${name}.url: a function URL passes API Gateway by, so anyone can call this function there. Remove url, or set url: { authorizer: aws_iam }.`,
    );
}

function openEventNotes(plan: Plan, { openEvents }: ServiceContext): string[] {
  return [...openEvents]
    .filter(([name]) => isProtectedFunction(plan, name))
    .map(
      ([name, kinds]) =>
        `functions.${name}: anyone can call it through its ${kinds.join(' and ')} events, which JWT authorizers do not protect. Give these an authorizer of their own, or another function.`,
    );
}

function isProtectedFunction(plan: Plan, name: string): boolean {
  return plan.routes.some(
    ({ functionName, decision }) => functionName === name && decision.access === 'protected',
  );
}

function quotaNotes(plan: Plan, { httpApi }: ServiceContext): string[] {
  const authorizers =
    httpApi.authorizers.size +
    plan.authorizers.filter(({ api, created }) => api === 'http' && created !== null).length;
  const routes = plan.routes.filter(({ api }) => api === 'http').length;
  const notes: string[] = [];
  if (authorizers > AUTHORIZERS_PER_API) {
    notes.push(
      `${String(authorizers)} authorizers on one HTTP API: AWS allows ${String(AUTHORIZERS_PER_API)} unless you had the quota raised.`,
    );
  }
  if (routes > ROUTES_PER_API) {
    notes.push(
      `${String(routes)} routes on one HTTP API: AWS allows ${String(ROUTES_PER_API)} unless you had the quota raised.`,
    );
  }
  return notes;
}

function preflightNotes(config: Config, plan: Plan, { httpApi }: ServiceContext): string[] {
  if (!config.preflight || httpApi.cors) return [];
  const answered = new Set(
    plan.routes.filter(({ method }) => method === 'OPTIONS').map(({ path }) => shapeOf(path)),
  );
  const swallowing = plan.routes.filter(
    (route) => capturesPreflight(route) && !answered.has(shapeOf(route.path)),
  );
  if (swallowing.length === 0) return [];
  const way =
    httpApi.externalId === null
      ? 'set provider.httpApi.cors'
      : 'add an event { method: OPTIONS, path: …, passage: false } for each';
  const list = swallowing
    .map(({ method, path }) => (path === '$default' ? path : `${method} ${path}`))
    .join(', ');
  return [
    `${list}: the authorizer answers browsers' CORS preflights with 401. If browsers call it, ${way}; if not, preflight: false in custom.passage ends this notice.`,
  ];
}

function previewNotes(plan: Plan): string[] {
  if (!plan.authorizers.some(({ api }) => api === 'rest')) return [];
  return [
    'JWT authorizers for REST APIs (http events) are a preview: linters and other tools may not know these properties yet.',
  ];
}
