/** A token from standard input, so that it stays out of the shell's history and the list of processes. */
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';

/** Everything that is piped in; from a keyboard one line, which is not shown while it is pasted. */
export function readSecret(input: NodeJS.ReadStream, prompt: (text: string) => void): Promise<string> {
  return input.isTTY ? readLine(input, prompt) : readAll(input);
}

async function readAll(input: NodeJS.ReadStream): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of input) chunks.push(Buffer.from(chunk as Buffer));
  return Buffer.concat(chunks).toString();
}

/** By way of `terminal: true` the line is read in raw mode: no echo, and not cut at 4096 characters. */
function readLine(input: NodeJS.ReadStream, prompt: (text: string) => void): Promise<string> {
  prompt('Paste the token, then press Enter. It is not shown.');
  const silence = new Writable({
    write: (_chunk, _encoding, done) => {
      done();
    },
  });
  const lines = createInterface({ input, output: silence, terminal: true });
  return new Promise((resolve) => {
    lines.once('line', (line) => {
      resolve(line);
      lines.close();
    });
    lines.once('SIGINT', () => {
      lines.close();
    });
    lines.once('close', () => {
      resolve('');
    });
  });
}
