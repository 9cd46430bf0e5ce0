/** The real yaml-language-server, asked as an editor asks it. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const SERVER = join(__dirname, '../../node_modules/yaml-language-server/bin/yaml-language-server');

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
}

interface Completion {
  readonly label: string;
}

interface Diagnostic {
  readonly message: string;
  readonly range: { readonly start: { readonly line: number } };
}

/** Editor settings, such as `{ 'yaml.customTags': […] }`. */
export type Settings = Readonly<Record<string, unknown>>;

export interface YamlEditor {
  /** What is offered at the place of the `‸`. */
  complete(marked: string): Promise<string[]>;
  /** What is shown for the word after the `‸`. */
  hover(marked: string): Promise<string>;
  /** What is marked as wrong: the line's text, and why. */
  diagnose(text: string): Promise<string[]>;
  close(): void;
}

/** Opens an editor on a folder, in which each text is a file of its own. */
export async function openYamlEditor(dir: string, settings: Settings): Promise<YamlEditor> {
  const { ask, notify, judged, close } = startServer(settings);
  let files = 0;

  const open = (text: string): string => {
    files += 1;
    const uri = pathToFileURL(join(dir, `serverless-${files}.yml`)).href;
    notify('textDocument/didOpen', { textDocument: { uri, languageId: 'yaml', version: 1, text } });
    return uri;
  };
  const askAt = async (method: string, marked: string): Promise<unknown> => {
    const textDocument = { uri: open(marked.replace('‸', '')) };
    const before = marked.slice(0, marked.indexOf('‸')).split('\n');
    const position = { line: before.length - 1, character: before.at(-1)!.length };
    const answer = await ask(method, { textDocument, position });
    notify('textDocument/didClose', { textDocument });
    return answer;
  };

  await ask('initialize', {
    processId: process.pid,
    rootUri: pathToFileURL(dir).href,
    capabilities: { workspace: { configuration: true } },
  });
  notify('initialized', {});

  return {
    complete: async (marked) => {
      const { items } = (await askAt('textDocument/completion', marked)) as { items: readonly Completion[] };
      return items.map(({ label }) => label);
    },
    hover: async (marked) => {
      const found = (await askAt('textDocument/hover', marked)) as { contents: { value: string } } | null;
      return found?.contents.value ?? '';
    },
    diagnose: async (text) => {
      const lines = text.split('\n');
      return (await judged(open(text))).map(
        ({ message, range }) => `${lines[range.start.line]!.trim()}: ${message}`,
      );
    },
    close,
  };
}

/** The server, and what an editor says to it: JSON-RPC over its standard input and output. */
function startServer(settings: Settings) {
  const server = spawn(process.execPath, [SERVER, '--stdio']);
  const answers = new Map<number, (result: unknown) => void>();
  const judges = new Map<string, (diagnostics: readonly Diagnostic[]) => void>();
  const death = new Promise<never>((_resolve, reject) => {
    server.once('exit', (code) => {
      reject(new Error(`yaml-language-server ended with status ${String(code)}`));
    });
  });
  // It ends when it is closed, too.
  death.catch(() => undefined);

  const send = (message: Message): void => {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message });
    server.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  };
  onMessages(server, ({ id, method, params, result }) => {
    if (method === 'textDocument/publishDiagnostics') {
      const { uri, diagnostics } = params as { uri: string; diagnostics: readonly Diagnostic[] };
      judges.get(uri)?.(diagnostics);
    } else if (method === 'workspace/configuration') {
      const { items } = params as { items: readonly { section: string }[] };
      send({ id: id!, result: items.map(({ section }) => sectionOf(settings, section)) });
    } else if (id !== undefined && method !== undefined) {
      send({ id, result: null });
    } else if (id !== undefined) {
      answers.get(id)?.(result);
    }
  });

  return {
    notify: (method: string, params: unknown): void => {
      send({ method, params });
    },
    ask: (method: string, params: unknown): Promise<unknown> => {
      const id = answers.size + 1;
      const answer = new Promise((resolve) => answers.set(id, resolve));
      send({ id, method, params });
      return Promise.race([answer, death]);
    },
    /** What is wrong with an open file. The server says so after it has waited for more changes. */
    judged: (uri: string): Promise<readonly Diagnostic[]> => {
      const diagnostics = new Promise<readonly Diagnostic[]>((resolve) => judges.set(uri, resolve));
      return Promise.race([diagnostics, death]);
    },
    close: (): void => {
      server.kill();
    },
  };
}

/** Each message comes after a header with its length. */
function onMessages(server: ChildProcessWithoutNullStreams, receive: (message: Message) => void): void {
  let buffer = Buffer.alloc(0);
  server.stdout.on('data', (chunk: Buffer) => {
    buffer = Buffer.concat([buffer, chunk]);
    for (;;) {
      const header = /^Content-Length: (\d+)[\s\S]*?\r\n\r\n/.exec(buffer.toString('latin1'));
      if (header === null) return;
      const start = header[0].length;
      const end = start + Number(header[1]);
      if (buffer.length < end) return;
      receive(JSON.parse(buffer.toString('utf8', start, end)) as Message);
      buffer = buffer.subarray(end);
    }
  });
}

/** `yaml` of `{ 'yaml.customTags': […] }` is `{ customTags: […] }`. */
function sectionOf(settings: Settings, section: string): object {
  return Object.fromEntries(
    Object.entries(settings)
      .filter(([key]) => key.startsWith(`${section}.`))
      .map(([key, value]) => [key.slice(section.length + 1), value]),
  );
}
