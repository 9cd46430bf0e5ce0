/** What the user configured, and what other plugins have made of it at each state of a service. */
import type { Template } from '../cloudformation';
import { throwIfAny } from '../errors';
import type { PlannedService } from '../plan/plan-service';
import type { Service } from '../serverless';
import { type AppliedChanges, userAuthorizers } from '../service/applied-changes';
import { CodeHistory } from '../service/code-history';
import { readCode } from '../service/context';
import type { ConfiguredResources } from '../template/configured-resources';
import { NO_ORIGINALS, withEntriesNow } from '../template/route-entries';
import { ofPackage } from './change-messages';
import { findGoneRoutes } from './gone-routes';
import {
  type Intent,
  type IntendedRoute,
  type Intents,
  extendIntent,
  readIntent,
  hasSameSettings,
} from './intent';
import type { Plan } from '../plan/types';
import { findLostProtection } from './lost-protection';
import { keepOptOuts } from './opt-outs';
import { makeOriginalsOf } from './originals';
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

/** A comparison that found nothing: the same plan, of functions that have run nothing else, is not compared again. */
interface Compared {
  readonly planned: PlannedService;
  readonly codes: number;
  /** What it says. */
  readonly now: Intent;
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
    const first = readIntent(planned, userAuthorizers(service, this.changes), new CodeHistory());
    this.states = { first, last: first };
    // Until functions run something else, this plan is the very intent that it is to be compared with.
    if (isFirstState) this.keepCompared(planned, first, first);
    return this.states;
  }

  /**
   * Compares a plan with what was configured; the first plan is kept as that. Returns the plan without the opt-outs
   * (`passage: false` of a function) that another plugin wrote. Throws {@link PassageError} where other plugins have taken
   * protection from a route.
   *
   * @param isPackaged whether the service was read from a package: nothing is said in that by now
   */
  compare(planned: PlannedService, service: Service, isPackaged = false): PlannedService {
    const { compared, history } = this;
    if (compared?.planned === planned && compared.codes === history.size) return compared.kept;
    const { first, last } = this.states ?? this.keepFirst(planned, service);
    const read = readIntent(planned, userAuthorizers(service, this.changes), history, last);
    if (isPackaged) this.packaged = notConfigured(read, last);
    const now = markPackaged(read, this.packaged);
    const found = findLostProtection(first, last, now);
    throwIfAny(isPackaged ? found.map(ofPackage) : found);
    this.states = { first, last: extendIntent(last, now) };
    return this.keepCompared(planned, first, now);
  }

  private keepCompared(planned: PlannedService, first: Intent, now: Intent): PlannedService {
    const kept = keepOptOuts(planned, first, now);
    this.compared = { planned, codes: this.history.size, now, kept };
    return kept;
  }

  /**
   * What is configured, with what entries for routes of events say by now.
   *
   * @param plan of the service that was compared last
   */
  withEntriesNow(
    configured: ConfiguredResources,
    { resources }: Service,
    { routes }: Plan,
  ): ConfiguredResources {
    if (this.states === undefined || this.compared === undefined) return configured;
    const ids = routes.map(({ logicalId }) => logicalId);
    const { first } = this.states;
    // Stryker disable next-line ConditionalExpression: without entries the answer is the same, later.
    const isEmpty = configured.resources.size === 0 && configured.extensions.size === 0;
    const originalsOf = isEmpty ? () => NO_ORIGINALS : makeOriginalsOf(first, this.compared.now);
    return withEntriesNow(configured, resources, ids, originalsOf);
  }

  /** @param template what would be deployed, with its nested stacks */
  readChanges(planned: PlannedService, service: Service, template: Template): Changes {
    if (this.states === undefined) return NO_CHANGES;
    const { first } = this.states;
    const read = readIntent(planned, userAuthorizers(service, this.changes), this.history);
    const now = markPackaged(read, this.packaged);
    return { gone: findGoneRoutes(first, now, template), intents: { first, now } };
  }
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
