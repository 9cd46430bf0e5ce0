/** What the user configured, and what other plugins have made of it at each state of a service. */
import type { Template } from '../cloudformation';
import { throwIfAny } from '../errors';
import type { PlannedService } from '../plan/plan-service';
import type { Service } from '../serverless';
import { type AppliedChanges, userAuthorizers } from '../service/applied-changes';
import { CodeHistory } from '../service/code-history';
import { readCode } from '../service/context';
import { findLostProtection } from './audit-service';
import { findGoneRoutes } from './gone-routes';
import { type Intent, type Intents, extendIntent, readIntent } from './intent';
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

/** A comparison that found nothing: the same plan, of functions that have run nothing else, is not compared again. */
interface Compared {
  readonly planned: PlannedService;
  readonly codes: number;
  /** What of the plan counts. */
  readonly kept: PlannedService;
}

export class IntentRecord {
  private readonly history = new CodeHistory();
  private states: States | undefined;
  private compared: Compared | undefined;

  constructor(private readonly changes: AppliedChanges) {}

  /** Whether what is configured is known. */
  get hasFirst(): boolean {
    return this.states !== undefined;
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
   * Compares a plan with what was configured, or keeps it as that, and returns the same plan with what counts of it.
   * Throws {@link PassageError} where other plugins have taken protection from a route.
   */
  compare(planned: PlannedService, service: Service): PlannedService {
    if (this.compared?.planned === planned && this.compared.codes === this.history.size)
      return this.compared.kept;
    const { first, last } = this.states ?? this.keepFirst(planned, service);
    const now = readIntent(planned, userAuthorizers(service, this.changes), this.history, last);
    throwIfAny(findLostProtection(first, last, now));
    this.states = { first, last: extendIntent(last, now) };
    return this.keepCompared(planned, first, now);
  }

  private keepCompared(planned: PlannedService, first: Intent, now: Intent): PlannedService {
    const kept = keepOptOuts(planned, first, now);
    this.compared = { planned, codes: this.history.size, kept };
    return kept;
  }

  /** @param template what would be deployed, with its nested stacks */
  readChanges(planned: PlannedService, service: Service, template: Template): Changes {
    if (this.states === undefined) return NO_CHANGES;
    const { first } = this.states;
    const now = readIntent(planned, userAuthorizers(service, this.changes), this.history);
    return { gone: findGoneRoutes(first, now, template), intents: { first, now } };
  }
}
