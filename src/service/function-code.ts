/** What functions run, by which they are known where another plugin gives them other names. */
import { posix } from 'node:path';
import { type PassageSetting, parseOption } from '../config/option';
import type { FunctionConfig } from '../serverless';
import { type JsonObject, isObject, propertyOf, textsIn } from '../util/objects';

/** What a function runs. */
export interface Code {
  /** Its handler or its image, as a text to compare. */
  readonly text: string;
  /** The file of its own package (`package.artifact`), `null` where it has none. */
  readonly artifact: string | null;
  /** What the framework, or a plugin, puts into its own package, as a text to compare; `null` where it has none. */
  readonly contents: string | null;
}

/** What of the service code depends on. */
interface Packaging {
  /** `provider.ecr.images` */
  readonly images?: unknown;
  /** `package.individually` */
  readonly individually?: unknown;
}

/** By which a function is compared with others. */
export interface RunningCode {
  /** The function's key in `functions`. */
  readonly name: string;
  /** All that is known to be its code; empty where nothing is. */
  readonly runs: readonly Code[];
}

export interface FunctionCode extends RunningCode {
  /** Of the Lambda function. */
  readonly logicalId: string;
  /** Whether it has `passage: false`. */
  readonly isOptedOut: boolean;
  /** Its own, which counts for each of its routes that has none. */
  readonly setting: PassageSetting | null;
}

export function readRunningCode(
  name: string,
  config: FunctionConfig,
  { images, individually }: Packaging = {},
): RunningCode {
  const text = codeText(config, images);
  if (text === null) return { name, runs: [] };
  const artifact = propertyOf(config.package, 'artifact');
  const isOwn = Boolean(individually) || Boolean(propertyOf(config.package, 'individually'));
  const code =
    typeof artifact === 'string'
      ? { text, artifact: posix.normalize(artifact), contents: null }
      : { text, artifact: null, contents: isOwn ? contentsOf(config) : null };
  return { name, runs: [code] };
}

/** Patterns (framework documentation: "Packaging"), and the folder of serverless-python-requirements. */
function contentsOf({ module, package: own }: FunctionConfig): string | null {
  const patterns = ['patterns', 'include', 'exclude'].map((key) => propertyOf(own, key));
  const parts = [module, ...patterns].map(textsIn);
  return parts.some(({ length }) => length > 0) ? JSON.stringify(parts) : null;
}

export function readFunctionCode(
  { name, runs }: RunningCode,
  logicalId: string,
  config: FunctionConfig,
): FunctionCode {
  return {
    name,
    runs,
    logicalId,
    isOptedOut: config.passage === false,
    setting: 'passage' in config ? parseOption(config.passage, `functions.${name}.passage`).setting : null,
  };
}

interface Runnable {
  readonly handler?: unknown;
  readonly image?: unknown;
}

/** A function's handler or image as a text to compare; `null` where it has neither. */
export function codeText({ handler, image }: Runnable, images?: unknown): string | null {
  if (typeof handler === 'string') return normalHandler(handler);
  const { name, uri = uriOf(name, images), command, entryPoint } = imageOf(image);
  return uri === undefined ? null : `image ${JSON.stringify([uri, ...[entryPoint, command].map(orNothing)])}`;
}

/** A text is the name of an entry of `provider.ecr.images`, or a URI. */
function imageOf(image: unknown): JsonObject {
  if (typeof image === 'string') return { name: image };
  return isObject(image) ? image : {};
}

/** The URI of an image that has a name; the name where its image is built. */
function uriOf(name: unknown, images: unknown): unknown {
  const entry = propertyOf(images, String(name));
  return (typeof entry === 'string' ? entry : propertyOf(entry, 'uri')) ?? name;
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
  const known = normalHandlers.get(handler);
  if (known !== undefined) return known;
  const normal = normalize(handler);
  normalHandlers.set(handler, normal);
  return normal;
}

/**
 * `./src//me.handler` and `src.me.handler` as `src.me.handler`: Python takes dots for slashes. And a Java class as its
 * `handleRequest`, which is what Lambda calls where no method is named.
 */
function normalize(handler: string): string {
  const path = posix.normalize(handler.trim()).replace(TASK_ROOT, '');
  return path.replaceAll('/', '.').replace(/::handleRequest$/, '');
}

/** What functions with the same code have in common: each has a key that the others have. */
export function codeKeys({ name, runs }: RunningCode): string[] {
  return [`function ${name}`, ...runs.map(({ text }) => `code ${text}`)];
}

/** Whether two functions are one, or run the same. */
export function isSameFunction(a: RunningCode, b: RunningCode): boolean {
  return a.name === b.name || a.runs.some((code) => isCodeIn(code, b.runs));
}

/** `bootstrap` in two packages is not the same. */
export function isCodeIn(code: Code, codes: readonly Code[]): boolean {
  return codes.some(
    (other) => code.text === other.text && isSameFile(code, other) && isSameContents(code, other),
  );
}

/** One of them may be written from the root: other plugins set absolute paths. */
export function isSameFile({ artifact: a }: Code, { artifact: b }: Code): boolean {
  return a === null || b === null || a === b || a.endsWith(`/${b}`) || b.endsWith(`/${a}`);
}

function isSameContents({ contents: a }: Code, { contents: b }: Code): boolean {
  return a === null || b === null || a === b;
}
