/** What is said about options of `serverless-passage/testing`. */
import { type Details, formatMessage, formatValue } from '../errors';

/** A wrong call in a test: the developer's own, so it is a plain `TypeError`. */
export function invalidOptions(messages: readonly string[]): TypeError {
  return new TypeError(messages.join('\n'));
}

export function unknownOption(where: string, known: readonly string[], near: string | undefined): string {
  const details: Details =
    near === undefined ? { expected: `one of ${known.join(', ')}` } : { didYouMean: near };
  return formatMessage({ where, what: 'unknown option', ...details });
}

/**
 * Only simple values are shown: there may be a token among headers.
 *
 * @param meant the value that was probably meant
 */
export function invalidOption(where: string, value: unknown, expected: string, meant?: string): string {
  const near: Details = meant === undefined ? {} : { didYouMean: meant };
  return formatMessage({
    where,
    what: 'is not a valid value',
    found: describeValue(value),
    expected,
    ...near,
  });
}

const EXAMPLES: Readonly<Record<string, string>> = {
  sub: "'alice'",
  path: "'/orders'",
  issuer: "'https://your-tenant.eu.auth0.com/'",
  audience: "'https://api.example.com'",
};

/**
 * What was given in the place of the options. A long text is not shown: it may be a token.
 *
 * @param names options to show in an example
 */
export function notOptions(where: string, found: unknown, names: readonly string[]): string {
  const example = names.map((name) => `${name}: ${EXAMPLES[name] ?? '…'}`).join(', ');
  return formatMessage({
    where,
    what: 'takes one object of options',
    found: typeof found === 'string' && found.length > 40 ? 'a string' : describeValue(found),
    expected: `${where}({ ${example} })`,
  });
}

function describeValue(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  return Object(value) === value ? `a value of type ${typeof value}` : formatValue(value);
}

export function missingOption(where: string, expected: string): string {
  return formatMessage({ where, what: 'is required', expected });
}

/** Claims with which no request gets to a handler. */
export function refusedClaims(where: string, why: string): string {
  return formatMessage({
    where,
    what: `API Gateway would refuse this token, and call no handler: ${why}`,
    fix: 'Use claims that it accepts. To test refusals, use localToken with `sls offline`',
  });
}
