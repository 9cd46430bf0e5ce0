/** What the commands say about their options and results, apart from their tables. */
import type { Details, Note, Problem } from '../errors';
import { formatValue } from '../errors';
import { type AuthorizerType, isPassageIssuer } from '../config/config';
import type { IssuerCheck } from '../gateway/check-issuer';
import { quoteUntrusted } from '../gateway/quote';

function invalidOption(where: string, what: string, details: Details): Problem {
  return { code: 'PASSAGE_COMMAND_INVALID', where, what, ...details };
}

export function appOptionNotNeeded(key: string): Problem {
  return {
    code: 'PASSAGE_UNKNOWN_APP',
    where: '--app',
    what: 'names an app that is not configured',
    found: formatValue(key),
    fix: 'Remove --app: there is only one app',
  };
}

export function noToken(fromStdin: boolean): Problem {
  return invalidOption('--token', 'must be a token', {
    found: fromStdin ? 'nothing on standard input' : 'an empty string',
    fix: 'Write --token "$TOKEN", or pipe the token in: npx sls passage doctor --token - < token.txt',
  });
}

/** @param file its name, where there is such a file: anything else may be a part of a token, and is not printed */
export function fileAsToken(file: string | undefined): Problem {
  const name = file !== undefined && /^[\w./~-]+$/.test(file) ? file : 'token.txt';
  return invalidOption('--token', 'must be a token: this looks like a file name', {
    fix: `Pipe the file in: npx sls passage doctor --token - < ${name}`,
  });
}

export function emptySub(): Problem {
  return invalidOption('--sub', 'must be the ID of a user', {
    found: formatValue(''),
    fix: 'Leave --sub out for local-user. For an empty `sub`, use --claims \'{"sub":""}\'',
  });
}

/** @param near the spelling that was probably meant */
export function invalidDuration(found: string, near: string | undefined): Problem {
  return invalidOption('--expires-in', 'must be a duration', {
    found: formatValue(found),
    expected: 'a number and s, m, h or d, such as 90s, 15m, 1h or 30d',
    ...(near === undefined
      ? { fix: 'For an expired token, use --claims \'{"exp":1}\'' }
      : { didYouMean: near }),
  });
}

export function invalidClaims(found: string): Problem {
  return invalidOption('--claims', 'must be a JSON object', {
    found: formatValue(found),
    expected: `--claims '{"scope":"orders:read"}', in single quotes so that the shell leaves it as it is`,
  });
}

export function keysNotLocal(): Problem {
  return invalidOption(
    'custom.passage.offline.keys',
    'must be `local`: with `remote`, only the issuer can sign tokens',
    { fix: 'Add `offline: { keys: local }` to custom.passage' },
  );
}

export function checksFailed(failed: readonly string[]): Problem {
  return {
    code: 'PASSAGE_CHECK_FAILED',
    where: 'passage doctor',
    what: `${failed.length === 1 ? 'a check' : `${failed.length} checks`} failed: ${failed.join(', ')}`,
  };
}

/** API Gateway asks the issuer when it creates its own authorizer; a Lambda authorizer does with the first request. */
export function invalidIssuer(
  where: string,
  issuer: string,
  type: AuthorizerType,
  { asked, found, fix }: IssuerCheck,
): Problem {
  const name = quoteUntrusted(issuer);
  return {
    code: 'PASSAGE_ISSUER_INVALID',
    where,
    what:
      type === 'lambda'
        ? `the issuer ${name} cannot be used and every request would be denied, so nothing was deployed`
        : `API Gateway would refuse the issuer ${name} and the deployment would roll back, so nothing was deployed`,
    found: `${found} (${asked})`,
    fix: `${fix === undefined ? '' : `${fix}. `}Run \`npx sls passage doctor\` to see all checks`,
  };
}

const EXAMPLE = `:
custom:
  passage:
    issuer: https://your-tenant.eu.auth0.com/ # exactly the iss of your tokens
    audience: https://api.example.com # the aud of your tokens`;

export function unreachableIssuer(
  where: string,
  issuer: string,
  type: AuthorizerType,
  check: IssuerCheck,
): Note {
  const fix = check.fix === undefined ? {} : { fix: `${check.fix}${isPassageIssuer(issuer) ? EXAMPLE : ''}` };
  const outcome =
    type === 'lambda'
      ? 'every request is denied while the Lambda authorizer cannot reach it either'
      : 'will roll back if API Gateway cannot reach it either';
  return {
    level: 'warning',
    where,
    what: `this machine got no usable answer from the issuer ${quoteUntrusted(issuer)}. The deployment continues, but ${outcome}`,
    found: check.found,
    ...fix,
  };
}

export function unknownIssuer(where: string): Note {
  return {
    level: 'notice',
    where,
    what: 'the issuer is a CloudFormation function, known only during the deployment, so it was not checked',
  };
}

export const SHARED_ISSUER =
  'The authorizer exists already (authorizerId), and its issuer is not configured here. Run the doctor in the service that creates it, or add issuer and audience next to authorizerId.';

export function intrinsicIssuer(issuer: object): string {
  return `The issuer is a CloudFormation function, ${formatValue(issuer)}, known only after the deployment.`;
}

export function intrinsicKeySet(jwksUri: object): string {
  return `jwksUri is a CloudFormation function, ${formatValue(jwksUri)}, known only after the deployment.`;
}

export const TOKEN_UNKNOWN_ISSUER = 'the issuer is not known here';
export const TOKEN_UNKNOWN_AUDIENCE =
  'the configured audience contains a CloudFormation function, known only after the deployment';
export const TOKEN_ISSUER_FIRST = 'Fix the failed check of the issuer first';

export const LOCAL_TOKEN = "it was signed by this machine's local key, and API Gateway accepts no such token";
export const LOCAL_TOKEN_FIX = 'Use it with `sls offline` only. For API Gateway, get a token from the issuer';

/** The configured app is for tokens of another issuer and audience. */
export function replaceIssuer(issuer: string, audience: string, isPassage: boolean): string {
  const instead = isPassage ? ', in place of `appId` and `authOrigin`' : '';
  return `If this is the right token, set \`issuer\` to ${quoteUntrusted(issuer)} and \`audience\` to ${quoteUntrusted(audience)}, character by character${instead}`;
}

/** The last line of the summary of `deploy` and `info`. */
export function suggestDrift(command: string): string {
  return `\`${command}\` checks what is live`;
}

/** Above what a token says of itself. */
export const TOKEN_TITLE = 'The token says';
export const BLOCK_TITLE = 'For this token, write in serverless.yml:';
export const NOT_CONFIGURED =
  'custom.passage is missing or cannot be used, so the token is checked with its own issuer and audience.';

export function issuerNotUrl(iss: unknown): string {
  return `\`iss\` is ${quoteUntrusted(iss)}, but API Gateway accepts only an https URL as issuer`;
}

export function noOwnAudience(aud: unknown): string {
  const found = aud === undefined ? 'absent' : quoteUntrusted(aud);
  return `\`aud\` is ${found}, so there is no audience that can be configured`;
}
