/** Places in a compiled template, to edit one at a time. */
import type { Template } from '../../src/cloudformation';

export interface Place {
  readonly logicalId: string;
  readonly path: readonly string[];
}

/** Every place in a value that is not a list or an object itself, and every list or object. */
export function placesIn(value: unknown, path: readonly string[] = []): string[][] {
  const below =
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, child]) => placesIn(child, [...path, key]))
      : [];
  return path.length === 0 ? below : [[...path], ...below];
}

/** What holds the value of a place. */
export function holderOf(root: unknown, path: readonly string[]): Record<string, unknown> {
  return path
    .slice(0, -1)
    .reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], root) as Record<
    string,
    unknown
  >;
}

export function removeAt({ Resources }: Template, { logicalId, path }: Place): void {
  Reflect.deleteProperty(holderOf(Resources[logicalId], path), path.at(-1) ?? '');
}

export function replaceAt({ Resources }: Template, { logicalId, path }: Place, value: unknown): void {
  holderOf(Resources[logicalId], path)[path.at(-1) ?? ''] = value;
}
