/** Services that are deployed for real by osls 4, called, and removed. */
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { type IncomingHttpHeaders, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { join } from 'node:path';
import { DescribeStacksCommand, type Stack } from '@aws-sdk/client-cloudformation';
import { expect } from 'chai';
import { type Files, type Folder, type Run, makeService } from '../support/frameworks';
import { ENDPOINT, PROPAGATION_MS, cloudFormation, targetEnv } from './target';

/** Time limit of a test or hook that deploys: seconds on an emulator, minutes on AWS. */
export const DEPLOY_TIMEOUT_MS = 600_000;

// The older lines' AWS SDK does not read AWS_ENDPOINT_URL.
const FRAMEWORK = 'osls4';

export interface Deployment {
  readonly folder: Folder;
  /** Name of the service's stack: no other run has one of that name. */
  readonly stackName: string;
  /** Runs a command of the framework, after writing the configuration where one is given. */
  run(args: readonly string[], config?: object): Promise<Run>;
  /** Deploys a configuration. Throws when that fails. */
  deploy(config: object): Promise<Run>;
  /** The deployed stack; `null` when there is none. */
  describe(): Promise<Stack | null>;
  /** An output of the deployed stack. Throws when there is none of that name. */
  output(name: string): Promise<string>;
  /** Calls the API of the deployed stack. See {@link callApi}. */
  call(route: string, expected: Expected): Promise<Answer>;
  /** Removes the stack, where there is one, and the folder. */
  remove(): Promise<void>;
}

/** A service that is not deployed yet. Its configuration needs no name: `service` is replaced. */
export function newDeployment(files: Omit<Files, 'service'> = {}): Deployment {
  const folder = makeService(files);
  const service = `passage-${randomBytes(4).toString('hex')}`;
  const stackName = `${service}-dev`;

  const run = async (args: readonly string[], config?: object): Promise<Run> => {
    if (config !== undefined)
      writeFileSync(join(folder.dir, 'serverless.yml'), JSON.stringify({ ...config, service }, null, 2));
    return folder.run(FRAMEWORK, args, targetEnv());
  };
  const describe = (): Promise<Stack | null> => describeStack(stackName);
  const output = async (name: string): Promise<string> => outputOf(await describe(), name);
  return {
    ...{ folder, stackName, run, describe, output },
    deploy: async (config) => {
      const deployed = await run(['deploy'], config);
      expect(deployed.code, deployed.output).to.equal(0);
      return deployed;
    },
    call: async (route, expected) =>
      callApi(new URL(await output(URL_OUTPUTS[expected.api ?? 'http'])), route, expected),
    remove: async () => {
      try {
        if ((await describe()) === null) return;
        const removed = await run(['remove']);
        expect(removed.code, removed.output).to.equal(0);
      } finally {
        folder.remove();
      }
    },
  };
}

async function describeStack(StackName: string): Promise<Stack | null> {
  try {
    const { Stacks = [] } = await cloudFormation().send(new DescribeStacksCommand({ StackName }));
    return Stacks.find(({ StackStatus }) => StackStatus !== 'DELETE_COMPLETE') ?? null;
  } catch (error) {
    if (error instanceof Error && error.message.includes('does not exist')) return null;
    throw error;
  }
}

function outputOf(stack: Stack | null, name: string): string {
  const value = stack?.Outputs?.find(({ OutputKey }) => OutputKey === name)?.OutputValue;
  if (value === undefined) throw new Error(`the stack has no output ${name}`);
  return value;
}

/** Outputs of osls, by the API whose URL they are. */
const URL_OUTPUTS = { http: 'HttpApiUrl', rest: 'ServiceEndpoint' } as const;

interface Expected {
  /** An HTTP API where nothing is said. */
  readonly api?: keyof typeof URL_OUTPUTS;
  readonly status: number;
  readonly token?: string;
}

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

/**
 * Calls a deployed API, again while AWS may not know the latest change yet. Throws when the last answer has another
 * status than expected.
 *
 * @param base `https://a1b2.execute-api.…`; of a REST API, with its stage
 * @param route method and path: `GET /me`
 */
async function callApi(base: URL, route: string, expected: Expected): Promise<Answer> {
  const until = Date.now() + PROPAGATION_MS;
  for (;;) {
    const answer = await callOnce(base, route, expected.token);
    if (answer.status === expected.status || Date.now() >= until) {
      expect(answer.status, `${route}: ${JSON.stringify(answer.body)}`).to.equal(expected.status);
      return answer;
    }
    await new Promise((resolve) => setTimeout(resolve, 2000));
  }
}

/** An emulator may hang up on the first invocation of a function. */
const MOST_TRIES = 3;

async function callOnce(base: URL, route: string, token: string | undefined, tries = 1): Promise<Answer> {
  const [method = 'GET', path = '/'] = route.split(' ');
  const apiId = base.hostname.split('.')[0]!;
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  try {
    return await send(apiId, { method, path: base.pathname.replace(/\/$/, '') + path, headers });
  } catch (error) {
    if (tries >= MOST_TRIES) throw error;
    return callOnce(base, route, token, tries + 1);
  }
}

interface Request {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

function send(apiId: string, { method, path, headers }: Request): Promise<Answer> {
  const name = `${apiId}.execute-api`;
  const url = ENDPOINT ?? new URL(`https://${name}.${targetEnv().AWS_REGION!}.amazonaws.com`);
  // An emulator serves every API at one address, and tells them apart by this header.
  const host = ENDPOINT === null ? url.host : `${name}.${ENDPOINT.host}`;
  const start = url.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const request = start(new URL(path, url), { method, headers: { ...headers, host } }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('error', reject);
      response.on('end', () => {
        resolve({ status: response.statusCode, headers: response.headers, body: parse(text) });
      });
    });
    request.on('error', reject);
    request.end();
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
