/** What frameworks and plugins print in this process. */
import { createRequire } from 'node:module';
import { format } from 'node:util';
import { type Run, binary } from './frameworks';

export type Texts = Pick<Run, 'stdout' | 'stderr' | 'output'>;

/** What the framework and plugins print: results on standard output, the log on standard error. */
export function capture(): { texts: Texts; stop: () => void } {
  const texts = { stdout: '', stderr: '', output: '' };
  const add = (stream: 'stdout' | 'stderr', text: string): void => {
    texts[stream] += text;
    texts.output += text;
  };
  const onWrite = ({ mode, textTokens }: WriteEvent): void => {
    if (mode === 'text') add('stdout', `${textTokens.flat(Infinity).join('\n')}\n`);
  };
  const onLog = ({ logger, messageTokens }: LogEvent): void => {
    if (SHOWN.has(logger.level)) add('stderr', `${format(...messageTokens.flat(Infinity))}\n`);
  };
  outputs.forEach((output) => {
    output.on('write', onWrite);
  });
  log.on('log', onLog);
  // Of handlers, which serverless-offline runs.
  const { log: print } = console;
  const onPrint = (...args: unknown[]): void => {
    add('stdout', `${format(...args)}\n`);
  };
  Object.assign(console, { log: onPrint });
  return {
    texts,
    stop: () => {
      outputs.forEach((output) => {
        output.off('write', onWrite);
      });
      log.off('log', onLog);
      Object.assign(console, { log: print });
    },
  };
}

const SHOWN = new Set(['error', 'warning', 'notice']);

interface WriteEvent {
  readonly mode: string;
  readonly textTokens: readonly unknown[];
}

interface LogEvent {
  readonly logger: { readonly level: string };
  readonly messageTokens: readonly unknown[];
}

interface Emitter<E> {
  on(name: string, listener: (event: E) => void): void;
  off(name: string, listener: (event: E) => void): void;
}

/** The two lines of osls share one emitter of results, and all three frameworks that of the log. */
const outputs = [
  createRequire(binary('osls4'))('../lib/utils/serverless-utils/lib/log/get-output-reporter'),
  createRequire(binary('serverless3'))('@serverless/utils/lib/log/get-output-reporter'),
].map((module) => (module as { emitter: Emitter<WriteEvent> }).emitter);
const log = createRequire(binary('osls4'))('log/lib/emitter') as Emitter<LogEvent>;
