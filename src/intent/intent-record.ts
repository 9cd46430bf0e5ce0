/** What the user configured, and what other plugins have made of it at each state of a service. */
import { type Template, propertiesOf, sameValue } from '../cloudformation';
import { throwIfAny } from '../errors';
import type { PlannedService } from '../plan/plan-service';
import type { Plan } from '../plan/types';
import type { Service } from '../serverless';
import { type AppliedChanges, userAuthorizers } from '../service/applied-changes';
import { CodeHistory } from '../service/code-history';
import { readCode } from '../service/context';
import { type ConfiguredResources, withEntriesOf } from '../template/configured-resources';
import { entryUnderResources } from '../template/resource-routes';
import { ofPackage } from './change-messages';
import { type Entries, readEntries, withEntries } from './extended-events';
import { findGoneRoutes } from './gone-routes';
import {
  type Intent,
  type IntendedRoute,
  type Intents,
  extendIntent,
  plannedRoutes,
  readIntent,
  hasSameSettings,
} from './intent';
import { findLostProtection } from './lost-protection';
import { keepOptOuts } from './opt-outs';
import { type GoneRoutes, NOTHING_GONE } from './route-changes';

interface States {
  readonly first: Intent;
  /** What was configured, with what other plugins have added since. */
  readonly last: Intent;
}

/** What has become of the service since it was configured. */
export interface Changes {
  readonly gone: GoneRoutes;
  /** `undefined` where it is not known what was configured. */
  readonly intents?: Intents;
}

export const NO_CHANGES: Changes = { gone: NOTHING_GONE };

/** What of a service is compared. */
interface State {
  readonly planned: PlannedService;
  readonly entries: Entries;
}

/** A comparison that found nothing: the same plan, of functions that have run nothing else, is not compared again. */
interface Compared extends State {
  readonly codes: number;
  /** The plan without opt-outs of other plugins. */
  readonly kept: PlannedService;
}

export class IntentRecord {
  private readonly history = new CodeHistory();
  private states: States | undefined;
  private compared: Compared | undefined;
  /** Routes of a package that was made earlier, where they are not as configured: their identities. */
  private packaged: ReadonlySet<string> = new Set();

  constructor(private readonly changes: AppliedChanges) {}

  /** What is configured; `undefined` where it is not known yet. */
  get first(): Intent | undefined {
    return this.states?.first;
  }

  /** Keeps what functions run at this state: other plugins may rewrite their handlers. */
  recordCode(service: Service): void {
    this.history.record(readCode(service, this.changes));
  }

  /** Keeps what is configured. */
  keepFirst(planned: PlannedService, service: Service): States {
    const isFirstState = this.history.size === 0;
    this.recordCode(service);
    const entries = entriesOf(planned, service);
    const read = readIntent(planned, userAuthorizers(service, this.changes), new CodeHistory());
    const first = withEntries(read, entries);
    this.states = { first, last: first };
    // Until functions run something else, this plan is the very intent that it is to be compared with.
    if (isFirstState) this.keepCompared({ planned, entries }, first, first);
    return this.states;
  }

  /**
   * Compares a plan with what was configured; the first plan is kept as that. Returns the plan without the opt-outs
   * (`passage: false` of a function) that another plugin wrote. Throws {@link PassageError} where other plugins have taken
   * protection from a route.
   *
   * @param packaged the template of the package that the service was read from: nothing is said in that by now
   */
  compare(planned: PlannedService, service: Service, packaged?: Template): PlannedService {
    const entries = entriesOf(planned, service, packaged);
    const { compared } = this;
    if (compared !== undefined && this.isSame(compared, { planned, entries })) return compared.kept;
    const { first, last } = this.states ?? this.keepFirst(planned, service);
    const read = readIntent(planned, userAuthorizers(service, this.changes), this.history, last);
    if (packaged !== undefined) this.packaged = notConfigured(read, last);
    const now = markPackaged(withEntries(read, entries), this.packaged);
    const found = findLostProtection(first, last, now);
    throwIfAny(packaged === undefined ? found : found.map(ofPackage));
    this.states = { first, last: extendIntent(last, now) };
    return this.keepCompared({ planned, entries }, first, now);
  }

  private isSame(compared: Compared, { planned, entries }: State): boolean {
    if (compared.planned !== planned || compared.codes !== this.history.size) return false;
    return sameValue(Object.fromEntries(compared.entries), Object.fromEntries(entries));
  }

  private keepCompared(state: State, first: Intent, now: Intent): PlannedService {
    const kept = keepOptOuts(state.planned, first, now);
    this.compared = { ...state, codes: this.history.size, kept };
    return kept;
  }

  /** What is configured, with entries for events that another plugin has moved: it has to move these, too. */
  withMovedEntries(
    configured: ConfiguredResources,
    { resources }: Service,
    { routes }: Plan,
  ): ConfiguredResources {
    if (this.states === undefined) return configured;
    const known = new Set(plannedRoutes(this.states.first).map(({ logicalId }) => logicalId));
    const ids = routes.map(({ logicalId }) => logicalId);
    const moved = ids.filter((id) => !known.has(id));
    return withEntriesOf(configured, resources, moved);
  }

  /** @param template what would be deployed, with its nested stacks */
  readChanges(planned: PlannedService, service: Service, template: Template): Changes {
    if (this.states === undefined) return NO_CHANGES;
    const { first } = this.states;
    const read = readIntent(planned, userAuthorizers(service, this.changes), this.history);
    // The framework removes `resources.extensions` from the service once it has merged them.
    const entries = this.compared?.entries ?? entriesOf(planned, service);
    const now = markPackaged(withEntries(read, entries), this.packaged);
    return { gone: findGoneRoutes(first, now, template), intents: { first, now } };
  }
}

/** @param packaged the template of a package, into which entries of events are merged that were moved meanwhile */
function entriesOf({ plan }: PlannedService, { resources }: Service, packaged?: Template): Entries {
  const byId = new Map(plan.routes.map((route) => [route.logicalId, route]));
  return readEntries(plan.routes, (logicalId) => {
    const entry = entryUnderResources(resources, logicalId);
    const compiled = packaged?.Resources[logicalId];
    if (entry !== undefined || compiled === undefined) return entry;
    // Of what an event names only the scopes are written alike in both.
    const { Condition } = compiled;
    const { AuthorizationScopes } = propertiesOf(compiled);
    return byId.get(logicalId)?.decision.access === 'public'
      ? compiled
      : { Condition, Properties: { AuthorizationScopes } };
  });
}

/** Routes of which no configured event says what their event says: their identities. */
function notConfigured({ routes }: Intent, configured: Intent): ReadonlySet<string> {
  const isConfigured = ([name, route]: readonly [string, IntendedRoute]): boolean => {
    const before = configured.routes.get(name);
    return before !== undefined && hasSameSettings(before, route);
  };
  return new Set([...routes].filter((entry) => !isConfigured(entry)).map(([name]) => name));
}

function markPackaged(intent: Intent, packaged: ReadonlySet<string>): Intent {
  // Stryker disable next-line ConditionalExpression: it only saves time.
  if (packaged.size === 0) return intent;
  const marked = [...intent.routes].map(
    ([name, route]) => [name, packaged.has(name) ? { ...route, isPackaged: true } : route] as const,
  );
  return { ...intent, routes: new Map(marked) };
}
