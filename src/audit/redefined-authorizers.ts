/** Authorizers of events to which `resources:` refers, and which another plugin has defined anew. Pure. */
import { referencesIn } from '../cloudformation';
import type { Values } from '../errors';
import type { Intents } from '../intent/intent';
import { isAsCompiled } from '../template/as-compiled';
import type { JsonObject } from '../util/objects';

/** Finds the one to which an authorization refers. */
export function makeFindRedefined(
  intents: Intents | undefined,
): (authorization: JsonObject) => Values | undefined {
  if (intents === undefined) return () => undefined;
  // Of definitions with one logical ID, the framework takes the last.
  const [before, now] = [intents.first, intents.now].map(
    ({ definitions }) =>
      new Map(definitions.map(({ logicalId, kind, settings }) => [logicalId, { ...kind, ...settings }])),
  );
  return ({ AuthorizerId }) =>
    referencesIn(AuthorizerId)
      .map((id) => ({ expected: before?.get(String(id)), found: now?.get(String(id)) }))
      .find(
        ({ expected, found }) =>
          expected !== undefined && found !== undefined && !isAsCompiled(expected, found),
      );
}
