/** Whether a value of a template is, or may be, the ID of an API, however it is written. Pure. */
import { type Template, refersTo, referencesIn, sameValue } from '../cloudformation';
import type { Value } from '../config/config';
import type { Plan } from '../plan/types';
import { API_KINDS, type ApiKind } from '../service/events';
import { groupBy } from '../util/group-by';
import { getOwn, isObject, propertyOf } from '../util/objects';
import { UNKNOWN, isOfSsm, possibleTexts } from './possible-texts';

export type IsApi = (value: unknown) => boolean;

/** Whether a value is the ID of our API of each kind. Without Lambda authorizers a WebSocket API is nobody's. */
export function apiMatchers(template: Template, plan: Plan): Readonly<Record<ApiKind, IsApi>> {
  const ids = apiIds(plan);
  return {
    http: apiMatcher(template, plan, ids.http),
    rest: apiMatcher(template, plan, ids.rest),
    websocket: apiMatcher(template, plan, ids.websocket),
  };
}

/** The ID of our API of each kind. */
export function apiIds({
  httpApi,
  restApiId,
  websocketApiId,
}: ApiIds): Readonly<Record<ApiKind, Value | null>> {
  return { http: httpApi.id, rest: restApiId, websocket: websocketApiId };
}

type ApiIds = Pick<Plan, 'httpApi' | 'restApiId' | 'websocketApiId'>;

/** Whatever the IDs of our APIs refer to, however they are written: logical IDs, each with the kinds of these APIs. */
export function referredApis(plan: ApiIds): ReadonlyMap<string, readonly ApiKind[]> {
  const ids = apiIds(plan);
  const referred = API_KINDS.flatMap((kind) =>
    referencesIn(withoutNames(ids[kind])).map((id) => [String(id), kind] as const),
  );
  const byId = groupBy(referred, ([id]) => id);
  return new Map([...byId].map(([id, entries]) => [id, entries.map(([, kind]) => kind)]));
}

/** What a value is read from. Two values with one source in common may be the same. */
interface Sources {
  /** Logical IDs, and names of parameters. */
  readonly references: readonly unknown[];
  /** Names of outputs of other stacks, or of this one. */
  readonly imports: readonly unknown[];
  /** Names of parameters of SSM. */
  readonly ssm: readonly string[];
  /** What the value may be, where that is known. */
  readonly texts: readonly string[];
}

/**
 * Whatever reads what the ID is read from is taken to be on the API: a reference to it, an import of the same output,
 * or of one of this stack that refers to it, and what may be the same text.
 */
function apiMatcher(template: Template, { stack }: Plan, id: unknown): IsApi {
  if (id === null) return () => false;
  const textsOf = possibleTexts(template, stack);
  // A parameter in the name of an import, or a key of a mapping, is not the ID.
  const own = sourcesOf(template, textsOf, withoutNames(id));
  const ids = { ...sourcesOf(template, textsOf, id), references: own.references.filter(isNoPseudoParameter) };
  const isSameName = (a: unknown, b: unknown): boolean =>
    sameValue(a, b) || textsOf(a).some((text) => /\w/.test(text) && textsOf(b).includes(text));
  const isExported = (name: unknown): boolean =>
    Object.values(template.Outputs ?? {}).some(
      (output) =>
        isSameName(propertyOf(propertyOf(output, 'Export'), 'Name'), name) &&
        ids.references.some((each) => refersTo(output, String(each))),
    );
  return (value) => {
    if (sameValue(value, id)) return true;
    const found = sourcesOf(template, textsOf, value);
    return (
      found.references.some((each) => ids.references.includes(each)) ||
      found.imports.some((name) => ids.imports.some((each) => isSameName(each, name)) || isExported(name)) ||
      found.ssm.some((name) => ids.ssm.includes(name)) ||
      found.texts.some((text) => ids.texts.includes(text))
    );
  };
}

function sourcesOf(
  template: Template,
  textsOf: (value: unknown) => readonly string[],
  value: unknown,
): Sources {
  const references = referencesIn(value);
  const texts = knownTexts(value, textsOf);
  return {
    references,
    imports: importsIn(value),
    ssm: [
      ...texts.flatMap((text) => RESOLVED.exec(text)?.[1] ?? []),
      ...references.flatMap((name) => ssmName(template, name)),
    ],
    texts: texts.filter((text) => text !== '' && !text.includes(UNKNOWN)),
  };
}

/** The texts that a value, or each value in it, may be. */
function knownTexts(value: unknown, textsOf: (value: unknown) => readonly string[]): readonly string[] {
  if (typeof value === 'string') return textsOf(value);
  if (Array.isArray(value)) return value.flatMap((each) => knownTexts(each, textsOf));
  if (!isObject(value)) return [];
  const isComputed = Object.keys(value).some((key) => key === 'Ref' || key.startsWith('Fn::'));
  return isComputed ? textsOf(value) : Object.values(value).flatMap((each) => knownTexts(each, textsOf));
}

const NAMED = ['Fn::ImportValue', 'Fn::FindInMap'];

function withoutNames(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNames);
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(([key]) => !NAMED.includes(key));
  return Object.fromEntries(kept.map(([key, child]) => [key, withoutNames(child)]));
}

function importsIn(value: unknown): unknown[] {
  if (Array.isArray(value)) return value.flatMap(importsIn);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, child]) =>
    key === 'Fn::ImportValue' ? [child] : importsIn(child),
  );
}

/** The account, the region and the like. */
function isNoPseudoParameter(name: unknown): boolean {
  return typeof name === 'string' && !name.startsWith('AWS::');
}

/** A dynamic reference, with or without a version (CloudFormation: "Get a plaintext value from Systems Manager"). */
const RESOLVED = /^\{\{resolve:ssm(?:-secure)?:([^:}]+)/;

/** Of a parameter of the template whose value is in SSM: then its default is a name there. */
function ssmName({ Parameters }: Template, name: unknown): string[] {
  const parameter = typeof name === 'string' ? getOwn(Parameters ?? {}, name) : undefined;
  const value = propertyOf(parameter, 'Default');
  return isOfSsm(parameter) && typeof value === 'string' ? [value] : [];
}
