/** Reads and plans a service as often as anything that its plan is made of has changed. */
import { throwIfAny } from '../errors';
import type { Serverless, Service } from '../serverless';
import type { AppliedChanges } from '../service/applied-changes';
import { misplacedAtTopLevel } from '../service/misplaced-keys';
import { type ReadService, readRoutes } from '../service/routes';
import { type PlanOptions, type PlannedService, planService } from './plan-service';
import { type Snapshot, isSameFacts, isUnchanged, takeFacts, takeSnapshot } from './snapshot';

/** The routes that were read last, and the service that they were read from. */
interface LastRead {
  readonly read: ReadService;
  readonly snapshot: Snapshot;
}

interface LastPlan {
  readonly planned: PlannedService;
  readonly read: ReadService;
  readonly facts: Snapshot;
  /** The plan that was written into that service, without opt-outs of other plugins. */
  readonly written: PlannedService | null;
}

export class Planner {
  private lastRead: LastRead | undefined;
  private last: LastPlan | undefined;
  /** Functions that had an API event in a plan. */
  private readonly served = new Set<string>();
  /** Those of the first plan. */
  private configured: ReadonlySet<string> | undefined;

  constructor(
    private readonly serverless: Serverless,
    /** What this plugin has written into the service. */
    private readonly changes: AppliedChanges,
  ) {}

  /** The routes of a service, the very same ones where nothing has changed since. */
  read(service: Service): ReadService {
    if (this.lastRead !== undefined && isUnchanged(this.lastRead.snapshot, service, this.changes))
      return this.lastRead.read;
    this.configured ??= new Set(Object.keys(service.functions));
    const read = readRoutes(service, this.changes, (name) => this.mayHaveNoEvents(name));
    this.lastRead = { read, snapshot: takeSnapshot(service, this.changes) };
    return read;
  }

  /** Another plugin may take events away and leave their setting, or copy a function for a queue. */
  private mayHaveNoEvents(functionName: string): boolean {
    return this.served.has(functionName) || this.configured?.has(functionName) === false;
  }

  /**
   * The plan of a service, the very same one where nothing has changed since. Throws {@link PassageError}.
   *
   * @param options as of {@link planService}
   */
  plan(service: Service, options: Omit<PlanOptions, 'read'> = {}): PlannedService {
    const { serverless, changes, last } = this;
    const provider = serverless.getProvider('aws');
    // Without AWS there is no plan, and nothing to compare.
    if (provider === false) return planService(service, serverless, changes);
    const read = this.read(service);
    const facts = takeFacts(service, provider, changes, options.packaged);
    if (last?.read === read && isSameFacts(last.facts, facts)) {
      const { planned } = last;
      throwIfAny([
        ...misplacedAtTopLevel(serverless.configurationInput),
        ...(options.isEarly === true ? [] : planned.incomplete),
      ]);
      return planned;
    }
    const planned = planService(service, serverless, changes, { ...options, read });
    for (const { functionName } of read.routes) this.served.add(functionName);
    this.last = { planned, read, facts, written: null };
    return planned;
  }

  /** Takes the service as it is now for unchanged: a plan that is written into it is read from it again. */
  keep(service: Service, written: PlannedService): void {
    if (this.last === undefined) return;
    this.lastRead = { read: this.last.read, snapshot: takeSnapshot(service, this.changes) };
    this.last = { ...this.last, written };
  }

  /**
   * Whether a plan is in the service that was planned last: it was written, and nothing has changed or was frozen since.
   * What is frozen the framework cannot compile, so that the plan has to be written again.
   */
  isWritten(planned: PlannedService): boolean {
    return this.last?.written === planned;
  }
}
