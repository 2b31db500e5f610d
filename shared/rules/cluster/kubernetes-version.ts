import { az, named } from '../../steps/az.ts';
import { decision } from '../../steps/step.ts';
import { cannotTell, defineRule, manual, satisfied } from '../define-rule.ts';
import { isAtLeast, parseVersion } from './version.ts';

/** Where CSI drivers begin. */
const LEAST = { major: 1, minor: 21, patch: 1 };

export const kubernetesVersion = defineRule({
  id: 'BKS-204',
  slug: 'kubernetes-version',
  title: 'The cluster runs Kubernetes 1.21.1 or newer',
  failureTitle: 'The cluster runs a Kubernetes older than 1.21.1',
  why: 'Persistent volumes are backed up through CSI snapshots, which AKS has from that version on.',
  severity: 'required',
  docs: 'https://learn.microsoft.com/azure/backup/azure-kubernetes-service-cluster-backup-concept#aks-cluster',
  serviceErrors: [],
  fix: 'person',
  byHand: [
    az('aks get-upgrades', {
      subscription: 'SUBSCRIPTION',
      resourceGroup: 'GROUP',
      name: 'CLUSTER',
      output: 'table',
    }),
    az('aks upgrade', {
      subscription: 'SUBSCRIPTION',
      resourceGroup: 'GROUP',
      name: 'CLUSTER',
      kubernetesVersion: 'VERSION',
    }),
  ],
  needs: ['cluster'],

  evaluate({ cluster: { name, id, currentKubernetesVersion: current } }) {
    const evidence = { currentKubernetesVersion: current ?? null };
    const version = current === undefined ? undefined : parseVersion(current);
    const enough = version === undefined ? undefined : isAtLeast(version, LEAST);
    if (enough === undefined) {
      return cannotTell(
        'UnknownVersion',
        `Azure does not return the full version of cluster ${name}.`,
        [az('aks show', { ...named(id), query: 'currentKubernetesVersion' })],
        evidence,
      );
    }
    return enough
      ? satisfied('VersionSufficient', `Cluster ${name} runs Kubernetes ${current}.`, evidence)
      : manual(
          'VersionTooOld',
          `Cluster ${name} runs Kubernetes ${current}.`,
          [
            az('aks get-upgrades', { ...named(id), output: 'table' }),
            // Workloads may not run on a newer Kubernetes, which only their owners can say.
            decision(
              'Choose a version of that list and upgrade the cluster to it; BKS-205 has the command to the oldest version that AKS supports.',
              'ownerChooses',
            ),
          ],
          evidence,
        );
  },
});
