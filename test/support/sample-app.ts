/** An app and a configuration for messages that name one. */
import type { App, Config } from '../../src/config/config';

export const APP: App = {
  key: 'default',
  where: 'custom.passage',
  name: 'auth0',
  issuer: 'https://your-tenant.eu.auth0.com/',
  audience: ['https://api.example.com'],
  identitySource: '$request.header.Authorization',
  scopes: [],
  authorizerId: null,
  authorizerType: 'jwt',
  algorithms: ['RS256'],
  jwksUri: null,
};

const CUSTOMERS: App = {
  ...APP,
  key: 'customers',
  name: 'customers',
  where: 'custom.passage.apps.customers',
};
export const STAFF: App = { ...APP, key: 'staff', name: 'staff', where: 'custom.passage.apps.staff' };

function config(apps: readonly [App, ...App[]]): Config {
  return {
    apps,
    defaultApp: apps[0],
    hasNamedApps: apps.length > 1,
    protect: 'opt-in',
    preflight: true,
    verifyIssuer: true,
    offline: { keys: 'remote' },
  };
}

export const ONE_APP = config([APP]);
export const TWO_APPS = config([CUSTOMERS, STAFF]);
