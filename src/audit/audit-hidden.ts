/** Audits what can create or change routes out of sight. Pure. */
import type { Template } from '../cloudformation';
import type { Plan, PlannedRoute } from '../plan/types';
import { type HiddenRoutes, findHiddenRoutes } from '../template/hidden-routes';
import type { Concern } from './audit-result';
import { hiddenRoutes, hiddenTarget, macro } from './concern-messages';

interface HiddenConcerns {
  /** Refused in both modes. */
  readonly certain: readonly Concern[];
  /** Refused under `protect: all`, warnings otherwise. */
  readonly possible: readonly Concern[];
}

/** @param others protected routes that are not in the plan: of events that are gone, and under `resources:` */
export function auditHidden(
  template: Template,
  plan: Plan,
  others: readonly Pick<PlannedRoute, 'api'>[],
): HiddenConcerns {
  const found = findHiddenRoutes(template, plan, others);
  return {
    certain: found.filter(({ isCertain }) => isCertain).map(describe),
    possible: found.filter(({ isCertain }) => !isCertain).map(describe),
  };
}

function describe({ where, kind, by }: HiddenRoutes): Concern {
  if (kind === 'macro') return macro(where, by);
  return kind === 'target' ? hiddenTarget(where, String(by)) : hiddenRoutes(where);
}
