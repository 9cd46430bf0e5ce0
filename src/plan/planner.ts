/** Plans a service as often as anything that its plan is made of has changed. */
import { throwIfAny } from '../errors';
import type { Serverless, Service } from '../serverless';
import type { AppliedChanges } from '../service/applied-changes';
import { misplacedAtTopLevel } from '../service/misplaced-keys';
import { type PlannedService, planService } from './plan-service';
import { type Snapshot, isSameSnapshot, takeSnapshot } from './snapshot';

export class Planner {
  private last: { readonly planned: PlannedService; readonly snapshot: Snapshot } | undefined;

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
    const snapshot = this.snapshotOf(service);
    if (this.last !== undefined && isSameSnapshot(this.last.snapshot, snapshot)) {
      const { planned } = this.last;
      throwIfAny([
        ...misplacedAtTopLevel(this.serverless.configurationInput),
        ...(isEarly ? [] : planned.incomplete),
      ]);
      return planned;
    }
    const planned = planService(service, this.serverless, this.changes, isEarly);
    this.last = { planned, snapshot };
    return planned;
  }

  /** Takes the service as it is now for unchanged: a plan that is written into it is read from it again. */
  keep(service: Service): void {
    if (this.last !== undefined) this.last = { ...this.last, snapshot: this.snapshotOf(service) };
  }

  private snapshotOf(service: Service): Snapshot {
    const provider = this.serverless.getProvider('aws');
    // Without AWS there is no plan, and nothing to compare.
    return provider === false ? [] : takeSnapshot(service, provider, this.changes);
  }
}
