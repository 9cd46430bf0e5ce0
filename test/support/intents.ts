/** What is intended for plain functions of a service with two apps, `a` by default. */
import type { Finding } from '../../src/errors';
import { type Intent, readIntent } from '../../src/intent/intent';
import { movedRoutes } from '../../src/intent/moved-routes';
import { findReplacedRoutes } from '../../src/intent/replaced-routes';
import { findTakenRequests } from '../../src/intent/taken-requests';
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

export const intent = (functions: Functions): Intent =>
  readIntent(planOf(plain(functions, APPS)), [], new CodeHistory());

/** An `httpApi` event, as `GET /me`. */
export const on = (key: string, passage?: unknown): object => {
  const [method, path] = key.split(' ');
  return { httpApi: { method, path, ...(passage === undefined ? {} : { passage }) } };
};

export const fn = (name: string, ...events: object[]): object => ({ handler: `h.${name}`, events });

/** Requests that are taken between two states, also where paths begin in another way by now. */
export const takenBetween = (first: Functions, now: Functions): Finding[] => {
  const [before, after] = [intent(first), intent(now)];
  const { inPlace, atOldPlace } = findTakenRequests(before, after, movedRoutes(before, after));
  return [...inPlace, ...atOldPlace];
};

/** Routes that are replaced between two states. */
export const replacedBetween = (first: Intent, now: Intent): Finding[] =>
  findReplacedRoutes(first, now, movedRoutes(first, now));
