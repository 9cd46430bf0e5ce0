/** A template under combinations of its conditions: what is protected by several routes has to be so under each. Pure. */
import type { Template } from '../cloudformation';
import type { Changes } from '../intent/intent-record';
import type { ApiRoute } from '../template/api-resources';
import type { ConfiguredRoute } from './configured-routes';

/** A template while some of its conditions are false. */
export interface Variant {
  /** Without the resources that are not there. */
  readonly template: Template;
  /** Those that are there as configured, and protected ones that are there by now. */
  readonly configuredRoutes: readonly ConfiguredRoute[];
  readonly holds: (condition: unknown) => boolean;
  /** The names of the conditions that are false: none for the template itself. */
  readonly untrue: readonly string[];
}

export function wholeTemplate(template: Template, configuredRoutes: readonly ConfiguredRoute[]): Variant {
  return { template, configuredRoutes, holds: () => true, untrue: [] };
}

/** More conditions than this are not combined: each is true alone, and false alone. */
const MOST_COMBINED = 4;

/**
 * Of the conditions of routes, where a protected one is under `resources:`, or one of an event is gone. What else
 * conditions mean is not known.
 *
 * @param routes those of the template
 */
export function variantsOf(
  { template, configuredRoutes }: Variant,
  routes: readonly ApiRoute[],
  { gone, intents }: Pick<Changes, 'gone' | 'intents'>,
): Variant[] {
  if (gone.all.length === 0 && !configuredRoutes.some(({ isClosed }) => isClosed)) return [];
  const conditions = [
    ...configuredRoutes.map(({ condition }) => condition),
    ...[...(intents?.first.routes.values() ?? [])].map(({ event }) => event.entry?.condition),
    ...routes.map(({ resource }) => resource.Condition),
  ];
  const names = [...new Set(conditions.filter((condition) => typeof condition === 'string'))];
  return combinations(names).map((untrue) => {
    const holds = (condition: unknown): boolean => !untrue.includes(String(condition));
    const there = Object.entries(template.Resources).filter(([, { Condition }]) => holds(Condition));
    const Resources = Object.fromEntries(there);
    return {
      template: { ...template, Resources },
      configuredRoutes: configuredRoutes.filter(
        ({ condition, isClosed, logicalId }) => holds(condition) || (isClosed && logicalId in Resources),
      ),
      holds,
      untrue,
    };
  });
}

/** Which conditions are false: never none, which is the template itself. */
function combinations(names: readonly string[]): (readonly string[])[] {
  if (names.length > MOST_COMBINED)
    return names.flatMap((name) => [[name], names.filter((other) => other !== name)]);
  const all = names.reduce<(readonly string[])[]>(
    (sets, name) => [...sets, ...sets.map((set) => [...set, name])],
    [[]],
  );
  return all.filter((set) => set.length > 0);
}
