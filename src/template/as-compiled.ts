/** Whether a value of the template is what it was when the framework compiled it. Pure. */
import { sameValue } from '../cloudformation';
import { isObject } from '../util/objects';

/** Also with texts as plugins rewrite them: `#{AWS::Region}` becomes a reference (serverless-pseudo-parameters). */
export function isAsCompiled(compiled: unknown, found: unknown): boolean {
  return sameValue(compiled, found) || sameValue(withReferences(compiled), found);
}

function withReferences(value: unknown): unknown {
  if (typeof value === 'string') return value.includes('#{') ? { 'Fn::Sub': referring(value) } : value;
  if (Array.isArray(value)) return value.map(withReferences);
  if (!isObject(value)) return value;
  const childOf = (key: string, child: unknown): unknown =>
    key === 'Fn::Sub' && typeof child === 'string' ? referring(child) : withReferences(child);
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, childOf(key, child)]));
}

function referring(text: string): string {
  return text.replace(/#(\{[^}]+\})/g, '$$$1');
}
