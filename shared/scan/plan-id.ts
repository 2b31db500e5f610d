import { canonicalHash } from '../lib/canonical-hash.ts';
import type { Plan } from '../model/plan.ts';
import type { Target } from '../model/target.ts';

/**
 * Names this very plan on this very target: it changes when what would be written changes, and with
 * nothing else.
 */
export function planIdOf(target: Target, plan: Pick<Plan, 'actions'>): string {
  return canonicalHash({ target, remedies: plan.actions.map(({ remedy }) => remedy) });
}
