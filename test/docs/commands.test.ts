/** `docs/commands.md` describes every option, and every field of the JSON. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { ROOT, readUserPages } from '../../scripts/docs/pages';
import { COMMANDS } from '../../src/commands/definitions';
import { isObject } from '../../src/util/objects';

const { text: PAGE } = readUserPages().find(({ path }) => path === 'docs/commands.md')!;
const SCHEMAS = join(ROOT, 'test/schemas');

/** The names of all properties that a JSON Schema describes. */
function namesOf(schema: unknown): string[] {
  if (Array.isArray(schema)) return schema.flatMap(namesOf);
  if (!isObject(schema)) return [];
  const names = isObject(schema.properties) ? Object.keys(schema.properties) : [];
  return [...names, ...Object.values(schema).flatMap(namesOf)];
}

describe('docs/commands.md', () => {
  for (const [name, { options }] of Object.entries(COMMANDS.passage.commands)) {
    it(`describes each option of passage ${name}`, () => {
      const section = PAGE.split(/^## /m).find((part) => part.startsWith(`\`passage ${name}\``));
      for (const option of Object.keys(options)) expect(section).to.match(new RegExp(`\`--${option}[ \`]`));
    });
  }

  for (const file of readdirSync(SCHEMAS)) {
    it(`describes each field of ${file}`, () => {
      const names = namesOf(JSON.parse(readFileSync(join(SCHEMAS, file), 'utf8')));
      expect(names).not.to.be.empty;
      for (const name of new Set(names)) expect(PAGE).to.match(new RegExp(`[\`.]${name}(\\[\\])?[\`.]`));
    });
  }
});
