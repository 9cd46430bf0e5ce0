/** Plans a service as often as anything that its plan is made of has changed. */
import { throwIfAny } from '../errors';
import type { Serverless, Service } from '../serverless';
import type { AppliedChanges } from '../service/applied-changes';
import { misplacedAtTopLevel } from '../service/misplaced-keys';
import { type PlannedService, planService } from './plan-service';
import { type Snapshot, isUnchanged, takeSnapshot } from './snapshot';

/** The last plan, and the service that it was made of. */
interface Last {
  readonly planned: PlannedService;
  readonly snapshot: Snapshot;
  /** The plan that was written into that service, with what counts of it. */
  readonly written: PlannedService | null;
}

export class Planner {
  private last: Last | undefined;

  constructor(
    private readonly serverless: Serverless,
    /** What this plugin has written into the service. */
    private readonly changes: AppliedChanges,
  ) {}

  /**
   * The plan of a service, the very same one where nothing has changed since. Throws {@link PassageError}.
   *
   * @param isEarly whether other plugins may still add events to functions that have none, and authorizers
   */
  plan(service: Service, isEarly = false): PlannedService {
    const provider = this.serverless.getProvider('aws');
    if (this.last !== undefined && provider !== false) {
      const { planned, snapshot } = this.last;
      if (isUnchanged(snapshot, service, provider, this.changes)) {
        throwIfAny([
          ...misplacedAtTopLevel(this.serverless.configurationInput),
          ...(isEarly ? [] : planned.incomplete),
        ]);
        return planned;
      }
    }
    const planned = planService(service, this.serverless, this.changes, isEarly);
    this.remember(service, planned);
    return planned;
  }

  /** Takes the service as it is now for unchanged: a plan that is written into it is read from it again. */
  keep(service: Service, written: PlannedService): void {
    if (this.last !== undefined) this.remember(service, this.last.planned, written);
  }

  /**
   * Whether a plan is in the service that was planned last: it was written, and nothing has changed or was frozen since.
   * What is frozen the framework cannot compile, so that the plan has to be written again.
   */
  isWritten(planned: PlannedService): boolean {
    return this.last?.written === planned;
  }

  private remember(service: Service, planned: PlannedService, written: PlannedService | null = null): void {
    const provider = this.serverless.getProvider('aws');
    // Without AWS there is no plan.
    if (provider === false) return;
    this.last = { planned, snapshot: takeSnapshot(service, provider, this.changes), written };
  }
}
