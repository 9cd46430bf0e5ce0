/** The token that `passage doctor --token` is about. */
import { existsSync } from 'node:fs';
import { throwIfAny } from '../errors';
import { fileAsToken, noToken } from './command-messages';

export interface TokenInput {
  /** `null` for `--token=`. */
  readonly options: { readonly token?: string | null };
  /** Reads a token that was not given on the command line. */
  readonly readToken: () => Promise<string>;
  /** The `kid` of this machine's local key, where there is one. */
  readonly localKid: () => Promise<string | undefined>;
}

/** The token of the command line, or of standard input; `undefined` without the option. */
export async function readToken({
  options,
  readToken: read,
}: Pick<TokenInput, 'options' | 'readToken'>): Promise<string | undefined> {
  const { token } = options;
  if (token === undefined) return undefined;
  const text = (token === '-' ? await read() : (token ?? '')).trim();
  if (text === '') return throwIfAny([noToken(token === '-')]);
  if (token !== '-') throwIfAny(fileProblems(text));
  return text;
}

/** A token has no slash: neither a JWT, nor the opaque ones that are taken for it. */
function fileProblems(text: string): ReturnType<typeof fileAsToken>[] {
  const isFile = existsSync(text);
  const looksLikeFile =
    /\.(txt|jwt)$/i.test(text) || (/^[\w.~/-]*\/[\w.-]+$/.test(text) && !text.includes('//'));
  return isFile || looksLikeFile ? [fileAsToken(isFile ? text : undefined)] : [];
}
