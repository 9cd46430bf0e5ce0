/** `docs/commands.md` describes every option, and every field of the JSON. */
import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect } from 'chai';
import { ROOT, readUserPages } from '../../scripts/docs/pages';
import { COMMANDS } from '../../src/commands/definitions';
import { isObject, propertyOf } from '../../src/util/objects';

const { text: PAGE } = readUserPages().find(({ path }) => path === 'docs/commands.md')!;
const SCHEMAS = join(ROOT, 'test/schemas');

/** The paths of all properties that a JSON Schema describes: `apps[].app`. */
function pathsOf(root: unknown): string[] {
  const within = (schema: unknown, path: string): string[] => {
    if (Array.isArray(schema)) return schema.flatMap((part) => within(part, path));
    if (!isObject(schema)) return [];
    const { $ref, properties, items, anyOf, oneOf } = schema;
    if (typeof $ref === 'string')
      return within(propertyOf(propertyOf(root, 'definitions'), basename($ref)), path);
    const ofProperties = Object.entries(properties ?? {}).flatMap(([name, property]) => {
      const inner = path === '' ? name : `${path}.${name}`;
      return [inner, ...within(property, inner)];
    });
    return [...ofProperties, ...within(items, `${path}[]`), ...within([anyOf, oneOf], path)];
  };
  return within(root, '');
}

/** The rows of a table, by the fields of their first cell. Further fields of it are beside the first: `a.b`, `c`. */
function fieldsOf(section: string): Map<string, string> {
  const rows = section.match(/^\| `.*$/gm) ?? [];
  return new Map(
    rows.flatMap((row) => {
      const [first = '', ...others] = [...(row.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map(
        ([, name]) => name!,
      );
      const beside = first.slice(0, first.lastIndexOf('.') + 1);
      return [first, ...others.map((name) => beside + name)].map((field): [string, string] => [field, row]);
    }),
  );
}

/** Whether a field has a row, or the row of what it is in names it. */
function isDescribed(path: string, fields: ReadonlyMap<string, string>): boolean {
  const lists = [path, `${path}[]`];
  const [, outer = '', name = ''] = /^(?:(.*)\.)?(.*)$/.exec(path) ?? [];
  const row = fields.get(outer) ?? '';
  const isOuter = [...fields.keys()].some(
    (field) => field.startsWith(`${path}.`) || field.startsWith(`${path}[].`),
  );
  return isOuter || lists.some((field) => fields.has(field)) || row.includes(`\`${name}\``);
}

const sectionOf = (name: string): string =>
  PAGE.split(/^## /m).find((part) => part.startsWith(`\`passage ${name}\``)) ?? '';

describe('docs/commands.md', () => {
  for (const [name, { options }] of Object.entries(COMMANDS.passage.commands)) {
    it(`describes each option of passage ${name}`, () => {
      for (const option of Object.keys(options))
        expect(sectionOf(name)).to.match(new RegExp(`\`--${option}[ \`]`));
    });
  }

  for (const file of readdirSync(SCHEMAS)) {
    it(`describes each field of ${file}`, () => {
      const paths = new Set(pathsOf(JSON.parse(readFileSync(join(SCHEMAS, file), 'utf8'))));
      expect(paths.size).to.be.above(10);
      const fields = fieldsOf(sectionOf(file.replace(/\..*/, '')));
      expect([...paths].filter((path) => !isDescribed(path, fields))).to.deep.equal([]);
    });
  }
});
