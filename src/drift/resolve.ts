/** What CloudFormation resolved an intrinsic function to, where that can be read. */
import { type Value, isIntrinsic } from '../config/config';
import { isObject, propertyOf } from '../util/objects';
import { type AwsCall, AwsFailure } from './aws';
import { notPermitted, notResolved } from './report-messages';
import type { Resolved } from './expected-types';
import { textOf } from './live-api';
import { readPages } from './paging';
import type { Stack } from './stack';

interface Context {
  readonly call: AwsCall;
  readonly stack: Stack;
  readonly region: string;
}

export type Resolve = (value: Value) => Promise<Resolved>;

/** A function that resolves a value once. Lists of exports and outputs are asked for only where a value needs them. */
export function makeResolve(context: Context): Resolve {
  const known = new Map<string, Promise<Resolved>>();
  return (value) => {
    const key = JSON.stringify(value);
    const resolved = known.get(key) ?? resolveOnce(value, context);
    known.set(key, resolved);
    return resolved;
  };
}

async function resolveOnce(value: Value, context: Context): Promise<Resolved> {
  try {
    const known = await resolve(value, context);
    return known === null ? { written: value, why: notResolved(value) } : { known };
  } catch (error) {
    if (!(error instanceof AwsFailure) || error.kind !== 'denied') throw error;
    return { written: value, why: notPermitted(value, error.permission), failure: error };
  }
}

type Resolver = (argument: unknown, context: Context) => Promise<string | null>;

const FUNCTIONS: Readonly<Record<string, Resolver>> = {
  Ref: resolveRef,
  'Fn::Sub': resolveSub,
  'Fn::Join': resolveJoin,
  'Fn::GetAtt': resolveAttribute,
  'Fn::ImportValue': resolveImport,
};

/** `null` where it cannot be read. */
async function resolve(value: unknown, context: Context): Promise<string | null> {
  if (typeof value === 'string') return value;
  if (!isIntrinsic(value) || Array.isArray(value)) return null;
  const [[name, argument] = ['', undefined], ...more] = Object.entries(value);
  const resolver = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  return resolver === undefined || more.length > 0 ? null : resolver(argument, context);
}

async function resolveRef(name: unknown, context: Context): Promise<string | null> {
  if (typeof name !== 'string') return null;
  if (name.startsWith('AWS::')) return pseudoParameter(name, context);
  return (await context.stack.find(name))?.physicalId ?? null;
}

async function pseudoParameter(name: string, { stack, region }: Context): Promise<string | null> {
  if (name === 'AWS::Region') return region;
  if (name === 'AWS::StackName') return stack.name;
  const arn = await stack.arn();
  const [, partition = '', , , account = ''] = arn.split(':');
  const suffix = partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
  const values = new Map([
    ['AWS::StackId', arn],
    ['AWS::Partition', partition],
    ['AWS::AccountId', account],
    ['AWS::URLSuffix', partition === '' ? '' : suffix],
  ]);
  return nonEmpty(values.get(name));
}

/** Text with `${Name}` and `${Name.Attribute}` in it, and `${!Literal}`. */
async function resolveSub(argument: unknown, context: Context): Promise<string | null> {
  const [text, names] = Array.isArray(argument) ? (argument as unknown[]) : [argument];
  if (typeof text !== 'string') return null;
  const parts = text.split(/(\$\{[^}]*\})/);
  const resolved = await Promise.all(
    parts.map(async (part) => {
      const name = /^\$\{\s*([^}]*?)\s*\}$/.exec(part)?.[1];
      if (name === undefined) return part;
      if (name.startsWith('!')) return `\${${name.slice(1)}}`;
      const own = isObject(names) && Object.hasOwn(names, name) ? names[name] : undefined;
      if (own !== undefined) return resolve(own, context);
      return name.includes('.') ? resolveAttribute(name, context) : resolveRef(name, context);
    }),
  );
  return joinKnown(resolved, '');
}

async function resolveJoin(argument: unknown, context: Context): Promise<string | null> {
  const [separator, parts] = Array.isArray(argument) ? (argument as unknown[]) : [];
  if (typeof separator !== 'string' || !Array.isArray(parts)) return null;
  return joinKnown(await Promise.all(parts.map((part: unknown) => resolve(part, context))), separator);
}

function joinKnown(parts: readonly (string | null)[], separator: string): string | null {
  return parts.includes(null) ? null : parts.join(separator);
}

/** Outputs of a nested stack. What other resources answer to `Fn::GetAtt` is in no list of CloudFormation's. */
async function resolveAttribute(attribute: unknown, { call, stack }: Context): Promise<string | null> {
  const text = Array.isArray(attribute) ? attribute.map(String).join('.') : textOf(attribute);
  const [, id, output] = /^([^.]+)\.Outputs\.(.+)$/.exec(text) ?? [];
  if (id === undefined) return null;
  const nested = await stack.find(id);
  if (nested === null) return null;
  const { Stacks } = await call('CloudFormation', 'describeStacks', { StackName: nested.physicalId });
  const outputs = propertyOf(Array.isArray(Stacks) ? Stacks[0] : null, 'Outputs');
  const entries: readonly unknown[] = Array.isArray(outputs) ? outputs : [];
  const found = entries.find((entry) => propertyOf(entry, 'OutputKey') === output);
  return nonEmpty(propertyOf(found, 'OutputValue'));
}

async function resolveImport(argument: unknown, context: Context): Promise<string | null> {
  const name = await resolve(argument, context);
  if (name === null) return null;
  const exports = await readPages(context.call, {
    service: 'CloudFormation',
    action: 'listExports',
    params: {},
    items: ['Exports'],
    token: 'NextToken',
  });
  return nonEmpty(exports.find(({ Name }) => Name === name)?.Value);
}

/** A string that is there. */
function nonEmpty(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
