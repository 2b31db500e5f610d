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
    'az aks get-upgrades --ids CLUSTER-ID --output table',
    'az aks upgrade --ids CLUSTER-ID --kubernetes-version VERSION',
  ],
  needs: ['cluster'],

  evaluate({ cluster: { name, id, currentKubernetesVersion: current } }) {
    const evidence = { currentKubernetesVersion: current ?? null };
    const version = current === undefined ? undefined : parseVersion(current);
    const enough = version === undefined ? undefined : isAtLeast(version, LEAST);
    if (enough === undefined) {
      return cannotTell(
        'UnknownVersion',
        `The version of cluster ${name} is not told in full.`,
        [`az aks show --ids ${id} --query currentKubernetesVersion`],
        evidence,
      );
    }
    return enough
      ? satisfied('NewEnough', `Cluster ${name} runs Kubernetes ${current}.`, evidence)
      : manual(
          'TooOld',
          `Cluster ${name} runs Kubernetes ${current}.`,
          [
            `az aks get-upgrades --ids ${id} --output table`,
            `az aks upgrade --ids ${id} --kubernetes-version <one of these>`,
          ],
          evidence,
        );
  },
});
