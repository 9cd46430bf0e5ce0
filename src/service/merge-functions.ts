import type { Service } from '../serverless';
import { type JsonObject, isObject } from '../util/objects';

/** Functions given as a list of blocks, as the framework merges them later. */
export function mergeFunctions(functions: unknown): Service['functions'] {
  if (isFunctions(functions)) return functions;
  const blocks: readonly unknown[] = Array.isArray(functions) ? functions : [functions];
  const entries = blocks.filter(isObject).flatMap((block) => Object.entries(block));
  return Object.fromEntries(entries.filter((entry): entry is [string, JsonObject] => isObject(entry[1])));
}

function isFunctions(functions: unknown): functions is Service['functions'] {
  return isObject(functions) && Object.values(functions).every(isObject);
}
