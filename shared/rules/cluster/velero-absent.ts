import { decision, kubectl, note } from '../../steps/step.ts';
import { defineRule, manual, satisfied } from '../define-rule.ts';
import { judgeInside, notSeen } from '../look-inside.ts';

/**
 * Where the backup extension is, unless it was installed elsewhere. It is built on Velero, and
 * brings its definitions.
 */
const EXTENSION_NAMESPACE = 'dataprotection-microsoft';

export const veleroAbsent = defineRule({
  id: 'BKS-209',
  slug: 'velero-absent',
  title: 'No other Velero is in the cluster',
  failureTitle: 'Another Velero is in the cluster',
  why: 'The backup extension is built on Velero, and two of them act on the same custom resources.',
  severity: 'recommended',
  confirmable: ['InspectionDisabled', 'RunCommandDisabled', 'EntraSignIn', 'NoNodeForCommand'],
  docs: 'https://learn.microsoft.com/azure/backup/azure-kubernetes-service-cluster-backup-concept',
  serviceErrors: [],
  fix: 'person',
  byHand: [decision('Remove the other Velero: https://velero.io/docs/main/uninstalling/', 'othersRelyOnIt')],
  needs: ['cluster', 'backupExtensions', 'inspection'],

  evaluate({ cluster, backupExtensions, inspection }, profile) {
    return judgeInside(cluster, inspection, profile, ({ velero, veleroDefinitions }) => {
      const byHand = kubectl('get', 'deployments', '--all-namespaces', '--output', 'wide');
      if (velero === null) return notSeen('the deployments', byHand);
      const own = [EXTENSION_NAMESPACE, ...backupExtensions.flatMap(({ releaseNamespace }) => releaseNamespace ?? [])];
      const others = velero.filter((workload) => !own.some((namespace) => workload.startsWith(`${namespace}/`)));
      const evidence = { others, veleroDefinitions };

      const [first] = others;
      if (first !== undefined) {
        const steps = [
          ...others.map((workload) => note(`Velero runs as ${workload}.`)).slice(0, 5),
          decision(
            'Remove it before backups are configured: https://velero.io/docs/main/uninstalling/',
            'othersRelyOnIt',
          ),
        ];
        return manual('AnotherVelero', `Cluster ${cluster.name} has its own Velero: ${first}.`, steps, evidence);
      }
      if (backupExtensions.length > 0 || veleroDefinitions === 0) {
        return satisfied('NoOtherVelero', `Cluster ${cluster.name} has no other Velero.`, evidence);
      }
      if (veleroDefinitions === null) return notSeen('the custom resource definitions', kubectl('get', 'crds'));
      return manual(
        'VeleroLeftovers',
        `Cluster ${cluster.name} has definitions of Velero, but neither Velero nor the backup extension.`,
        [
          kubectl('get', 'crds'),
          decision(
            'Delete those of velero.io if no restore needs the backups that they list: the backups themselves stay in their storage.',
            'othersRelyOnIt',
          ),
          // https://velero.io/docs/v1.6/uninstalling
          kubectl('delete', 'crds', '--selector', 'component=velero'),
        ],
        evidence,
      );
    });
  },
});
