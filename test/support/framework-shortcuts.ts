/** Slow things that the frameworks do in each run, replaced by quick ones with the same result: half of a run. */
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isObject } from '../../src/util/objects';

/** Of a framework: it marks the end of a compiled validator's work by its `errors`. */
type Validator = (configuration: unknown) => boolean;

interface SchemaHandler {
  schema: { readonly properties: { readonly provider: { readonly properties: object } } };
  validateConfig(configuration: unknown): Promise<void>;
}

interface Ajv {
  addKeyword(keyword: unknown): void;
  compile(schema: unknown): Validator;
}

const HANDLER = './classes/config-schema-handler';

type Part = (name: string) => unknown;

/** To be called before any other module of the framework is loaded. */
export function takeShortcuts(require: NodeJS.Require): void {
  findValidatorsQuickly(require);
  stringifyQuickly(require);
  zipQuickly(require);
}

/**
 * Each run makes its own schema. The frameworks expand all its references, sort and hash it, and look in the home folder
 * for the code that an equal one became: 8 MB, which takes two seconds where there is none. Here a schema's text finds its
 * validator, which is compiled with references in place: it finds the same, and names other places in the schema.
 */
function findValidatorsQuickly(require: NodeJS.Require): void {
  const part = require as Part;
  const known = new Map<string, Validator>();
  let validator: Validator | undefined;
  const path = require.resolve(`${HANDLER}/resolve-ajv-validate`);
  const compile = part(path) as (schema: unknown) => Promise<Validator>;
  const find = async (schema: unknown): Promise<Validator> => validator ?? (await compile(schema));
  Object.assign(require.cache[path] ?? {}, { exports: find });

  const { prototype } = part(HANDLER) as { prototype: SchemaHandler };
  const validate = Reflect.get(prototype, 'validateConfig');
  prototype.validateConfig = async function (configuration) {
    const { schema } = this;
    // By this name alone it knows that the provider has a schema.
    if ('name' in schema.properties.provider.properties) {
      const text = JSON.stringify(schema);
      const sorted = known.has(text) ? text : sortedText(schema);
      validator = known.get(sorted) ?? makeAjv(part).compile(JSON.parse(text));
      known.set(text, validator).set(sorted, validator);
      this.schema = { properties: { provider: { properties: { name: {} } } } };
    }
    try {
      await validate.call(this, configuration);
    } finally {
      this.schema = schema;
      validator = undefined;
    }
  };
}

/** Plugins add to the schema in the order of `plugins:`, which changes no verdict: a third of all validators are equal. */
function sortedText(schema: unknown): string {
  const sort = (value: object): object => Object.fromEntries(Object.entries(value).sort(byName));
  return JSON.stringify(schema, (_key, value: unknown) => (isObject(value) ? sort(value) : value));
}

const byName = ([a]: [string, unknown], [b]: [string, unknown]): number => (a < b ? -1 : 1);

/** With the framework's settings, but for what makes the code of a validator shorter. */
function makeAjv(part: Part): Ajv {
  const { default: Ajv } = part('ajv') as { default: new (settings: object) => Ajv };
  const { default: addFormats } = part('ajv-formats') as { default: (ajv: Ajv) => void };
  const findings = { allErrors: true, verbose: true };
  const reading = { coerceTypes: 'array', strict: true, strictRequired: false };
  const ajv = new Ajv({ ...findings, ...reading, code: { optimize: false } });
  addFormats(ajv);
  ajv.addKeyword(part(`${HANDLER}/regexp-keyword`));
  return ajv;
}

/**
 * The frameworks save the service with `json-cycle`, which compares each object with all before it, and throws and
 * catches an error for each value that has no `toJSON`: a fifth of a run. This gives the same JSON.
 */
function stringifyQuickly(require: NodeJS.Require): void {
  const part = require as (name: string) => unknown;
  const cycle = part('json-cycle') as { stringify: typeof JSON.stringify };
  cycle.stringify = (value: unknown, _replacer?: unknown, space?: string | number) =>
    JSON.stringify(withoutCycles(value, '$', new Map()), null, space);
}

/** A copy in which an object that was met before is `{ $ref: path }`. */
function withoutCycles(given: unknown, path: string, met: Map<unknown, string>): unknown {
  const value = hasToJson(given) ? given.toJSON() : given;
  if (typeof value !== 'object' || value === null) return value;
  const first = met.get(value);
  if (first !== undefined) return { $ref: first };
  met.set(value, path);
  if (Array.isArray(value))
    return value.map((item, index) => withoutCycles(item, `${path}[${String(index)}]`, met));
  const entries = Object.entries(value).map(([key, item]) => [
    key,
    withoutCycles(item, `${path}[${JSON.stringify(key)}]`, met),
  ]);
  return Object.fromEntries(entries) as unknown;
}

function hasToJson(value: unknown): value is { toJSON(): unknown } {
  return typeof (value as { toJSON?: unknown } | null | undefined)?.toJSON === 'function';
}

interface PackageService {
  readonly serverless: {
    readonly serviceDir: string;
    readonly service: {
      readonly service: string;
      readonly package: { artifact?: string };
      artifact?: string;
    };
  };
  packageAll(): Promise<string>;
}

/** The frameworks make the same archive of the same files: it is kept, and written again. */
function zipQuickly(require: NodeJS.Require): void {
  const packageService = (require as Part)('./plugins/package/lib/package-service') as PackageService;
  const packageAll = Reflect.get(packageService, 'packageAll');
  const known = new Map<string, Buffer>();
  packageService.packageAll = async function () {
    const { serviceDir, service } = this.serverless;
    const files = readFiles(serviceDir);
    if (files === undefined || 'artifact' in service.package) return packageAll.call(this);
    const key = JSON.stringify([service.package, files]);
    const archive = known.get(key);
    if (archive === undefined) {
      const made = await packageAll.call(this);
      known.set(key, readFileSync(made));
      return made;
    }
    const path = join(serviceDir, '.serverless', `${service.service}.zip`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, archive);
    service.package.artifact = path;
    service.artifact = path;
    return path;
  };
}

/** Files, with their bytes as text, that may be packaged; `undefined` where the service has folders of its own. */
function readFiles(serviceDir: string): readonly (readonly [string, string])[] | undefined {
  const entries = readdirSync(serviceDir, { withFileTypes: true }).filter(
    ({ name }) => name !== '.serverless' && name !== 'serverless.yml',
  );
  if (!entries.every((entry) => entry.isFile())) return undefined;
  return entries.map(({ name }) => [name, readFileSync(join(serviceDir, name), 'latin1')]);
}
