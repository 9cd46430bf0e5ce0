/**
 * Every message of the product in one text, so that language is reviewed as an API is. Each `src/**\/*-messages.ts`
 * has samples beside the tests of its stage, and the compiler refuses samples that leave out a function.
 */
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, sep } from 'node:path';
import { type Message, formatMessage } from '../../src/errors';
import { type JsonObject, isObject } from '../../src/util/objects';
import { renderOutputs } from './golden-outputs';

/** For each function of a module of messages, the arguments of the messages that it makes: one at least. */
export type Samples<M> = {
  readonly [K in keyof M as M[K] extends AnyFunction ? K : never]: M[K] extends AnyFunction
    ? readonly [Parameters<M[K]>, ...Parameters<M[K]>[]]
    : never;
};

type AnyFunction = (...args: never[]) => unknown;

const ROOT = join(__dirname, '../..');

/** What each golden file must hold, by its path. */
export async function goldenTexts(): Promise<Record<string, string>> {
  return {
    [join(ROOT, 'test/golden/messages.txt')]: renderMessages(),
    [join(ROOT, 'test/golden/outputs.txt')]: await renderOutputs(),
  };
}

/** Modules of messages, without `src/` and the extension: `config/config-messages`. */
function messageModules(): string[] {
  const files = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' });
  const modules = files.filter((file) => file.endsWith('-messages.ts')).map((file) => file.slice(0, -3));
  return [...modules.map((file) => file.split(sep).join('/')), 'gateway/explain'].sort();
}

function renderMessages(): string {
  return messageModules().map(renderModule).join('\n');
}

/** What each line of a message says, by the name of the function that makes it and of the line: `fix`. */
export function messageLines(): [name: string, text: string][] {
  const results = messageModules().flatMap(readModule);
  return results.flatMap(([key, samples]) =>
    samples
      .flatMap((result) =>
        isObject(result) ? Object.entries({ ...result, ...propertiesOf(result.details) }) : [],
      )
      .flatMap(([line, text]): [string, string][] =>
        typeof text === 'string' ? [[`${key}: ${line}`, text]] : [],
      ),
  );
}

function propertiesOf(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

/** For each of a module's messages, what it is for each of its samples. */
function readModule(name: string): [key: string, results: readonly unknown[]][] {
  const { samples } = load(`../${name}.samples`);
  return Object.entries(load(`../../src/${name}`)).map(([key, message]) => [
    key,
    typeof message === 'function' ? callEach(message, samplesOf(samples, key)) : [message],
  ]);
}

function renderModule(name: string): string {
  const texts = readModule(name).map(([key, results]) =>
    [`== ${key}`, ...results.map(renderResult)].join('\n\n'),
  );
  return [`======== src/${name}.ts`, ...texts, ''].join('\n\n');
}

const load = createRequire(__filename) as (path: string) => JsonObject;

function samplesOf(samples: unknown, key: string): readonly (readonly unknown[])[] {
  const found = isObject(samples) ? samples[key] : undefined;
  if (!Array.isArray(found) || found.length === 0) throw new Error(`no samples of ${key}`);
  return found as readonly (readonly unknown[])[];
}

function callEach(message: object, samples: readonly (readonly unknown[])[]): unknown[] {
  return samples.map((args) => (message as (...args: readonly unknown[]) => unknown)(...args));
}

function renderResult(result: unknown): string {
  if (typeof result === 'string') return result;
  if (result instanceof Error) return `Error: ${result.message}`;
  if (!isObject(result)) return JSON.stringify(result);
  if (typeof result.where !== 'string') return renderParts(result);
  const { code, level } = result;
  const label = typeof code === 'string' ? code : level;
  const message = { ...result, ...propertiesOf(result.details) } as unknown as Message;
  return [formatMessage(message), ...(typeof label === 'string' ? [`(${label})`] : [])].join('\n');
}

/** A part of a message, or a table of texts. */
function renderParts(parts: JsonObject): string {
  return Object.entries(parts)
    .map(([key, value]) => `${key}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join('\n');
}
