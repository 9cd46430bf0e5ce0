/** A service with every kind of route, whose compiled template is kept for each framework. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Template } from '../../src/cloudformation';
import type { Plan } from '../../src/plan/types';
import type { Framework } from './frameworks';
import { plain, planOf } from './plans';

const PASSAGE = {
  defaultApp: 'customers',
  apps: {
    customers: { issuer: 'https://customers.example/', audience: ['api', 'web'] },
    staff: { issuer: { 'Fn::Sub': 'https://${Pool}.example/' }, audience: { Ref: 'Client' } },
  },
};

export const AUTHORIZERS = {
  lambda: { type: 'request', functionName: 'gate', identitySource: '$request.header.X-Key' },
};

const FUNCTIONS = {
  me: {
    handler: 'handler.me',
    passage: true,
    events: [{ httpApi: 'GET /me' }, { httpApi: 'ANY /any/{rest+}' }, { http: 'GET /me/{id}' }],
  },
  orders: {
    handler: 'handler.orders',
    passage: { app: 'staff', scopes: ['read', 'write'] },
    events: [
      { httpApi: { method: 'DELETE', path: '/orders/{id}' } },
      { http: { method: 'any', path: '/orders' } },
    ],
  },
  open: {
    handler: 'handler.open',
    passage: false,
    events: [{ httpApi: 'GET /open' }, { http: { method: 'get', path: 'open', cors: true } }],
  },
  own: {
    handler: 'handler.own',
    events: [
      { httpApi: { method: 'GET', path: '/own', authorizer: { name: 'lambda' } } },
      { httpApi: { method: 'GET', path: '/iam', authorizer: { type: 'aws_iam' } } },
      { http: { method: 'get', path: 'own', authorizer: 'gate' } },
    ],
  },
  gate: { handler: 'handler.gate' },
};

/** The same with Lambda authorizers for both apps, and a WebSocket API. */
const LAMBDA_PASSAGE = {
  defaultApp: 'customers',
  apps: {
    customers: { ...PASSAGE.apps.customers, authorizerType: 'lambda' },
    staff: { ...PASSAGE.apps.staff, authorizerType: 'lambda', jwksUri: { 'Fn::ImportValue': 'keys' } },
  },
};

const LAMBDA_FUNCTIONS = {
  ...FUNCTIONS,
  chat: {
    handler: 'handler.chat',
    passage: true,
    events: [{ websocket: '$connect' }, { websocket: 'message' }],
  },
};

/** The services whose templates are kept. */
export const GOLDEN = {
  jwt: { passage: PASSAGE, functions: FUNCTIONS },
  lambda: { passage: LAMBDA_PASSAGE, functions: LAMBDA_FUNCTIONS },
} as const;

export type GoldenName = keyof typeof GOLDEN;

export const GOLDEN_NAMES: readonly GoldenName[] = ['jwt', 'lambda'];

export function goldenFile(framework: Framework, name: GoldenName = 'jwt'): string {
  const file = name === 'jwt' ? framework : `${framework}-${name}`;
  return join(__dirname, '../golden/templates', `${file}.json`);
}

const texts = new Map<string, string>();

/** Read once: thousands of edits begin with it. */
export function goldenText(framework: Framework, name: GoldenName = 'jwt'): string {
  const file = goldenFile(framework, name);
  const text = texts.get(file) ?? readFileSync(file, 'utf8');
  texts.set(file, text);
  return text;
}

/** A fresh copy. */
export function goldenTemplate(framework: Framework, name: GoldenName = 'jwt'): Template {
  return JSON.parse(goldenText(framework, name)) as Template;
}

/** The plan that the template was compiled from. */
export function goldenPlan(protect: 'opt-in' | 'all' = 'opt-in', name: GoldenName = 'jwt'): Plan {
  const { functions, passage } = structuredClone(GOLDEN[name]);
  const provider = { httpApi: { authorizers: AUTHORIZERS } };
  return planOf(plain(functions as Parameters<typeof plain>[0], { ...passage, protect }, provider)).plan;
}
