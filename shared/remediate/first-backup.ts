import type { Observation } from '../model/action.ts';
import type { FirstBackupRemedy } from '../model/remedy.ts';
import type { ArmReader } from '../ports/arm.ts';
import { explainRefusal } from '../rules/protection/service-codes.ts';
import { type Remediator, resultOf } from './define.ts';

/** Starts a backup of a cluster without recovery points, and follows its job. */
export const firstBackup = {
  observe,

  async poll({ url }, arm) {
    const { trace, ...answer } = await arm.getBackupRun(url);
    if (!answer.ok) return { state: 'unreadable', failure: answer.failure, trace };
    switch (answer.value.state) {
      case 'running':
        return { state: 'running', trace };
      case 'completed':
        return { state: 'done', after: { job: answer.value.jobId ?? null }, trace };
      case 'failed': {
        const { refusal } = answer.value;
        const failure = { class: 'permanent', code: refusal.code, message: explainRefusal(refusal) } as const;
        return { state: 'failed', failure, trace };
      }
    }
  },

  async apply(remedy, _, arm) {
    const seen = await observe(remedy, arm);
    if (seen.state === 'done') return { status: 'alreadyDone', after: seen.after, trace: seen.trace };
    if (seen.state === 'unreadable') return { status: 'failed', failure: seen.failure, trace: seen.trace };
    return resultOf(await arm.startBackup(remedy.vaultId, remedy.name, remedy.ruleName), {});
  },
} satisfies Remediator<FirstBackupRemedy>;

async function observe({ vaultId, name }: FirstBackupRemedy, arm: ArmReader): Promise<Observation> {
  const { trace, ...read } = await arm.listRecoveryPoints(vaultId, name);
  if (!read.ok) return { state: 'unreadable', failure: read.failure, trace };
  return read.value.length > 0
    ? { state: 'done', after: { recoveryPoints: read.value.length }, trace }
    : { state: 'absent', trace };
}
