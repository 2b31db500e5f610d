import { az, ofCluster } from '../../steps/az.ts';
import { kubectl } from '../../steps/step.ts';
import { defineRule, manual, notApplicable, satisfied } from '../define-rule.ts';
import { judgeInside, notSeen } from '../look-inside.ts';

const EXTENSION_NAMESPACE = 'dataprotection-microsoft';
const EXCEPTION = {
  name: 'azure-backup',
  podLabels: ['app.kubernetes.io/name=dataprotection-microsoft-kubernetes'],
};

export const podIdentityException = defineRule({
  id: 'BKS-211',
  slug: 'pod-identity-exception',
  title: 'Pod identity lets the backup extension through',
  failureTitle: 'Pod identity holds up the backup extension',
  why: 'Pod identity intercepts what the extension asks of its identity, unless an exception names its pods.',
  severity: 'recommended',
  confirmable: ['InspectionDisabled', 'RunCommandDisabled', 'EntraSignIn', 'NoNodeForCommand'],
  docs: 'https://learn.microsoft.com/azure/backup/azure-kubernetes-service-backup-troubleshoot',
  serviceErrors: [],
  fix: 'person',
  byHand: [
    az('aks pod-identity exception add', {
      ...{ subscription: 'SUBSCRIPTION', resourceGroup: 'GROUP', clusterName: 'CLUSTER' },
      ...EXCEPTION,
      namespace: EXTENSION_NAMESPACE,
    }),
  ],
  needs: ['cluster', 'backupExtensions', 'podIdentityInspection'],

  evaluate({ cluster, backupExtensions, podIdentityInspection }, profile) {
    if (podIdentityInspection === 'notNeeded') {
      return notApplicable('NoPodIdentity', `Pod identity is not on in cluster ${cluster.name}.`);
    }
    return judgeInside(cluster, podIdentityInspection, profile, ({ podIdentityExceptions }) => {
      if (podIdentityExceptions === null) {
        return notSeen(
          'the exceptions',
          kubectl('get', 'azurepodidentityexceptions', '--all-namespaces', '--output', 'yaml'),
        );
      }
      const [extension] = backupExtensions;
      const namespace = extension?.releaseNamespace ?? EXTENSION_NAMESPACE;
      const evidence = { podIdentityExceptions };
      return podIdentityExceptions.includes(namespace)
        ? satisfied(
            'PodIdentityExceptionPresent',
            `The extension's pods in ${namespace} are excepted from pod identity.`,
            evidence,
          )
        : manual(
            'NoException',
            `Pod identity is on in cluster ${cluster.name}, and no exception names the extension's pods in ${namespace}.`,
            [az('aks pod-identity exception add', { ...ofCluster(cluster.id), ...EXCEPTION, namespace })],
            evidence,
          );
    });
  },
});
