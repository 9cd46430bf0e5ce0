/** A service that the framework has read back from a package. */
import type { EventConfig, FunctionConfig, Service } from '../serverless';
import { API_KINDS, EVENT_KEY, eventsOf, identity, parseEvent } from '../service/events';
import { isObject } from '../util/objects';
import { FUNCTION_NAME } from './authorizer-function';

/**
 * The service with the functions and events that were packaged: other plugins add, remove and rename them while it is
 * packaged, and do nothing while that package is deployed. What is configured of them now is as it is configured: in the
 * package, authorizers are as the framework has compiled them.
 *
 * @param configured the service before the framework read the package
 * @param packaged the service by now
 */
export function packagedService(configured: Service, packaged: Service): Service {
  const events = new Map(
    Object.values(configured.functions).flatMap((config) =>
      eventsOf(config).map(([, event]) => [placeOf(event), event] as const),
    ),
  );
  // Events of other kinds are as packaged.
  events.delete('');
  const functions = Object.entries(packaged.functions)
    .filter(([name]) => name !== FUNCTION_NAME || name in configured.functions)
    .map(([name, config]): [string, FunctionConfig] => [
      name,
      { ...(configured.functions[name] ?? config), events: eventsAsPackaged(config, events) },
    ]);
  return { ...configured, functions: Object.fromEntries(functions) };
}

function eventsAsPackaged({ events }: FunctionConfig, configured: ReadonlyMap<string, EventConfig>): unknown {
  if (!Array.isArray(events)) return events;
  return events.map((event: unknown) =>
    isObject(event) ? (configured.get(placeOf(event)) ?? event) : event,
  );
}

/** The routes of an event, as a text; empty where it has none. */
function placeOf(event: EventConfig): string {
  const routes = API_KINDS.map((api) => {
    const parsed = parseEvent(api, event[EVENT_KEY[api]]);
    return parsed === null ? '' : identity({ api, ...parsed });
  });
  return routes.join('');
}
