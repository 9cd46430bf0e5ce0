/** The templates of nested stacks, as plugins that split a stack write them next to the package's own template. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isObject } from '../util/objects';
import type { NestedTemplate } from './nested-references';
import type { ReadNested } from './nested-stacks';
import { macrosOf } from './transforms';

/** Files that the framework itself writes there: a stack with a template of such a name has another one. */
const FRAMEWORK_FILES = [
  'cloudformation-template-create-stack.json',
  'cloudformation-template-update-stack.json',
  'compiled-cloudformation-template.json',
  'serverless-state.json',
];

/** Reads them from the package folder of a service. What cannot be read is missing to the audit, which reports it. */
export function nestedFilesOf(serviceDir: string): ReadNested {
  return (fileName) => {
    if (FRAMEWORK_FILES.includes(fileName)) return null;
    try {
      return parseTemplate(readFileSync(join(serviceDir, '.serverless', fileName), 'utf8'));
    } catch {
      return null;
    }
  };
}

/** `null` where it is no template, or one of the sections is no object. Throws where the text is not JSON. */
function parseTemplate(text: string): NestedTemplate | null {
  const template: unknown = JSON.parse(text);
  if (!isObject(template)) return null;
  const { Resources, Parameters = {}, Mappings = {}, Outputs = {} } = template;
  if (!isObject(Resources) || !isObject(Parameters) || !isObject(Mappings) || !isObject(Outputs)) return null;
  return { Resources, Parameters, Mappings, Outputs, macros: macrosOf(template) };
}
