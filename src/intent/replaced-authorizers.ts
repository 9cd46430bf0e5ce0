/** The user's own authorizers that another plugin has defined again, under the same name. Pure. */
import { sameValue } from '../cloudformation';
import type { Finding } from '../errors';
import { replacedAuthorizer } from './change-messages';
import type { Intent } from './intent';

/** Of definitions with one name the framework takes the last. One that the user has replaced so stays replaced. */
export function findReplacedAuthorizers(first: Intent, now: Intent): Finding[] {
  const [before, taken] = [first, now].map(
    ({ definitions }) => new Map(definitions.map((definition) => [definition.logicalId, definition])),
  );
  return now.definitions.flatMap(({ logicalId, where, settings: expected }) => {
    const [configured, used] = [before?.get(logicalId), taken?.get(logicalId)];
    if (configured === undefined || used === undefined) return [];
    if ([expected, configured.settings].some((each) => sameValue(each, used.settings))) return [];
    return [replacedAuthorizer(where, used.where, { expected, found: used.settings })];
  });
}
