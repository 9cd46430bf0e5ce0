/** The block for a token: its issuer and audience as `custom.passage`. */
import type { App } from '../config/config';
import { parseConfig } from '../config/parse';
import { type TokenFacts, ownAudiences } from '../providers/token-hints';
import type { JsonObject } from '../util/objects';
import { escapedJson } from '../util/printable';

export interface Proposal {
  /** With the token's issuer; `null` where the configuration refuses that. */
  readonly app: App | null;
  /** What the token is for, but for APIs of the provider itself. */
  readonly audience: readonly string[];
  /** YAML; `null` without an app. */
  readonly block: string | null;
}

const ANY_AUDIENCE = 'https://api.example.com';

export function proposeBlock({ claims = {} }: Pick<TokenFacts, 'claims'>): Proposal {
  const audience = audiencesOf(claims);
  const issuer = claims.iss;
  const { config } = parseConfig({ passage: { issuer, audience: audience[0] ?? ANY_AUDIENCE } });
  if (config === null || typeof issuer !== 'string') return { app: null, audience, block: null };
  return { app: { ...config.defaultApp, audience }, audience, block: writeBlock(issuer, audience) };
}

function audiencesOf(claims: JsonObject): string[] {
  const all = [claims.aud ?? claims.client_id ?? []].flat();
  const own = ownAudiences(claims);
  return all.filter(
    (one): one is string => typeof one === 'string' && one.trim() !== '' && !own.includes(one),
  );
}

/** Without `plugins`: the plugin is listed, as it runs, and a second `plugins:` would be an error. */
function writeBlock(issuer: string, [audience, ...others]: readonly string[]): string {
  const comment = others.length === 0 ? '' : ` # the token has ${others.length} more, one is enough`;
  return [
    'custom:',
    '  passage:',
    `    issuer: ${yamlString(issuer)}`,
    audience === undefined
      ? `    audience: ${ANY_AUDIENCE} # replace this: the token is not for an API of yours`
      : `    audience: ${yamlString(audience)}${comment}`,
  ].join('\n');
}

/** Plain where nobody can take it for anything else; otherwise in quotes, with invisible characters escaped. */
function yamlString(text: string): string {
  const isPlain =
    /^[A-Za-z][\w./@-]+(:\/\/[\w./@:%~-]*[\w/])?$/.test(text) &&
    !/^(true|false|null|yes|no|on|off)$/i.test(text);
  return isPlain ? text : escapedJson(JSON.stringify(text));
}
