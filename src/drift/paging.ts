/** Answers that come in pages. */
import { type JsonObject, isObject } from '../util/objects';
import { type AwsCall, AwsFailure, type AwsService } from './aws';

export interface PagedRequest {
  readonly service: AwsService;
  readonly action: string;
  readonly params: JsonObject;
  /** What the list is called in the answer: the first of these names that is there. */
  readonly items: readonly string[];
  /** What the next page is asked for with, and called in the answer. */
  readonly token: string;
}

/** No API has as many: an answer that never ends, ends here. */
const MOST_PAGES = 1000;

/** Every item of every page. Rejects where the pages have no end. */
export async function readPages(call: AwsCall, request: PagedRequest): Promise<JsonObject[]> {
  const { service, action, params, items, token } = request;
  const read: JsonObject[] = [];
  const asked = new Set<unknown>();
  let next: unknown = null;
  do {
    const page = await call(service, action, next === null ? params : { ...params, [token]: next });
    const list = items.map((name) => page[name]).find(Array.isArray) ?? [];
    read.push(...list.filter(isObject));
    next = typeof page[token] === 'string' && page[token] !== '' ? page[token] : null;
    if (asked.has(next) || asked.size >= MOST_PAGES)
      throw new AwsFailure(service, action, new Error('its pages have no end'));
    if (next !== null) asked.add(next);
  } while (next !== null);
  return read;
}
