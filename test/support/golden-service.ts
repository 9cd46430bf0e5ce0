/** A service with every kind of route, whose compiled template is kept for each framework. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Template } from '../../src/cloudformation';
import type { Plan } from '../../src/plan/types';
import type { Framework } from './frameworks';
import { plain, planOf } from './plans';

export const PASSAGE = {
  defaultApp: 'customers',
  apps: {
    customers: { issuer: 'https://customers.example/', audience: ['api', 'web'] },
    staff: { issuer: { 'Fn::Sub': 'https://${Pool}.example/' }, audience: { Ref: 'Client' } },
  },
};

export const AUTHORIZERS = {
  lambda: { type: 'request', functionName: 'gate', identitySource: '$request.header.X-Key' },
};

export const FUNCTIONS = {
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

const ofFramework = (framework: Framework): string =>
  join(__dirname, '../golden/templates', `${framework}.json`);

export const goldenFile = ofFramework;

export function goldenText(framework: Framework): string {
  return readFileSync(ofFramework(framework), 'utf8');
}

/** A fresh copy. */
export function goldenTemplate(framework: Framework): Template {
  return JSON.parse(goldenText(framework)) as Template;
}

/** The plan that the template was compiled from. */
export function goldenPlan(protect: 'opt-in' | 'all' = 'opt-in'): Plan {
  const functions = structuredClone(FUNCTIONS) as Parameters<typeof plain>[0];
  return planOf(plain(functions, { ...PASSAGE, protect }, { httpApi: { authorizers: AUTHORIZERS } })).plan;
}
