import { defineRule, manual, satisfied } from '../define-rule.ts';
import { judgeInside, notSeen } from '../look-inside.ts';

/** Where the backup extension is, unless it was installed elsewhere. It is built on Velero, and brings its definitions. */
const EXTENSION_NAMESPACE = 'dataprotection-microsoft';

export const veleroAbsent = defineRule({
  id: 'BKS-209',
  slug: 'velero-absent',
  title: 'No other Velero is in the cluster',
  failureTitle: 'Another Velero is in the cluster',
  why: 'The backup extension is built on Velero, and two of them act on the same custom resources.',
  severity: 'recommended',
  docs: 'https://learn.microsoft.com/azure/backup/azure-kubernetes-service-cluster-backup-concept',
  serviceErrors: [],
  fix: 'person',
  byHand: ['helm uninstall velero --namespace velero'],
  needs: ['cluster', 'backupExtensions', 'inspection'],

  evaluate({ cluster, backupExtensions, inspection }, profile) {
    return judgeInside(cluster, inspection, profile, ({ velero, veleroDefinitions }) => {
      const byHand = 'kubectl get deployments --all-namespaces -o wide | grep -i velero';
      if (velero === null) return notSeen('the deployments', byHand);
      const own = [EXTENSION_NAMESPACE, ...backupExtensions.flatMap(({ releaseNamespace }) => releaseNamespace ?? [])];
      const others = velero.filter((workload) => !own.some((namespace) => workload.startsWith(`${namespace}/`)));
      const evidence = { others, veleroDefinitions };

      const [first] = others;
      if (first !== undefined) {
        const steps = [
          ...others.map((workload) => `Velero runs as ${workload}.`).slice(0, 5),
          'Remove it before backups are configured: https://velero.io/docs/main/uninstalling/',
        ];
        return manual('AnotherVelero', `Cluster ${cluster.name} has a Velero of its own: ${first}.`, steps, evidence);
      }
      if (backupExtensions.length > 0 || veleroDefinitions === 0) {
        return satisfied('NoOtherVelero', `Cluster ${cluster.name} has no other Velero.`, evidence);
      }
      if (veleroDefinitions === null)
        return notSeen('the custom resource definitions', 'kubectl get crds | grep velero');
      return manual(
        'VeleroLeftovers',
        `Cluster ${cluster.name} has definitions of Velero, but neither Velero nor the backup extension.`,
        ['kubectl get crds | grep velero.io', 'Remove what is left: https://velero.io/docs/main/uninstalling/'],
        evidence,
      );
    });
  },
});
