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

/** Only simple values are shown: there may be a token among headers. */
export function invalidOption(where: string, value: unknown, expected: string): string {
  const found = Object(value) === value ? {} : { found: formatValue(value) };
  return formatMessage({ where, what: 'is not a valid value', ...found, expected });
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
