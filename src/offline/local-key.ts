/** The development key pair of this machine's user. */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  type KeyObject,
  randomUUID,
} from 'node:crypto';
import { constants } from 'node:fs';
import { link, mkdir, open, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { PassageError } from '../errors';
import type { JsonObject } from '../gateway/authorization-result';
import { ASSUMPTIONS } from '../gateway/assumptions';

export interface LocalKey {
  /** The key's thumbprint (RFC 7638): another machine's key has another name. */
  readonly kid: string;
  readonly privateKey: KeyObject;
  /** The public half, as a member of a key set. */
  readonly jwk: JsonObject;
}

/**
 * Where caches of this user are. Not `node_modules/.cache`, the other usual place: the framework would zip it into
 * the Lambda function, and a container image or a CI cache would carry it on.
 */
export function keyFolder(env = process.env, platform = process.platform): string {
  const name = 'serverless-passage';
  // Relative paths are to be ignored (XDG Base Directory Specification).
  if (env.XDG_CACHE_HOME !== undefined && isAbsolute(env.XDG_CACHE_HOME))
    return join(env.XDG_CACHE_HOME, name);
  if (platform === 'win32')
    return join(env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), name, 'Cache');
  return platform === 'darwin' ? join(homedir(), 'Library', 'Caches', name) : join(homedir(), '.cache', name);
}

/** Reads the key pair, and makes it first where there is none. Throws {@link PassageError} when it cannot be used. */
export async function loadLocalKey(folder = keyFolder()): Promise<LocalKey> {
  const file = join(folder, 'development-key.pem');
  if (isWithin(process.cwd(), folder)) {
    return refuse(
      file,
      'would be inside the service, and go into its package',
      'set XDG_CACHE_HOME to a folder outside of it',
    );
  }
  try {
    const pem = (await readPrivate(file)) ?? (await makeKey(folder, file));
    return readKey(pem) ?? refuse(file, 'holds no RSA key', 'delete it: the next command makes a new one');
  } catch (error) {
    if (error instanceof PassageError) throw error;
    const { code = String(error) } = error as NodeJS.ErrnoException;
    return refuse(file, `cannot be read or made (${code})`, 'set XDG_CACHE_HOME to a folder of your own');
  }
}

function isWithin(parent: string, folder: string): boolean {
  const way = relative(parent, folder);
  return !way.startsWith('..') && !isAbsolute(way);
}

/** The file's text, `undefined` when there is no file. */
async function readPrivate(file: string): Promise<string | undefined> {
  const handle = await openFile(file);
  if (handle === undefined) return undefined;
  try {
    // Asked of the open file, so that nobody can put another one in its place in between.
    const stat = await handle.stat();
    const { mode, uid } = stat;
    if (!stat.isFile()) return refuse(file, 'is no file', 'delete it: the next command makes a new one');
    if (process.getuid !== undefined && uid !== process.getuid()) {
      return refuse(
        file,
        'belongs to somebody else',
        'delete it, or set XDG_CACHE_HOME to a folder of your own',
      );
    }
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      return refuse(
        file,
        `may be read by others (mode ${(mode & 0o777).toString(8)})`,
        'delete it: the next command makes a new one, which only you can read',
      );
    }
    return await handle.readFile('utf8');
  } finally {
    await handle.close();
  }
}

async function openFile(file: string): Promise<Awaited<ReturnType<typeof open>> | undefined> {
  try {
    return await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Written whole beside its place and linked there: of two processes at once, both end with the first one's key. */
async function makeKey(folder: string, file: string): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: ASSUMPTIONS.minRsaBits });
  const partialConfig = `${file}.${randomUUID()}`;
  await writeFile(partialConfig, privateKey.export({ type: 'pkcs8', format: 'pem' }), {
    mode: 0o600,
    flag: 'wx',
  });
  try {
    await link(partialConfig, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(partialConfig, { force: true });
  }
  return (await readPrivate(file)) ?? refuse(file, 'vanished', 'start again');
}

function readKey(pem: string): LocalKey | undefined {
  try {
    const privateKey = createPrivateKey(pem);
    const { kty, n, e } = createPublicKey(privateKey).export({ format: 'jwk' });
    const kid = createHash('sha256').update(JSON.stringify({ e, kty, n })).digest('base64url');
    return kty === 'RSA' ? { kid, privateKey, jwk: { kty, n, e, kid, use: 'sig', alg: 'RS256' } } : undefined;
  } catch {
    return undefined;
  }
}

function refuse(file: string, what: string, fix: string): never {
  throw new PassageError([{ code: 'PASSAGE_LOCAL_KEY', where: file, what: `the local key ${what}`, fix }]);
}
