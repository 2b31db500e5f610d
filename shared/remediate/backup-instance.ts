import type { ActionResult, ObservedState } from '../model/action.ts';
import type { BackupInstance } from '../model/azure.ts';
import type { Absent } from '../model/fact.ts';
import type { BackupInstanceRemedy } from '../model/remedy.ts';
import type { ArmReader, ArmResult } from '../ports/arm.ts';
import { type Remediator, resultOf } from './define.ts';
import { changedSincePlanned, free, lookFirst } from './look-first.ts';
import { changedSince, notLookedAt } from './undoing.ts';

/** Protects a cluster. One that is protected already is not protected a second time. */
export const backupInstance = {
  /** An instance in error exists all the same: its error is a finding. */
  async observe(remedy, arm) {
    const read = await findInstance(remedy, arm);
    const { trace } = read;
    if (!read.ok) return { state: 'unreadable', failure: read.failure, trace };
    return { ...(read.value === 'absent' ? { state: 'absent' as const } : stateOfInstance(read.value)), trace };
  },

  async apply(remedy, _, arm): Promise<ActionResult> {
    const result = await lookFirst<BackupInstance | Absent, Absent>(
      await findInstance(remedy, arm),
      (found) => {
        if (found === 'absent') return free(found);
        if (found.vaultId !== remedy.request.vaultId)
          return changedSincePlanned(`backup instance ${found.name} of another vault protects the cluster by now.`);
        return { state: 'done', after: evidenceOf(found) };
      },
      async (over) => resultOf(await arm.putBackupInstance(remedy, over), { backupInstance: remedy.name }),
    );
    // The instance itself shows more than its operation: it exists also where its protection
    // failed.
    return result.status === 'running' ? { ...result, operationUrl: undefined } : result;
  },

  undo: {
    async observe(remedy, _, arm) {
      const read = await findInstance(remedy, arm);
      const { trace } = read;
      if (!read.ok) return { state: 'unreadable', failure: read.failure, trace };
      if (read.value === 'absent' || isStopped(read.value)) return { state: 'done', after: STOPPED, trace };
      return { state: 'absent', trace };
    },

    async apply(remedy, _, arm) {
      const read = await findInstance(remedy, arm);
      const { trace } = read;
      if (!read.ok) return { status: 'failed', failure: notLookedAt(read.failure), trace };
      const { value } = read;
      if (value === 'absent' || isStopped(value)) return { status: 'alreadyDone', after: STOPPED, trace };
      const { vaultId } = remedy.request;
      if (value.name !== remedy.name || value.vaultId !== vaultId) {
        return {
          status: 'failed',
          failure: changedSince(`instance ${value.name} protects the cluster by now.`),
          trace,
        };
      }
      return resultOf(await arm.stopProtection(vaultId, remedy.name), STOPPED);
    },
  },
} satisfies Remediator<BackupInstanceRemedy>;

const STOPPED = { protection: 'stopped', recoveryPoints: 'kept' } as const;

function isStopped({ protectionState }: BackupInstance): boolean {
  return protectionState?.toLowerCase() === 'protectionstopped';
}

/**
 * By the list of the cluster and by that of the vault, because the cluster's can leave out vaults
 * that Backstay may not see.
 */
async function findInstance(
  { clusterId, request: { vaultId } }: BackupInstanceRemedy,
  arm: ArmReader,
): Promise<ArmResult<BackupInstance | Absent>> {
  const ofCluster = await arm.listBackupInstancesOf(clusterId);
  if (!ofCluster.ok) return ofCluster;
  const ofVault = await arm.listBackupInstances(vaultId);
  if (!ofVault.ok) return ofVault;
  const found = [...ofCluster.value, ...ofVault.value].find(({ datasourceId }) => datasourceId === clusterId);
  return { ok: true, value: found ?? 'absent', trace: ofVault.trace };
}

function stateOfInstance(instance: BackupInstance): ObservedState {
  switch (instance.protectionState?.toLowerCase()) {
    case 'configuringprotection':
    case 'updatingprotection':
      return { state: 'running' };
    default:
      return { state: 'done', after: evidenceOf(instance) };
  }
}

function evidenceOf({ armId, policyId, protectionState, errorCode }: BackupInstance) {
  return {
    backupInstance: armId,
    policy: policyId ?? null,
    protectionState: protectionState ?? null,
    errorCode: errorCode ?? null,
  };
}
