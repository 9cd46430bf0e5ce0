/**
 * Which route gets a request, as API Gateway documents it. Written without the plugin's own code for it: a second opinion.
 *
 * HTTP APIs: "full match", then "a greedy path variable", then "the `$default` route" (http-api-develop-routes), and
 * `ANY` "matches all methods that you haven't defined". REST APIs: the request selects a resource, and then its method or
 * `ANY`; a method that the resource does not have goes to no other resource.
 */

/** A request without its query: its path as segments. */
export interface Request {
  readonly api: string;
  readonly method: string;
  readonly path: readonly string[];
}

interface Route {
  readonly name: string;
  readonly api: string;
  readonly method: string;
  /** Segments: `{}` is a variable, `{+}` one for the rest. `null` for `$default`. */
  readonly path: readonly string[] | null;
}

const LONGEST = 5;
const isVariable = (segment: string): boolean => segment.startsWith('{');

/** From an identity: `http GET /u/{}`. */
function read(name: string): Route {
  const [api = '', method = '', path = ''] = name.split(' ');
  return { name, api, method, path: path === '$default' ? null : path.split('/').filter(Boolean) };
}

/** A path as so many segments, or `null` where it cannot have so many. */
function ofLength({ path }: Route, length: number): string[] | null {
  const isOpen = path === null || path.at(-1) === '{+}';
  const fixed = path === null ? [] : isOpen ? path.slice(0, -1) : path;
  const rest = length - fixed.length;
  const isPossible = isOpen ? rest >= (path === null ? 0 : 1) : rest === 0;
  return isPossible ? [...fixed, ...Array.from({ length: rest }, () => '{}')] : null;
}

/** A path that both patterns match, and no more of the others than it must. */
function common(one: readonly string[], other: readonly string[]): string[] | null {
  const path = one.map((segment, i) => {
    const second = other[i] ?? '';
    if (!isVariable(segment) && !isVariable(second) && segment !== second) return null;
    return [segment, second].find((each) => !isVariable(each)) ?? 'any';
  });
  return path.includes(null) ? null : (path as string[]);
}

/** Requests of a route: every way in which another one of the API may get them is among them. */
export function requestsOf(name: string, names: readonly string[]): Request[] {
  const route = read(name);
  const others = names.map(read).filter(({ api }) => api === route.api);
  const methods =
    route.method === 'ANY'
      ? new Set([...others.map(({ method }) => method.replace('ANY', 'PATCH')), 'PATCH'])
      : [route.method];
  const paths = new Set<string>();
  for (const other of [route, ...others]) {
    for (let length = 0; length <= LONGEST; length += 1) {
      const [own, theirs] = [ofLength(route, length), ofLength(other, length)];
      const path = own === null || theirs === null ? null : common(own, theirs);
      if (path !== null) paths.add(path.join('/'));
    }
  }
  return [...methods].flatMap((method) =>
    [...paths].map((path) => ({ api: route.api, method, path: path.split('/').filter(Boolean) })),
  );
}

/** The routes that may get a request: more than one where it is not documented which. */
export function select(request: Request, names: readonly string[]): string[] {
  const { api, method, path } = request;
  const routes = names.map(read).filter((route) => route.api === api && matchesPath(route, path));
  const hasMethod = (route: Route): boolean => route.method === method || route.method === 'ANY';
  const found = api === 'rest' ? closest(routes).filter(hasMethod) : closest(routes.filter(hasMethod));
  return found
    .filter((route) => route.method === method || !found.some((each) => isNarrower(route, each, method)))
    .map(({ name }) => name);
}

function matchesPath(route: Route, path: readonly string[]): boolean {
  const pattern = ofLength(route, path.length);
  return pattern !== null && common(pattern, path) !== null;
}

/** `ANY` of a path does not get what the path has a method for. */
function isNarrower(route: Route, other: Route, method: string): boolean {
  return other.method === method && String(other.path) === String(route.path);
}

function closest(routes: readonly Route[]): Route[] {
  const rank = ({ path }: Route): number => (path === null ? 2 : path.at(-1) === '{+}' ? 1 : 0);
  const best = Math.min(...routes.map(rank));
  const ranked = routes.filter((route) => rank(route) === best);
  return ranked.filter((route) => !ranked.some((other) => isWithin(other, route) && !isWithin(route, other)));
}

/** Whether every path of a route is one of another route, too. */
function isWithin(route: Route, other: Route): boolean {
  const [path, wider] = [route.path, other.path];
  if (wider === null) return true;
  if (path === null) return false;
  const isLong = wider.at(-1) === '{+}' && path.length >= wider.length;
  return (
    (isLong || path.length === wider.length) &&
    wider.every((segment, i) => {
      if (segment === '{+}') return true;
      return segment === '{}' ? path[i] !== '{+}' : segment === path[i];
    })
  );
}
