import type { InstanceSyncRemedy } from '../model/remedy.ts';
import { evidenceOfRefusal } from './backup-validation.ts';
import { type Remediator, resultOf } from './define.ts';

/** Lets Azure Backup check an instance again. Its error, if it stays, is a finding of the next assessment. */
export const instanceSync = {
  async observe({ clusterId, vaultId, name }, arm) {
    const { trace, ...read } = await arm.listBackupInstances(vaultId);
    if (!read.ok) return { state: 'unreadable', failure: read.failure, trace };
    const instance = read.value.find((each) => each.datasourceId === clusterId && each.name === name);
    return instance?.errorCode === undefined
      ? { state: 'done', after: { synced: true }, trace }
      : { state: 'absent', trace };
  },

  async poll({ url }, arm) {
    const { trace, ...answer } = await arm.getValidation(url);
    if (!answer.ok) return { state: 'unreadable', failure: answer.failure, trace };
    switch (answer.value.state) {
      case 'running':
        return { state: 'running', trace };
      case 'confirmed':
        return { state: 'done', after: { synced: true }, trace };
      case 'refused':
        return { state: 'done', after: { synced: false, ...evidenceOfRefusal(answer.value.refusal) }, trace };
    }
  },

  async apply({ vaultId, name }, _, arm) {
    return resultOf(await arm.syncBackupInstance(vaultId, name), {});
  },
} satisfies Remediator<InstanceSyncRemedy>;
