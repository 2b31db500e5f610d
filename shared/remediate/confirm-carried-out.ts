import { changeFor } from '../changes/index.ts';
import { assignmentIdOf } from '../changes/role-grant.ts';
import type { Finding } from '../model/finding.ts';
import type { Attempts } from '../model/state.ts';
import type { ArmReader } from '../ports/arm.ts';
import { CONDITION_IN_THE_WAY, stepsForCondition } from '../rules/identity/conditional-grant.ts';
import { remediatorFor } from './index.ts';

/**
 * A change that was carried out and still seems missing is read by its own name: lists of role
 * assignments can be minutes old, while a read by name is not.
 * https://learn.microsoft.com/azure/role-based-access-control/troubleshooting
 */
export async function confirmCarriedOut(
  findings: readonly Finding[],
  attempts: Readonly<Record<string, Attempts>>,
  arm: ArmReader,
): Promise<readonly Finding[]> {
  return Promise.all(
    findings.map(async (finding) => {
      if (finding.outcome !== 'missing') return finding;
      if ((attempts[changeFor(finding.remedy).key(finding.remedy)]?.carriedOut ?? 0) === 0) return finding;

      const seen = await remediatorFor(finding.remedy).observe(finding.remedy, arm);
      const { remedy, evidence, ...rest } = finding;
      const sources = [...finding.sources, seen.trace];
      // A list that does not show the assignment yet must not lead to a write over its condition.
      if (seen.state === 'failed' && seen.failure.code === CONDITION_IN_THE_WAY && remedy.kind === 'roleGrant') {
        const { code: reason, message } = seen.failure;
        const steps = stepsForCondition({ armId: assignmentIdOf(remedy), scope: remedy.scope });
        return { ...rest, outcome: 'manual', reason, message, steps, evidence, sources };
      }
      if (seen.state !== 'done') return finding;
      return {
        ...rest,
        outcome: 'satisfied',
        reason: 'ReadByName',
        message: 'It is there, though the list that was read does not show it yet.',
        evidence: { ...evidence, ...seen.after },
        sources,
      };
    }),
  );
}
