/** A service that could not be planned yet: `custom.passage` is all that another plugin may complete. Pure. */
import { sameValue } from '../cloudformation';
import { APP_KEYS, TOP_KEYS } from '../config/known-keys';
import { parseConfig } from '../config/parse';
import { type Finding, throwIfAny } from '../errors';
import type { Service } from '../serverless';
import { copyTree, isObject, propertyOf } from '../util/objects';
import { changedSetting } from './change-messages';

/**
 * A copy of what decides about routes: other plugins may change the service's own objects. Of `custom`, only our block:
 * other plugins may keep there what cannot be copied.
 */
export function copyService({ service, provider, custom, functions, resources }: Service): Service {
  const passage = propertyOf(custom, 'passage');
  const block = passage === undefined ? {} : { passage };
  return copyTree({ service: service ?? null, provider, custom: block, functions, resources });
}

/** The service with what `custom` is by now. Throws {@link PassageError} where a value was changed. */
export function completeService(service: Service, custom: unknown): Service {
  throwIfAny(findRewrittenValues(service.custom, custom));
  return { ...service, custom };
}

/**
 * Values of the block that another plugin has changed or removed. It may add what is missing, and replace what is wrong.
 *
 * @param before `custom` as the user wrote it
 * @param now `custom` as it is by now
 */
export function findRewrittenValues(before: unknown, now: unknown): Finding[] {
  const problems = parseConfig(before).problems.map(({ where }) => where);
  const isWrong = (where: string): boolean =>
    problems.some(
      (place) => place === where || place.startsWith(`${where}.`) || place.startsWith(`${where}[`),
    );
  const found = valuesOf(propertyOf(now, 'passage'));
  return (
    [...valuesOf(propertyOf(before, 'passage'))]
      // An app that another plugin adds may be the default one.
      .filter(([where]) => where === 'custom.passage.defaultApp' || !isWrong(where))
      .filter(([where, expected]) => !sameValue(expected, found.get(where)))
      .map(([where, expected]) => changedSetting(where, { expected, found: found.get(where) }))
  );
}

/** Each value of the block and of its apps, by its place. */
function valuesOf(block: unknown): Map<string, unknown> {
  const keysOf = (object: unknown, keys: readonly string[], where: string): [string, unknown][] =>
    keys.flatMap((key) => {
      const value = propertyOf(object, key);
      return value === undefined ? [] : [[`${where}.${key}`, value]];
    });
  const apps = propertyOf(block, 'apps');
  const topKeys = TOP_KEYS.filter((key) => key !== 'apps');
  return new Map([
    ...keysOf(block, topKeys, 'custom.passage'),
    ...Object.entries(isObject(apps) ? apps : {}).flatMap(([key, app]) =>
      keysOf(app, APP_KEYS, `custom.passage.apps.${key}`),
    ),
  ]);
}
