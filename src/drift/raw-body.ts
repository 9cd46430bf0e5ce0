/** Reads an answer of AWS as it was sent. */
import type { Readable } from 'node:stream';
import { type JsonObject, isObject } from '../util/objects';

/** What of a client is used. */
export interface SdkClient {
  send(command: object): Promise<JsonObject>;
}

/** What of a command is used. */
export interface SdkCommand {
  readonly middlewareStack: {
    addRelativeTo(middleware: Middleware, options: object): void;
  };
}

type Middleware = (
  next: (request: object) => Promise<{ readonly response: { body?: unknown } }>,
) => (request: object) => Promise<{ readonly response: { body?: unknown } }>;

/** Sends the command, and returns the whole JSON of the answer; what the SDK makes of it where it is not JSON. */
export async function readRawBody(client: SdkClient, command: SdkCommand): Promise<JsonObject> {
  let text = '';
  const keepBody: Middleware = (next) => async (request) => {
    const result = await next(request);
    const chunks: Buffer[] = [];
    for await (const chunk of result.response.body as Readable) chunks.push(Buffer.from(chunk as Buffer));
    const body = Buffer.concat(chunks);
    text = body.toString('utf8');
    result.response.body = body;
    return result;
  };
  // Not of the client, which sends other commands meanwhile.
  command.middlewareStack.addRelativeTo(keepBody, {
    name: 'passageRawBody',
    relation: 'after',
    toMiddleware: 'deserializerMiddleware',
  });
  const output = await client.send(command);
  return parseObject(text) ?? output;
}

function parseObject(text: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}
