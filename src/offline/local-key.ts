/** The development key pair of this machine's user. */
import {
  type KeyObject,
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  randomUUID,
} from 'node:crypto';
import { constants, realpathSync } from 'node:fs';
import { link, mkdir, open, rm, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative } from 'node:path';
import { promisify } from 'node:util';
import envPaths from 'env-paths';
import { PassageError, throwIfAny } from '../errors';
import { ASSUMPTIONS } from '../gateway/assumptions';
import type { JsonObject } from '../util/objects';
import { localKeyProblem } from './offline-messages';

export interface LocalKey {
  /** The key's thumbprint (RFC 7638): a key of another machine has another name. */
  readonly kid: string;
  readonly privateKey: KeyObject;
  /** The public half, as in a key set. */
  readonly jwk: JsonObject;
}

/**
 * This user's cache folder. Not `node_modules/.cache`, the other usual place: the framework would put it into the
 * Lambda function's zip, and container images and CI caches would carry it on.
 */
export function keyFolder(): string {
  return envPaths('serverless-passage', { suffix: '' }).cache;
}

/** Reads the key pair, and creates it where there is none. Throws {@link PassageError} when it cannot be used. */
export async function loadLocalKey(folder = keyFolder()): Promise<LocalKey> {
  const file = keyFile(folder);
  if (isWithin(realPath(process.cwd()), realPath(folder))) {
    return fail(file, 'inside-service');
  }
  try {
    const pem = (await readPrivate(file)) ?? (await createKey(folder, file));
    return readKey(pem) ?? fail(file, 'not-a-key');
  } catch (error) {
    if (error instanceof PassageError) throw error;
    const { code = String(error) } = error as NodeJS.ErrnoException;
    return fail(file, 'unusable', code);
  }
}

/** The `kid` of the key pair, where there is one that can be read: nothing is created. */
export async function findLocalKid(folder = keyFolder()): Promise<string | undefined> {
  try {
    const pem = await readPrivate(keyFile(folder));
    return pem === undefined ? undefined : readKey(pem)?.kid;
  } catch {
    return undefined;
  }
}

function keyFile(folder: string): string {
  return join(folder, 'development-key.pem');
}

/** With symbolic links resolved, in the part of the path that exists. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(realPath(parent), relative(parent, path));
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
    // Asked of the open file, so that it cannot be replaced in between.
    const stat = await handle.stat();
    const { mode, uid } = stat;
    if (!stat.isFile()) return fail(file, 'not-a-file');
    if (process.getuid !== undefined && uid !== process.getuid()) {
      return fail(file, 'other-user');
    }
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      return fail(file, 'readable', `mode ${(mode & 0o777).toString(8)}`);
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

/** Written to a temporary file and linked: of two processes at once, both end with the first one's key. */
async function createKey(folder: string, file: string): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: ASSUMPTIONS.minRsaBits });
  const temporary = `${file}.${randomUUID()}`;
  await writeFile(temporary, privateKey.export({ type: 'pkcs8', format: 'pem' }), {
    mode: 0o600,
    flag: 'wx',
  });
  try {
    await link(temporary, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(temporary, { force: true });
  }
  return (await readPrivate(file)) ?? fail(file, 'removed');
}

function readKey(pem: string): LocalKey | undefined {
  try {
    const privateKey = createPrivateKey(pem);
    const { kty, n, e } = createPublicKey(privateKey).export({ format: 'jwk' });
    const bits = privateKey.asymmetricKeyDetails?.modulusLength ?? 0;
    if (kty !== 'RSA' || bits < ASSUMPTIONS.minRsaBits) return undefined;
    const kid = createHash('sha256').update(JSON.stringify({ e, kty, n })).digest('base64url');
    return { kid, privateKey, jwk: { kty, n, e, kid, use: 'sig', alg: 'RS256' } };
  } catch {
    return undefined;
  }
}

function fail(...problem: Parameters<typeof localKeyProblem>): never {
  return throwIfAny([localKeyProblem(...problem)]);
}
