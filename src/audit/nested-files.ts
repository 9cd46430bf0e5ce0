/** The templates of nested stacks, as plugins that split a stack write them next to the package's own template. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NestedTemplate, ReadNested } from './nested-stacks';

/** Reads them from the package folder of a service. What cannot be read is missing to the audit, which reports it. */
export function nestedFilesOf(serviceDir: string): ReadNested {
  return (fileName) => {
    try {
      return JSON.parse(
        readFileSync(join(serviceDir, '.serverless', fileName), 'utf8'),
      ) as NestedTemplate | null;
    } catch {
      return null;
    }
  };
}
