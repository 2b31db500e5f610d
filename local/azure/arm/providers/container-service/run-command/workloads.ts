import type { Echoed } from '../../../state/wire.ts';

/**
 * A Kubernetes object as `kubectl get -o json` writes it; `apiVersion` and `kind` may be left out.
 */
export interface KubernetesItem extends Echoed {
  readonly metadata: Echoed & { readonly name: string; readonly namespace?: string };
}

export interface Deployment {
  readonly namespace: string;
  readonly name: string;
  readonly image: string;
}

/**
 * The behaviour of the pod in which AKS runs a command. `isNotStarted` is that of a cluster without
 * room for it.
 */
export type CommandPod = 'runs' | 'cannotPullItsImage' | 'isNotStarted';

/** The workloads of a cluster, beside those of AKS itself. */
export interface Workloads {
  readonly namespaces?: readonly string[];
  readonly deployments?: readonly Deployment[];
  /** In place of those that AKS runs. */
  readonly daemonSets?: readonly Deployment[];
  readonly customResourceDefinitions?: readonly KubernetesItem[];
  readonly persistentVolumes?: readonly KubernetesItem[];
  readonly storageClasses?: readonly KubernetesItem[];
  readonly azurePodIdentityExceptions?: readonly KubernetesItem[];
  readonly pods?: readonly KubernetesItem[];
  readonly events?: readonly KubernetesItem[];
  /** Of node auto-provisioning, in place of its default. */
  readonly nodePools?: readonly KubernetesItem[];
  /** `runs`, if not said. */
  readonly commandPod?: CommandPod;
}

/** The workloads of AKS in every cluster, as far as they are used here. */
export const AKS_NAMESPACES = ['default', 'kube-node-lease', 'kube-public', 'kube-system'];

export const AKS_DEPLOYMENTS: readonly Deployment[] = [
  { namespace: 'kube-system', name: 'coredns', image: 'mcr.microsoft.com/oss/v2/kubernetes/coredns:v1.12.1' },
  {
    namespace: 'kube-system',
    name: 'metrics-server',
    image: 'mcr.microsoft.com/oss/v2/kubernetes/metrics-server:v0.7.2',
  },
];

export const AKS_DAEMON_SETS: readonly Deployment[] = [
  {
    namespace: 'kube-system',
    name: 'csi-azuredisk-node',
    image: 'mcr.microsoft.com/oss/v2/kubernetes-csi/azuredisk-csi:v1.33.5',
  },
  {
    namespace: 'kube-system',
    name: 'csi-azurefile-node',
    image: 'mcr.microsoft.com/oss/v2/kubernetes-csi/azurefile-csi:v1.33.5',
  },
];

/** https://learn.microsoft.com/azure/aks/concepts-storage#storage-classes */
export const AKS_STORAGE_CLASSES: readonly KubernetesItem[] = [
  storageClass('azurefile-csi', 'file.csi.azure.com', 'Standard_LRS'),
  storageClass('default', 'disk.csi.azure.com', 'StandardSSD_LRS'),
  storageClass('managed-csi', 'disk.csi.azure.com', 'StandardSSD_LRS'),
  storageClass('managed-csi-premium', 'disk.csi.azure.com', 'Premium_LRS'),
];

function storageClass(name: string, provisioner: string, skuName: string): KubernetesItem {
  return {
    metadata: { name },
    provisioner,
    parameters: { skuname: skuName },
    reclaimPolicy: 'Delete',
    volumeBindingMode: provisioner.startsWith('disk') ? 'WaitForFirstConsumer' : 'Immediate',
    allowVolumeExpansion: true,
  };
}
