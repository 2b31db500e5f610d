import { collect } from '../facts/collect.ts';
import type { ActionOutcome } from '../model/action.ts';
import type { Failure } from '../model/failure.ts';
import type { Finding } from '../model/finding.ts';
import type { Permission } from '../model/permission.ts';
import type { Action } from '../model/plan.ts';
import type { Profile } from '../model/profile.ts';
import type { Target } from '../model/target.ts';
import { evaluateRules } from '../rules/evaluate-rules.ts';
import { lackingRights, ownRights } from '../rules/platform/own-rights.ts';
import type { AssessPorts } from './assess.ts';

export interface Preflight {
  /** Actions that Backstay's identity may do, or where that is unknown: then ARM decides. */
  readonly actions: readonly Action[];
  /**
   * Actions that it may not do. Nothing was sent for these, and they are tried again as if ARM had
   * refused them.
   */
  readonly refused: readonly ActionOutcome[];
  /** The word on Backstay's own rights. */
  readonly findings: readonly Finding[];
}

/**
 * Before the first write: whether Backstay's own identity holds the rights that all these actions
 * need.
 */
export async function preflight(
  target: Target,
  profile: Profile,
  actions: readonly Action[],
  { reader: arm, rules }: Pick<AssessPorts, 'reader' | 'rules'>,
): Promise<Preflight> {
  if (actions.length === 0 || !rules.includes(ownRights)) return { actions, refused: [], findings: [] };
  const planned = distinct(actions.flatMap(({ permissions }) => permissions)).filter(writes);
  const facts = await collect([...ownRights.needs], { target, profile, arm, planned });
  const findings = evaluateRules([ownRights], facts, profile);

  const rights = facts.ownRights;
  const lacking = rights?.state === 'known' ? lackingRights(rights.value) : [];
  const refused = actions.flatMap((action) => {
    const right = action.permissions.find((wanted) => lacking.some((each) => isSame(each, wanted)));
    return right === undefined ? [] : [{ action, result: { status: 'failed', failure: notHeld(right) } } as const];
  });
  return { actions: actions.filter((action) => !refused.some((each) => each.action === action)), refused, findings };
}

function notHeld({ action, scope }: Permission): Failure {
  const message = `Not sent: Backstay's identity lacks ${action} on ${scope}.`;
  return { class: 'forbidden', code: 'RightNotHeld', message };
}

/** That it may read was shown by the look that the plan comes from. */
function writes({ action }: Permission): boolean {
  return !action.toLowerCase().endsWith('/read');
}

function distinct(permissions: readonly Permission[]): readonly Permission[] {
  return permissions.filter((one, index) => permissions.findIndex((other) => isSame(one, other)) === index);
}

function isSame(one: Permission, other: Permission): boolean {
  return one.action === other.action && one.scope === other.scope;
}
