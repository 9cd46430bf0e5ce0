/** The paths that routes of a REST API have below resources of another stack, as they are deployed. Pure. */
import type { ExpectedApi } from './expected-types';
import type { LiveApi } from './live-api';
import { unknownParent } from './report-messages';

/** Routes below a resource that the live API does not have, or whose ID is not known, keep their path. */
export function withLivePaths(expected: ExpectedApi, { resources }: LiveApi): ExpectedApi {
  const parents = expected.parents
    .map(({ path, id }) => {
      const why = 'known' in id ? undefined : id.why;
      return { path, live: 'known' in id ? resources.get(id.known) : undefined, why };
    })
    // The nearest one first.
    .sort((a, b) => b.path.length - a.path.length);
  const livePath = (path: string): string => {
    const below = path === '/' ? '' : path;
    const parent = parents.find((each) => `${below}/`.startsWith(`${each.path}/`));
    if (parent?.live === undefined) return path;
    return parent.live.replace(/\/$/, '') + below.slice(parent.path.length) || '/';
  };
  return {
    ...expected,
    routes: expected.routes.map((route) => ({ ...route, path: livePath(route.path) })),
    unknown: [
      ...expected.unknown,
      ...parents.flatMap(({ path, why }) => (why === undefined ? [] : [unknownParent(path, why)])),
    ],
  };
}
