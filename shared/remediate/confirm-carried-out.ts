import type { ArmReader } from '../azure/arm.ts';
import type { Finding } from '../model/finding.ts';
import type { Attempts } from '../model/state.ts';
import { type RemediatorTable, remediatorOf } from './index.ts';

export interface ConfirmPorts {
  readonly arm: ArmReader;
  readonly remediators: RemediatorTable;
}

/**
 * What was carried out and is still found missing is asked for by its own name: lists of role assignments can be minutes old,
 * while a read by name is not. https://learn.microsoft.com/azure/role-based-access-control/troubleshooting
 */
export async function confirmCarriedOut(
  findings: readonly Finding[],
  attempts: Readonly<Record<string, Attempts>>,
  { arm, remediators }: ConfirmPorts,
): Promise<readonly Finding[]> {
  return Promise.all(
    findings.map(async (finding) => {
      if (finding.outcome !== 'missing') return finding;
      const remediator = remediatorOf(finding.remedy, remediators);
      if ((attempts[remediator.key(finding.remedy)]?.carriedOut ?? 0) === 0) return finding;

      const seen = await remediator.observe(finding.remedy, arm);
      if (seen.state !== 'done') return finding;
      const { remedy: _, evidence, ...rest } = finding;
      return {
        ...rest,
        outcome: 'satisfied',
        reason: 'ReadByName',
        message: 'It is there, though the list that was read does not show it yet.',
        evidence: { ...evidence, ...seen.after },
        sources: [...finding.sources, seen.trace],
      };
    }),
  );
}
