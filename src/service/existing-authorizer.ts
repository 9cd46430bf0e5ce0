/** The authorizer that an event names. */
import { type PassageSetting, parseOption } from '../config/option';
import { formatValue } from '../errors';
import { type JsonObject, copyJson, isObject } from '../util/objects';
import type { ApiKind, EventOptions } from './events';
import { scopeTexts } from './scopes';

export interface ExistingAuthorizer {
  /** What it is called, for people: a name, an ID, `aws_iam`. */
  readonly label: string;
  /** Whom API Gateway asks, as a text to compare, however else it is called. */
  readonly asked: string;
  /** Its name, where it is referenced by name. */
  readonly name: string | null;
  /** Its ID, where it is referenced by ID. */
  readonly id: unknown;
  readonly scopes: readonly string[] | null;
  /** What else the event says of it: its type, its ARN, how long a decision is kept. */
  readonly options: JsonObject;
  /** What our reference to a Lambda authorizer says of the route, wherever another plugin has copied it to. */
  readonly setting: Extract<PassageSetting, { protect: true }> | null;
}

/** As the framework reads it: for an HTTP API without its ARN, and its type as it is written. */
export function readExistingAuthorizer(
  { authorizer }: EventOptions,
  api: ApiKind,
): ExistingAuthorizer | null {
  if (authorizer === undefined || authorizer === null || authorizer === '') return null;
  const unknown = { name: null, id: null, scopes: null, options: {}, setting: null };
  if (typeof authorizer === 'string') return { ...unknown, ...called(authorizer), name: authorizer };
  if (!isObject(authorizer)) return { ...unknown, ...called(authorizer) };
  const { name, id, authorizerId, scopes, passage, ...options } = authorizer;
  const { type, arn } = options;
  const said = { scopes: Array.isArray(scopes) ? scopeTexts(scopes) : null, options: copyJson(options) };
  const isHttp = api === 'http';
  // Whatever else another plugin has merged into it.
  if (type === 'aws_iam' || (!isHttp && String(type).toLowerCase() === 'aws_iam'))
    return { ...unknown, ...said, ...called(type) };
  const setting = isObject(passage) ? parseOption(passage, 'authorizer').setting : null;
  const [label, asked] = [
    [name, arn, authorizerId, id, type],
    isHttp ? [id, name, type] : [authorizerId, arn, name, type],
  ].map((names) => names.find((value) => value !== undefined));
  return {
    ...called(label, asked),
    name: typeof name === 'string' && id === undefined && (isHttp || arn === undefined) ? name : null,
    id: id ?? authorizerId ?? null,
    ...said,
    setting: setting?.protect === true ? setting : null,
  };
}

function called(label: unknown, asked = label): Pick<ExistingAuthorizer, 'label' | 'asked'> {
  return {
    label: typeof label === 'string' ? label : formatValue(label),
    asked: (typeof asked === 'string' ? asked : JSON.stringify(asked ?? null)).toLowerCase(),
  };
}
