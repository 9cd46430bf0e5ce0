/**
 * What is made from the schema: standalone validation code, the types users import, `schema.json`, and the schema
 * that shows editors where in a `serverless.yml` it applies. And the Lambda authorizer, as a text.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { Ajv } from 'ajv';
import standaloneCode from 'ajv/dist/standalone';
import { build } from 'esbuild';
import { type JSONSchema, compile } from 'json-schema-to-typescript';
import { configSchema } from '../src/config/schema';
import { authorizerCode } from './authorizer-code';
import { serviceSchema } from './service-schema';

const ID = 'passage';

/**
 * Writes `validate.js`, `authorizer-code.js`, their declarations and `config-types.ts` into `folder`; returns the schemas
 * to publish, by file name.
 */
export async function generate(folder: string): Promise<Record<string, string>> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'validate.js'), await validationCode());
  writeFileSync(join(folder, 'validate.d.ts'), VALIDATE_TYPES);
  writeFileSync(join(folder, 'config-types.ts'), await types());
  const code = JSON.stringify(await authorizerCode());
  writeFileSync(join(folder, 'authorizer-code.js'), `exports.AUTHORIZER_CODE = ${code};\n`);
  writeFileSync(join(folder, 'authorizer-code.d.ts'), 'export declare const AUTHORIZER_CODE: string;\n');
  return {
    'schema.json': json(withoutTypeHints(configSchema)),
    'serverless.schema.json': json(withoutObjectExamples(withoutTypeHints(serviceSchema))),
  };
}

const json = (schema: unknown): string => `${JSON.stringify(schema, null, 2)}\n`;

/** A copy, with each value replaced. */
function mapped(schema: unknown, replace: (key: string, value: unknown) => unknown): unknown {
  return JSON.parse(JSON.stringify(schema, replace));
}

/** `tsType` steers the type generator only; editors have no use for it. */
function withoutTypeHints(schema: unknown): unknown {
  return mapped(schema, (key, value) => (key === 'tsType' ? undefined : value));
}

/** yaml-language-server offers an example that is an object as `[object Object]`. */
function withoutObjectExamples(schema: unknown): unknown {
  const isObject = (value: unknown): boolean => typeof value === 'object' && !Array.isArray(value);
  return mapped(schema, (key, value) =>
    key === 'examples' && Array.isArray(value) ? value.filter((example) => !isObject(example)) : value,
  );
}

/** Ajv's standalone code, with what it would require at run time bundled in: the package does not depend on Ajv. */
async function validationCode(): Promise<string> {
  const ajv = new Ajv({
    allErrors: true,
    strict: true,
    allowUnionTypes: true,
    // The code is loaded for every command: one function for each definition, and no words that nobody reads.
    inlineRefs: false,
    messages: false,
    code: { source: true },
  });
  const schemas = split(mapped(configSchema, withoutAnnotations) as JsonSchema);
  for (const [id, schema] of Object.entries(schemas)) ajv.addSchema(schema, id);
  const code = standaloneCode(ajv, { validateConfig: ID, validateOption: 'option' });
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: __dirname },
    bundle: true,
    format: 'cjs',
    platform: 'node',
    minify: true,
    write: false,
  });
  return outputFiles.map(({ text }) => text).join('');
}

/** What says nothing of a value's validity. A property of such a name is an object. */
const ANNOTATIONS = ['title', 'description', 'default', 'examples', 'tsType'];

function withoutAnnotations(key: string, value: unknown): unknown {
  const isProperty = typeof value === 'object' && !Array.isArray(value);
  return ANNOTATIONS.includes(key) && !isProperty ? undefined : value;
}

interface JsonSchema {
  readonly definitions?: Readonly<Record<string, object>>;
}

/**
 * A schema as several, by their IDs: one for each definition, and one for each kind of property. The engine compiles the
 * code of those that a block has.
 */
function split({ definitions, ...root }: JsonSchema): Record<string, object> {
  const properties = new Map<string, string>();
  const idOf = (property: unknown): string => {
    const text = JSON.stringify(property);
    const id = properties.get(text) ?? `property${String(properties.size)}`;
    properties.set(text, id);
    return id;
  };
  const replace = (key: string, value: unknown): unknown => {
    if (key === '$ref') return String(value).replace('#/definitions/', '');
    return key === 'properties'
      ? mapValues(value as object, (property) => ({ $ref: idOf(property) }))
      : value;
  };
  const schemas = mapped({ ...definitions, [ID]: root }, replace) as Record<string, object>;
  const ofProperties = [...properties].map(([text, id]) => [id, mapped(JSON.parse(text), replace)] as const);
  return { ...schemas, ...(Object.fromEntries(ofProperties) as Record<string, object>) };
}

function mapValues(object: object, map: (value: unknown) => unknown): object {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value)]));
}

const VALIDATE_TYPES = `import type { ErrorObject } from '../config/schema-problems';
interface Validate {
  (value: unknown): boolean;
  errors?: ErrorObject[] | null;
}
export declare const validateConfig: Validate;
export declare const validateOption: Validate;
`;

async function types(): Promise<string> {
  // The generator writes into the schema it is given.
  const schema = mapped(configSchema, withTags) as JSONSchema;
  const code = await compile(schema, 'PassageConfig', {
    bannerComment: '',
    additionalProperties: false,
    unreachableDefinitions: true,
    style: { printWidth: 110, singleQuote: true },
  });
  return code.replaceAll(/ \*\s*\n \* This interface was referenced by[\s\S]*?(?= \*\/)/g, '');
}

/** Defaults and examples become tags of the description, which an editor shows on hover in a `serverless.ts`. */
function withTags(_key: string, value: unknown): unknown {
  if (!isDescribed(value)) return value;
  const { description, default: fallback, examples = [] } = value;
  const tags = [
    ...(fallback === undefined ? [] : [`@default ${literal(fallback)}`]),
    ...examples.map((example) => `@example ${literal(example)}`),
  ];
  return tags.length === 0 ? value : { ...value, description: [description, '', ...tags].join('\n') };
}

interface Described {
  readonly description: string;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
}

function isDescribed(value: unknown): value is Described {
  return (
    typeof value === 'object' &&
    value !== null &&
    'description' in value &&
    typeof value.description === 'string'
  );
}

/** As one writes it in TypeScript. */
function literal(value: unknown): string {
  return inspect(value, { breakLength: Infinity, depth: null });
}
