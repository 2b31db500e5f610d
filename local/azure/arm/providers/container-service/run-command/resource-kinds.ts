import type { Echoed } from '../../../state/wire.ts';
import {
  AKS_DAEMON_SETS,
  AKS_DEPLOYMENTS,
  AKS_NAMESPACES,
  AKS_STORAGE_CLASSES,
  type Deployment,
  type KubernetesItem,
  type Workloads,
} from './workloads.ts';

/** One kind of object that the cluster can be asked for. */
export interface ResourceKind {
  readonly kind: string;
  readonly apiVersion: string;
  /** With its API group, as `kubectl get -o name` writes it: `deployment.apps`. */
  readonly singular: string;
  /** Every name by which kubectl knows it. */
  readonly names: readonly string[];
  readonly isNamespaced: boolean;
  readonly items: (workloads: Workloads) => readonly KubernetesItem[];
  /** The workloads that a deletion changes; other kinds cannot be deleted here. */
  readonly field?: 'customResourceDefinitions';
  /** Columns of a table between name and age; those of `--output wide` come after the age. */
  readonly columns?: readonly Column[];
  readonly wideColumns?: readonly Column[];
}

type Column = readonly [header: string, value: (item: KubernetesItem) => string];

/** Where pod identity is set up, the API server knows its exceptions too. */
export const POD_IDENTITY_EXCEPTION: ResourceKind = {
  kind: 'AzurePodIdentityException',
  apiVersion: 'aadpodidentity.k8s.io/v1',
  singular: 'azurepodidentityexception.aadpodidentity.k8s.io',
  names: ['azurepodidentityexceptions', 'azurepodidentityexception'],
  isNamespaced: true,
  items: ({ azurePodIdentityExceptions = [] }) => azurePodIdentityExceptions,
};

/**
 * The API server knows them where node auto-provisioning is on.
 * https://learn.microsoft.com/azure/aks/node-auto-provisioning
 */
export const NODE_POOL: ResourceKind = {
  kind: 'NodePool',
  apiVersion: 'karpenter.sh/v1',
  singular: 'nodepool.karpenter.sh',
  names: ['nodepools', 'nodepool'],
  isNamespaced: false,
  items: ({ nodePools = [] }) => nodePools,
};

const imagesOf: Column = [
  'IMAGES',
  (item) =>
    containersOf(item)
      .map(({ image }) => image)
      .join(','),
];
const textAt =
  (...path: readonly string[]) =>
  (item: KubernetesItem) =>
    String(path.reduce<unknown>((there, word) => (there as Echoed | undefined)?.[word], item) ?? '');

function containersOf({ spec }: KubernetesItem): readonly Echoed[] {
  const template = ((spec ?? {}) as Echoed).template as Echoed | undefined;
  return ((template?.spec as Echoed | undefined)?.containers ?? []) as readonly Echoed[];
}

export const RESOURCE_KINDS: readonly ResourceKind[] = [
  {
    kind: 'Pod',
    apiVersion: 'v1',
    singular: 'pod',
    names: ['pods', 'pod', 'po'],
    isNamespaced: true,
    items: ({ pods = [] }) => pods,
    columns: [['STATUS', textAt('status', 'phase')]],
  },
  {
    kind: 'Event',
    apiVersion: 'v1',
    singular: 'event',
    names: ['events', 'event', 'ev'],
    isNamespaced: true,
    items: ({ events = [] }) => events,
    columns: [
      ['REASON', textAt('reason')],
      ['MESSAGE', textAt('message')],
    ],
  },
  {
    kind: 'Namespace',
    apiVersion: 'v1',
    singular: 'namespace',
    names: ['namespaces', 'namespace', 'ns'],
    isNamespaced: false,
    items: ({ namespaces = [] }) => [...AKS_NAMESPACES, ...namespaces].map(namespaceItem),
  },
  {
    kind: 'Deployment',
    apiVersion: 'apps/v1',
    singular: 'deployment.apps',
    names: ['deployments', 'deployment', 'deploy'],
    isNamespaced: true,
    items: ({ deployments = [] }) => [...AKS_DEPLOYMENTS, ...deployments].map(deploymentItem),
    columns: [['READY', () => '1/1']],
    wideColumns: [imagesOf],
  },
  {
    kind: 'DaemonSet',
    apiVersion: 'apps/v1',
    singular: 'daemonset.apps',
    names: ['daemonsets', 'daemonset', 'ds'],
    isNamespaced: true,
    items: ({ daemonSets = AKS_DAEMON_SETS }) => daemonSets.map(deploymentItem),
    columns: [['READY', () => '1']],
    wideColumns: [imagesOf],
  },
  {
    kind: 'CustomResourceDefinition',
    apiVersion: 'apiextensions.k8s.io/v1',
    singular: 'customresourcedefinition.apiextensions.k8s.io',
    names: ['customresourcedefinitions', 'customresourcedefinition', 'crds', 'crd'],
    isNamespaced: false,
    items: ({ customResourceDefinitions = [] }) => customResourceDefinitions,
    field: 'customResourceDefinitions',
  },
  {
    kind: 'PersistentVolume',
    apiVersion: 'v1',
    singular: 'persistentvolume',
    names: ['persistentvolumes', 'persistentvolume', 'pv'],
    isNamespaced: false,
    items: ({ persistentVolumes = [] }) => persistentVolumes,
    columns: [
      ['CAPACITY', textAt('spec', 'capacity', 'storage')],
      ['STATUS', textAt('status', 'phase')],
      [
        'CLAIM',
        (item) =>
          [textAt('spec', 'claimRef', 'namespace'), textAt('spec', 'claimRef', 'name')]
            .map((text) => text(item))
            .filter(Boolean)
            .join('/'),
      ],
      ['STORAGECLASS', textAt('spec', 'storageClassName')],
    ],
    wideColumns: [['VOLUMEMODE', textAt('spec', 'volumeMode')]],
  },
  {
    kind: 'StorageClass',
    apiVersion: 'storage.k8s.io/v1',
    singular: 'storageclass.storage.k8s.io',
    names: ['storageclasses', 'storageclass', 'sc'],
    isNamespaced: false,
    items: ({ storageClasses = [] }) => [...AKS_STORAGE_CLASSES, ...storageClasses],
  },
];

/** Finds a kind by any of its names, with or without its API group: `crd`, `deployments.apps`. */
export function findKind(kinds: readonly ResourceKind[], name: string): ResourceKind | undefined {
  const [plain = '', ...group] = name.toLowerCase().split('.');
  return kinds.find(({ names, apiVersion }) => {
    const itsGroup = apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
    return names.includes(plain) && (group.length === 0 || group.join('.') === itsGroup);
  });
}

function namespaceItem(name: string): KubernetesItem {
  const metadata = { name, labels: { 'kubernetes.io/metadata.name': name } };
  return { metadata, spec: { finalizers: ['kubernetes'] }, status: { phase: 'Active' } };
}

function deploymentItem({ namespace, name, image }: Deployment): KubernetesItem {
  const labels: Echoed = { app: name };
  return {
    metadata: { name, namespace, labels },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name, image }] } },
    },
    status: { replicas: 1, readyReplicas: 1 },
  };
}
