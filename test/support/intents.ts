/** What is intended for plain functions of a service with two apps, `a` by default. */
import { type Intent, readIntent } from '../../src/audit/intent';
import type { Finding } from '../../src/audit/finding';
import { findTakenRequests } from '../../src/audit/taken-requests';
import { CodeHistory } from '../../src/service/code-history';
import { plain, planOf } from './plans';

export type Functions = Record<string, object>;

const APPS = {
  defaultApp: 'a',
  apps: {
    a: { issuer: 'https://a.example/', audience: 'a' },
    b: { issuer: 'https://b.example/', audience: 'b' },
  },
};

const intent = (functions: Functions): Intent =>
  readIntent(planOf(plain(functions, APPS)), [], new CodeHistory());

/** An `httpApi` event, as `GET /me`. */
export const on = (key: string, passage?: unknown): object => {
  const [method, path] = key.split(' ');
  return { httpApi: { method, path, ...(passage === undefined ? {} : { passage }) } };
};

export const fn = (name: string, ...events: object[]): object => ({ handler: `h.${name}`, events });

/** Requests that are taken between two states, with and without a prefix. */
export const takenBetween = (first: Functions, now: Functions): Finding[] => {
  const { inPlace, underPrefix } = findTakenRequests(intent(first), intent(now));
  return [...inPlace, ...underPrefix];
};
