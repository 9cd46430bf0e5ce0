/** What functions run, by which they are known where another plugin gives them other names. */
import { posix } from 'node:path';
import { type PassageSetting, parseOption } from '../config/option';
import type { FunctionConfig } from '../serverless';
import { type JsonObject, isObject, propertyOf } from '../util/objects';

export interface FunctionCode {
  /** The function's key in `functions`. */
  readonly name: string;
  /** Of the Lambda function. */
  readonly logicalId: string;
  /** Its handler or its image; `null` where it has neither. */
  readonly code: string | null;
  /** The file of its own package (`package.artifact`), `null` where it has none. */
  readonly artifact: string | null;
  /** Whether it has `passage: false`. */
  readonly isOptedOut: boolean;
  /** Its own, which counts for each of its routes that has none. */
  readonly setting: PassageSetting | null;
}

export function readFunctionCode(name: string, logicalId: string, config: FunctionConfig): FunctionCode {
  const artifact = propertyOf(config.package, 'artifact');
  return {
    name,
    logicalId,
    code: codeOf(config),
    artifact: typeof artifact === 'string' ? posix.normalize(artifact) : null,
    isOptedOut: config.passage === false,
    setting: 'passage' in config ? parseOption(config.passage, `functions.${name}.passage`).setting : null,
  };
}

interface Runnable {
  readonly handler?: unknown;
  readonly image?: unknown;
}

/** A function's handler or image as a text to compare; `null` where it has neither. */
export function codeOf({ handler, image }: Runnable): string | null {
  if (typeof handler === 'string') return normalHandler(handler);
  const { uri, name = uri, command, entryPoint } = imageOf(image);
  return name === undefined
    ? null
    : `image ${JSON.stringify([name, ...[entryPoint, command].map(orNothing)])}`;
}

/** A text is the name of an entry of `provider.ecr.images`, or a URI. */
function imageOf(image: unknown): JsonObject {
  if (typeof image === 'string') return { uri: image };
  return isObject(image) ? image : {};
}

/** An empty list starts what the image starts by itself. */
function orNothing(list: unknown): unknown {
  return Array.isArray(list) && list.length === 0 ? undefined : list;
}

/** Where Lambda puts the package of a function (AWS: "Using the Lambda runtime environment"). */
const TASK_ROOT = /^\/var\/task\//;

/** Every reading of the service asks for the same handlers. */
const normalHandlers = new Map<string, string>();

function normalHandler(handler: string): string {
  const known = normalHandlers.get(handler) ?? normalize(handler);
  normalHandlers.set(handler, known);
  return known;
}

/**
 * `./src//me.handler` and `src.me.handler` as `src.me.handler`: Python takes dots for slashes. And a Java class as its
 * `handleRequest`, which is what Lambda calls where no method is named.
 */
function normalize(handler: string): string {
  const path = posix.normalize(handler.trim()).replace(TASK_ROOT, '');
  return path.replaceAll('/', '.').replace(/::handleRequest$/, '');
}

/** By which a function is compared with others. */
export type RunningCode = Pick<FunctionCode, 'name' | 'code' | 'artifact'>;

/** What functions with the same code have in common: each has a key that the others have. */
export function codeKeys({ name, code }: RunningCode): string[] {
  return [`function ${name}`, ...(code === null ? [] : [`code ${code}`])];
}

/** Whether two functions are one, or run the same. `bootstrap` in two packages is not the same. */
export function isSameFunction(a: RunningCode, b: RunningCode): boolean {
  if (a.name === b.name) return true;
  return a.code !== null && a.code === b.code && isSamePackage(a.artifact, b.artifact);
}

/** One of them may be written from the root: other plugins set absolute paths. */
function isSamePackage(a: string | null, b: string | null): boolean {
  return a === null || b === null || a === b || a.endsWith(`/${b}`) || b.endsWith(`/${a}`);
}
