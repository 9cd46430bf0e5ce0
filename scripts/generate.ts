/** What is made from the schema: standalone validation code, the types users import, and `schema.json`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import standaloneCode from 'ajv/dist/standalone';
import { build } from 'esbuild';
import { type JSONSchema, compile } from 'json-schema-to-typescript';
import { configSchema } from '../src/config/schema';

const ID = 'passage';

/** Writes `validate.js`, `validate.d.ts` and `types.ts` into `folder`. */
export async function generate(folder: string): Promise<{ schemaJson: string }> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'validate.js'), await validationCode());
  writeFileSync(join(folder, 'validate.d.ts'), VALIDATE_TYPES);
  writeFileSync(join(folder, 'types.ts'), await types());
  return { schemaJson: `${JSON.stringify(configSchema, withoutTypeHints, 2)}\n` };
}

/** `tsType` steers the type generator only; editors have no use for it. */
function withoutTypeHints(key: string, value: unknown): unknown {
  return key === 'tsType' ? undefined : value;
}

/** Ajv's standalone code, with what it would require at run time bundled in: the package does not depend on Ajv. */
async function validationCode(): Promise<string> {
  const ajv = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true, code: { source: true } });
  ajv.addVocabulary(['tsType']);
  ajv.addSchema(configSchema, ID);
  const code = standaloneCode(ajv, { validateConfig: ID, validateOption: `${ID}#/definitions/option` });
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: __dirname },
    bundle: true,
    format: 'cjs',
    platform: 'node',
    minifySyntax: true,
    write: false,
  });
  return outputFiles.map(({ text }) => text).join('');
}

const VALIDATE_TYPES = `import type { ErrorObject } from '../config/shape';
interface Validate {
  (value: unknown): boolean;
  errors?: ErrorObject[] | null;
}
export declare const validateConfig: Validate;
export declare const validateOption: Validate;
`;

async function types(): Promise<string> {
  const options = {
    bannerComment: '',
    additionalProperties: false,
    unreachableDefinitions: true,
    format: false,
  };
  // The generator writes into the schema it is given.
  const schema = structuredClone(configSchema) as unknown as JSONSchema;
  const code = await compile(schema, 'PassageConfig', options);
  return code.replaceAll(/ \*\s*\n \* This interface was referenced by[\s\S]*?(?= \*\/)/g, '');
}
