import { blocked, defineRule, missing, notApplicable, pending, satisfied } from '../define-rule.ts';
import { PROTECTED, RECOVERY_POINT } from '../rule-ids.ts';
import { instancesOf, stateOfInstance } from './request.ts';

export const recoveryPointExists = defineRule({
  id: RECOVERY_POINT,
  slug: 'recovery-point-exists',
  title: 'The protected cluster has a recovery point',
  failureTitle: 'The protected cluster has no recovery point',
  why: 'Protection is proven only by a backup that has ended well.',
  severity: 'recommended',
  docs: 'https://learn.microsoft.com/azure/backup/azure-kubernetes-service-cluster-manage-backups',
  serviceErrors: ['UserErrorBackupPluginPodRestartedDuringBackup'],
  fix: 'firstBackup',
  needs: ['cluster', 'protection', 'recoveryPoints', 'backupPolicy'],

  evaluate({ cluster, protection, recoveryPoints, backupPolicy }, profile) {
    const { here } = instancesOf(protection, profile);
    const plan = profile.protection;
    if (here === undefined || recoveryPoints === 'notNeeded') {
      return plan === undefined
        ? notApplicable('NotProtected', `Vault and profile do not protect cluster ${cluster.name}.`)
        : blocked(PROTECTED, 'The cluster has to be protected first.');
    }
    const [latest] = recoveryPoints
      .map(({ time }) => time)
      .sort()
      .reverse();
    if (latest !== undefined) {
      const evidence = { latestRecoveryPoint: latest, recoveryPoints: recoveryPoints.length };
      return satisfied(
        'RecoveryPointExists',
        `The latest recovery point of cluster ${cluster.name} is of ${latest}.`,
        evidence,
      );
    }
    if (plan === undefined) return notApplicable('NoPolicyNamed', `Profile ${profile.name} names no backup policy.`);
    if (stateOfInstance(here) !== 'protected') return blocked(PROTECTED, `Backup instance ${here.name} is not active.`);
    const rule = typeof backupPolicy === 'object' ? backupPolicy.backupRules[0] : undefined;
    const message = `Cluster ${cluster.name} has no recovery point yet.`;
    if (!plan.firstBackup || rule === undefined)
      return pending('FirstBackupScheduled', `${message} The policy schedules the first backup.`);
    return missing('NoRecoveryPoint', message, {
      kind: 'firstBackup',
      clusterId: cluster.id,
      vaultId: profile.vaultId,
      name: here.name,
      ruleName: rule,
    });
  },
});
