/** The fake AWS over HTTP, in the wire formats of its services, for the SDKs of real frameworks. */
import { type IncomingMessage, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AwsService } from '../../src/drift/aws';
import { type JsonObject, isObject } from '../../src/util/objects';
import { type FakeAws, FakeError, answer } from './fake-aws';

export interface FakeServer {
  readonly url: string;
  /** What makes AWS SDK v3 ask here. */
  readonly env: NodeJS.ProcessEnv;
  /** Header and path of each request. */
  readonly requests: { readonly path: string; readonly authorization: string }[];
  close(): Promise<void>;
}

/** @param current the AWS that answers: it may be another one for the next request */
export async function startFakeServer(current: () => FakeAws): Promise<FakeServer> {
  const requests: FakeServer['requests'] = [];
  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      requests.push({ path: request.url ?? '', authorization: request.headers.authorization ?? '' });
      const { status, headers, text } = respond(current(), request.url ?? '', body);
      response.writeHead(status, headers).end(text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    env: { AWS_ENDPOINT_URL: url, ...CREDENTIALS },
    requests,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
      });
    },
  };
}

/** Worth nothing. */
export const CREDENTIALS = {
  AWS_ACCESS_KEY_ID: 'none',
  AWS_SECRET_ACCESS_KEY: 'none',
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
};

interface Answer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly text: string;
}

function respond(aws: FakeAws, url: string, body: string): Answer {
  return body.includes('Action=') ? cloudFormation(aws, new URLSearchParams(body)) : apiGateway(aws, url);
}

function cloudFormation(aws: FakeAws, form: URLSearchParams): Answer {
  const action = form.get('Action') ?? '';
  const params = Object.fromEntries([...form].filter(([name]) => name !== 'Action' && name !== 'Version'));
  const headers = { 'content-type': 'text/xml' };
  try {
    const found = answer(aws, 'CloudFormation', `${action[0]!.toLowerCase()}${action.slice(1)}`, params);
    const text = `<${action}Response><${action}Result>${xml(found)}</${action}Result></${action}Response>`;
    return { status: 200, headers, text };
  } catch (error) {
    if (!(error instanceof FakeError)) throw error;
    const text = `<ErrorResponse><Error><Type>Sender</Type>${xml({ Code: error.code, Message: error.message })}</Error></ErrorResponse>`;
    return { status: error.statusCode, headers, text };
  }
}

function xml(value: unknown): string {
  if (Array.isArray(value)) return value.map((item) => `<member>${xml(item)}</member>`).join('');
  if (!isObject(value)) return String(value).replace(/[&<>]/g, (char) => `&#${char.charCodeAt(0)};`);
  return Object.entries(value)
    .filter(([, child]) => child !== undefined)
    .map(([name, child]) => `<${name}>${xml(child)}</${name}>`)
    .join('');
}

/** Paths of the two control planes, with the action of each. */
const PATHS: readonly (readonly [path: RegExp, service: AwsService, action: string])[] = [
  [/^\/v2\/apis\/([^/]+)\/routes$/, 'ApiGatewayV2', 'getRoutes'],
  [/^\/v2\/apis\/([^/]+)\/authorizers$/, 'ApiGatewayV2', 'getAuthorizers'],
  [/^\/v2\/apis\/([^/]+)\/stages$/, 'ApiGatewayV2', 'getStages'],
  [/^\/v2\/apis\/([^/]+)$/, 'ApiGatewayV2', 'getApi'],
  [/^\/restapis\/([^/]+)\/resources$/, 'APIGateway', 'getResources'],
  [/^\/restapis\/([^/]+)\/authorizers$/, 'APIGateway', 'getAuthorizers'],
  [/^\/restapis\/([^/]+)$/, 'APIGateway', 'getRestApi'],
];

function apiGateway(aws: FakeAws, path: string): Answer {
  const { pathname, searchParams } = new URL(path, 'http://x');
  const headers = { 'content-type': 'application/json' };
  for (const [pattern, service, action] of PATHS) {
    const id = pattern.exec(pathname)?.[1];
    if (id === undefined) continue;
    const isHttp = service === 'ApiGatewayV2';
    const token = searchParams.get(isHttp ? 'nextToken' : 'position');
    const next = token === null ? {} : { [isHttp ? 'NextToken' : 'position']: token };
    try {
      const found = answer(aws, service, action, { [isHttp ? 'ApiId' : 'restApiId']: id, ...next });
      return { status: 200, headers, text: JSON.stringify(isHttp ? camelCase(found) : restNames(found)) };
    } catch (error) {
      if (!(error instanceof FakeError)) throw error;
      const text = JSON.stringify({ message: error.message });
      return { status: error.statusCode, headers: { ...headers, 'x-amzn-errortype': error.code }, text };
    }
  }
  return { status: 404, headers, text: '{}' };
}

function camelCase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camelCase);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, child]) => [
      `${name[0]!.toLowerCase()}${name.slice(1)}`,
      camelCase(child),
    ]),
  );
}

/** A list is `item` there. */
function restNames({ items, ...rest }: JsonObject): JsonObject {
  return { ...rest, ...(items === undefined ? {} : { item: items }) };
}

async function readBody(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}
