import type { InstanceSyncRemedy } from '../model/remedy.ts';
import { explainRefusal } from '../rules/protection/service-codes.ts';
import { type Remediator, resultOf } from './define.ts';

/** Its cause may be mended by then. */
const RETRY_SECONDS = 5 * 60;

/**
 * Lets Azure Backup check an instance again. A refusal is tried again calmly: its cause may still
 * be there.
 */
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
      case 'refused': {
        const { refusal } = answer.value;
        const { code } = refusal;
        const failure = {
          class: 'notYet',
          code,
          message: explainRefusal(refusal),
          retryAfterSeconds: RETRY_SECONDS,
        } as const;
        return { state: 'failed', failure, trace };
      }
    }
  },

  async apply({ vaultId, name }, _, arm) {
    return resultOf(await arm.syncBackupInstance(vaultId, name), {});
  },
} satisfies Remediator<InstanceSyncRemedy>;
