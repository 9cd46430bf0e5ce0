/** Listings that are made by hand, for what prints them. */
import type { ListedRoute } from '../../src/commands/listed-route';
import type { RouteListing } from '../../src/commands/listing';

export function route(words: Partial<ListedRoute>): ListedRoute {
  return {
    method: 'GET',
    path: '/me',
    function: 'me',
    api: 'http',
    access: 'protected',
    authorizer: 'passage',
    scopes: [],
    decidedBy: 'function',
    ...words,
  };
}

const PUBLIC = { access: 'public', authorizer: null } as const;
export const hello = route({ ...PUBLIC, path: '/hello', function: 'hello', decidedBy: 'default' });
export const health = route({ ...PUBLIC, path: '/health', function: 'hello', decidedBy: 'event' });

export function listing(...routes: ListedRoute[]): RouteListing {
  const facts = { app: 'default', issuer: 'https://i', audience: ['a'] };
  return {
    authorizers: [
      { ...facts, name: 'passage', identitySource: '$request.header.Authorization' },
      { ...facts, name: 'query', identitySource: '$request.querystring.token' },
      { ...facts, name: 'header', identitySource: '$request.header.X-Token' },
    ],
    routes,
  };
}
