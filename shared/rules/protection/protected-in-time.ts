import { decision, inProfile } from '../../steps/step.ts';
import { defineRule, manual, notApplicable, satisfied } from '../define-rule.ts';

export const protectedInTime = defineRule({
  id: 'BKS-705',
  slug: 'protected-in-time',
  title: 'The cluster is protected soon after it is ready',
  failureTitle: 'The cluster is ready, and still unprotected',
  why: 'A cluster that is ready and has no backup instance looks safe, and is not backed up.',
  severity: 'recommended',
  docs: 'https://learn.microsoft.com/azure/backup/azure-kubernetes-service-cluster-backup',
  serviceErrors: [],
  fix: 'person',
  byHand: [
    decision(
      'Configure the backup of the cluster in the portal, or name a backup policy under "protect".',
      'ownerChooses',
    ),
  ],
  needs: ['cluster', 'protection', 'readiness'],

  evaluate({ cluster, protection, readiness }, { name, unprotectedAfterDays: limit, protection: plan }) {
    if (limit === undefined) return notApplicable('NoLimit', `Profile ${name} sets no limit for unprotected clusters.`);
    const [instance] = protection;
    if (instance !== undefined)
      return satisfied('Protected', `Backup instance ${instance.name} protects cluster ${cluster.name}.`);
    if (typeof readiness === 'string') return notApplicable('NotReady', `Cluster ${cluster.name} is not ready yet.`);
    const { since, days } = readiness;
    const evidence = { readySince: since, days, limit };
    if (days < limit) return satisfied('WithinLimit', `Cluster ${cluster.name} is ready since ${since}.`, evidence);
    const steps = [
      plan === undefined
        ? inProfile(name, 'protect', { policy: { strategy: 'week' } }, ' to let Backstay protect the cluster')
        : decision('Allow or approve the change "backupInstance".', 'ownerChooses'),
      decision('Or configure the backup of the cluster in the portal.', 'ownerChooses'),
    ];
    const message = `Cluster ${cluster.name} is ready for ${days} days, and no backup instance protects it.`;
    return manual('ProtectionOverdue', message, steps, evidence);
  },
});
