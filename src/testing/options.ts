/** Options of a test, checked when it runs: tests are often JavaScript, where nothing else finds a misspelt one. */
import { types } from 'node:util';
import { nearest } from '../util/nearest';
import { isObject } from '../util/objects';
import { invalidOption, invalidOptions, missingOption, notOptions, unknownOption } from './testing-messages';

/** What an option takes: in words, and as a check, with the value that was probably meant by a wrong one. */
export type OptionKind = readonly [
  expected: string,
  fits: (value: unknown) => boolean,
  meant?: (value: unknown) => string | undefined,
];

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText);
const isPath = (value: unknown): boolean => typeof value === 'string' && /^\/[^?#]*$/.test(value);
const isRecordOf = (value: unknown, fits: (member: unknown) => boolean): boolean =>
  isObject(value) && Object.values(value).every(fits);

/** `/orders` for `orders`, `/orders?limit=5` and `GET /orders`. */
function likelyPath(text: string): string {
  const path = text.replace(/^[A-Za-z]+ +/, '').replace(/[?#].*$/s, '');
  return path.startsWith('/') ? path : `/${path}`;
}

export const KINDS = {
  text: ['a string that is not empty', isText],
  texts: [
    "a list of strings, such as ['orders:read']",
    isTexts,
    (value) =>
      isText(value)
        ? `[${value
            .split(/[\s,]+/)
            .map((text) => `'${text}'`)
            .join(', ')}]`
        : undefined,
  ],
  textOrTexts: ['a string or a list of strings', (value) => isText(value) || isTexts(value)],
  claims: ['an object of claims', isObject],
  method: ['an HTTP method, such as GET', (value) => typeof value === 'string' && /^[A-Za-z]+$/.test(value)],
  path: [
    'a path such as /orders, without a query (see queryStringParameters)',
    isPath,
    (value) => (isText(value) ? likelyPath(value) : undefined),
  ],
  strings: ['an object of strings', (value) => isRecordOf(value, (member) => typeof member === 'string')],
  query: [
    'an object of strings, or of lists of strings',
    (value) => isRecordOf(value, (member) => [member].flat().every((one) => typeof one === 'string')),
  ],
  body: [
    'a string, or an object or a list to be sent as JSON',
    (value) => typeof value === 'string' || Object(value) === value,
  ],
  date: ['a Date after 1970', (value) => types.isDate(value) && value.getTime() >= 1000],
} as const satisfies Record<string, OptionKind>;

export function oneOf(values: readonly string[]): OptionKind {
  const names = values.map((value) => `'${value}'`).join(', ');
  return [
    `one of ${names}`,
    (value) => typeof value === 'string' && values.includes(value),
    (value) => nearest(String(value), values),
  ];
}

/**
 * Throws a `TypeError` that names everything that is wrong.
 *
 * @param where the function that was called
 * @param required options that have no default
 */
export function checkOptions(
  where: string,
  options: unknown,
  kinds: Readonly<Record<string, OptionKind>>,
  required: readonly string[] = [],
): void {
  const known = Object.keys(kinds);
  if (!isObject(options)) {
    const shown = required.length > 0 ? required : known.slice(0, 1);
    throw invalidOptions([notOptions(where, options, shown)]);
  }
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const problems = given.flatMap(([name, value]) => {
    const place = `${where}.${name}`;
    const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
    if (kind === undefined) return [unknownOption(place, known, nearest(name, known))];
    const [expected, fits, meant] = kind;
    return fits(value) ? [] : [invalidOption(place, value, expected, meant?.(value))];
  });
  const names = given.map(([name]) => name);
  const missing = required
    .filter((name) => !names.includes(name))
    .map((name) => missingOption(`${where}.${name}`, kinds[name]?.[0] ?? ''));
  if (problems.length + missing.length > 0) throw invalidOptions([...problems, ...missing]);
}
