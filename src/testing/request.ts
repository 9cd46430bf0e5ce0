/** The request that a test makes up. */

export interface RequestOptions {
  /** Default: `GET`. */
  readonly method?: string;
  /** As the client requests it, or as the route is written (`/orders/{id}`). Default: `/`. */
  readonly path?: string;
  readonly pathParameters?: Readonly<Record<string, string>>;
  readonly queryStringParameters?: Readonly<Record<string, string | readonly string[]>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text as it is, anything else as JSON. */
  readonly body?: string | object;
  /** When the request is made. Default: now. With it, the same options make the same event. */
  readonly now?: Date;
}

export interface TestRequest {
  readonly method: string;
  /** Without parameters in braces. */
  readonly path: string;
  /** With parameters in braces. */
  readonly resource: string;
  readonly pathParameters: Record<string, string> | undefined;
  readonly query: readonly (readonly [name: string, values: readonly string[]])[];
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  readonly hasJsonBody: boolean;
  readonly now: Date;
}

export function makeRequest(options: RequestOptions): TestRequest {
  const {
    method = 'GET',
    path = '/',
    pathParameters,
    queryStringParameters = {},
    headers = {},
    body,
  } = options;
  const parameters = pathParameters ?? {};
  const hasJsonBody = body !== undefined && typeof body !== 'string';
  return {
    method: method.toUpperCase(),
    path: fillPath(path, parameters),
    resource: path.includes('{') ? path : nameParameters(path, parameters),
    pathParameters: pathParameters && { ...pathParameters },
    query: Object.entries(queryStringParameters).map(([name, value]) => [name, [value].flat()]),
    headers,
    body: hasJsonBody ? JSON.stringify(body) : body,
    hasJsonBody,
    now: options.now ?? new Date(),
  };
}

/** `/orders/{id}` as `/orders/7`. */
function fillPath(path: string, parameters: Readonly<Record<string, string>>): string {
  return path.replace(/\{([^{}+]+)(\+?)\}/g, (whole, name: string, greedy: string) => {
    const value = parameters[name];
    if (value === undefined) return whole;
    return greedy === '' ? encodeURIComponent(value) : encodeURI(value);
  });
}

/** `/orders/7` as `/orders/{id}`, and `/files/a/b` as `/files/{proxy+}`. */
function nameParameters(path: string, parameters: Readonly<Record<string, string>>): string {
  return Object.entries(parameters).reduce((named, [name, value]) => {
    const greedy = value.includes('/');
    const written = [value, greedy ? encodeURI(value) : encodeURIComponent(value)].map((one) => `/${one}`);
    const found = written.find((one) => `${named}/`.includes(`${one}/`));
    if (found === undefined || value === '') return named;
    return `${named}/`.replace(`${found}/`, () => `/{${name}${greedy ? '+' : ''}}/`).slice(0, -1);
  }, path);
}
