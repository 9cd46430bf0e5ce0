/** What is warned about where another plugin has added events, or says other things on them. */
import { type Note, warning } from '../errors';
import type { Change } from './change-messages';

/** A new route of a function with a protected one, with less protection. */
export function addedRoute(
  where: string,
  route: string,
  other: { readonly route: string; readonly where: string; readonly functionName: string },
  { expected, found }: Change,
): Note {
  const what = `another plugin added ${route} beside ${other.route} (${other.where}), and it is protected differently`;
  const fix = `Set \`passage\` on functions.${other.functionName}, or on the new event: \`passage: false\` if it is meant to be public; otherwise with its app and scopes`;
  return warning(where, what, { expected, found, fix });
}

/** A protected event that says less by now: that it is public, or other scopes. */
export function restatedEvent(where: string, route: string, { expected, found }: Change): Note {
  const what =
    found === 'public'
      ? `wrote \`passage: false\` on ${route}, which is configured as protected`
      : `wrote on ${route} how it is protected, which is configured differently`;
  return warning(where, `another plugin ${what}`, {
    expected,
    found,
    fix: 'If that is meant, write it in the configuration. If not, have the plugin keep `passage` and `authorizer` of each event',
  });
}

/** A new public event that gets requests that also match a protected route. */
export function openedPart(where: string, route: string, other: string): Note {
  const what = `another plugin added ${route}, which is public and gets requests that also match ${other}, which is protected`;
  const fix =
    'If it is meant to be public, write it in the configuration. If not, have the plugin leave it out';
  return warning(where, what, { fix });
}
