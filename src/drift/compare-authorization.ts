/** Compares the authorizer of a live route with the planned one. Pure. */
import type { Difference } from './drift-report';
import type { Authorization, Resolved } from './expected-types';
import type { LiveApi, LiveAuthorizer, LiveRoute } from './live-api';
import {
  CACHES_NOTHING,
  answerForm,
  cachesFor,
  cannotCompare,
  inFunction,
  notAnswered,
} from './report-messages';

interface Compared {
  readonly differences: readonly Difference[];
  readonly notCompared: readonly string[];
}

/** What the function is asked and answers in: a policy, or another event, is a 500. */
const ANSWER_FORM = answerForm('2.0', true);

const SAME: Compared = { differences: [], notCompared: [] };

export function compareAuthorization(expected: Authorization, route: LiveRoute, live: LiveApi): Compared {
  const type = differs('authorizationType', expected.type, route.authorizationType);
  const needsAuthorizer = expected.issuer !== null || expected.audience !== null || expected.id !== null;
  if (!needsAuthorizer) return type;
  const authorizer = live.authorizers.get(route.authorizerId ?? '');
  const found = authorizer === undefined ? route.authorizerId : `${authorizer.name} (${authorizer.id})`;
  const id = compareId(expected, route.authorizerId, found);
  if (authorizer === undefined) {
    const missing: Difference = { what: 'authorizer', expected: expected.name, found };
    // Of an authorizer that is not the plugin's own only the ID is known.
    const isOurs = [expected.issuer, expected.audience, expected.functionArn].some((value) => value !== null);
    return join([type, isOurs ? { ...id, differences: [missing] } : id]);
  }
  const identitySource = differs('identitySource', expected.identitySource, authorizer.identitySource);
  return join([
    type,
    id,
    ...compareIssuers(expected, authorizer),
    identitySource,
    compareFunction(expected, authorizer),
  ]);
}

function compareId({ name, id }: Authorization, liveId: string | null, found: string | null): Compared {
  if (id === null) return SAME;
  if ('why' in id) return unknown(name, 'authorizer ID', id);
  if (id.known === liveId) return SAME;
  return { ...SAME, differences: [{ what: 'authorizer', expected: `${name} (${id.known})`, found }] };
}

function compareIssuers(expected: Authorization, { issuers, name }: LiveAuthorizer): Compared[] {
  if (expected.issuer === null && expected.audience === null) return [SAME];
  if (issuers === null) {
    return ['issuer', 'audience'].map((what) => ({
      ...SAME,
      notCompared: [cannotCompare(name, what, notAnswered())],
    }));
  }
  const found = issuers.map(({ issuer }) => issuer);
  return [
    compareList('issuer', expected.name, expected.issuer === null ? null : [expected.issuer], found),
    compareList(
      'audience',
      expected.name,
      expected.audience,
      issuers.flatMap(({ audience }) => audience),
    ),
  ];
}

/**
 * A Lambda authorizer must call the function that was deployed, for every request: a decision that is used again may be
 * one about a route with other scopes, or outlive its token.
 */
function compareFunction({ name, functionArn }: Authorization, found: LiveAuthorizer): Compared {
  if (functionArn === null) return SAME;
  const cached: Difference[] =
    found.cachedSeconds === 0
      ? []
      : [{ what: 'authorizer', expected: CACHES_NOTHING, found: cachesFor(found.cachedSeconds) }];
  const isSame = 'why' in functionArn || functionArn.known === found.functionArn;
  const form: Difference[] =
    found.answerForm === null || found.answerForm === ANSWER_FORM
      ? []
      : [{ what: 'authorizer', expected: ANSWER_FORM, found: found.answerForm }];
  const called: Difference[] = isSame
    ? []
    : [{ what: 'authorizer', expected: functionArn.known, found: found.functionArn }];
  const notCompared = [...unknown(name, 'function', functionArn).notCompared, inFunction(name)];
  return { differences: [...called, ...form, ...cached], notCompared };
}

/** Compares as sets. What is not known on one side may be anything, but it must be there. */
function compareList(
  what: 'issuer' | 'audience',
  name: string,
  expected: readonly Resolved[] | null,
  found: readonly string[],
): Compared {
  if (expected === null) return SAME;
  const known = new Set(expected.flatMap((value) => ('known' in value ? [value.known] : [])));
  const open = expected.filter((value) => 'why' in value);
  const others = [...new Set(found)].filter((value) => !known.has(value));
  const isSame =
    [...known].every((value) => found.includes(value)) &&
    (open.length === 0 ? others.length === 0 : others.length > 0 && others.length <= open.length);
  const notCompared = open.flatMap((value) => unknown(name, what, value).notCompared);
  if (isSame) return { differences: [], notCompared };
  const written = expected.map((value) => ('known' in value ? value.known : value.written));
  return {
    differences: [{ what, expected: single(what, written), found: single(what, found) }],
    notCompared,
  };
}

/** An issuer is one value, unless somebody gave the authorizer several. */
function single(what: string, values: readonly unknown[]): unknown {
  return what === 'issuer' && values.length <= 1 ? (values[0] ?? null) : values;
}

function differs(what: Difference['what'], expected: string | null, found: string): Compared {
  return expected === null || expected === found
    ? SAME
    : { ...SAME, differences: [{ what, expected, found }] };
}

function unknown(name: string, what: string, value: Resolved): Compared {
  return 'why' in value ? { ...SAME, notCompared: [cannotCompare(name, what, value.why)] } : SAME;
}

function join(parts: readonly Compared[]): Compared {
  return {
    differences: parts.flatMap(({ differences }) => differences),
    notCompared: parts.flatMap(({ notCompared }) => notCompared),
  };
}
