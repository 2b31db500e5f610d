import type { ArmState } from '../../../state/arm-state.ts';
import type { Echoed } from '../../../state/wire.ts';
import type { ManagedCluster } from '../managed-cluster.ts';
import type { Inside } from './kubectl.ts';
import { NODE_POOL, POD_IDENTITY_EXCEPTION, RESOURCE_KINDS } from './resource-kinds.ts';
import type { KubernetesItem, Workloads } from './workloads.ts';

/** Of node auto-provisioning: AKS makes one more, which is not used here. */
const DEFAULT_NODE_POOLS: readonly KubernetesItem[] = [
  {
    metadata: { name: 'default' },
    spec: {
      template: {
        spec: {
          requirements: [
            { key: 'kubernetes.io/arch', operator: 'In', values: ['amd64'] },
            { key: 'kubernetes.io/os', operator: 'In', values: ['linux'] },
          ],
        },
      },
    },
  },
];

/** The inside of a cluster: its workloads, and what follows from the settings of the cluster. */
export function insideOf(cluster: ManagedCluster, state: ArmState): Inside {
  const { properties, sku } = cluster;
  const podIdentity = (properties.podIdentityProfile ?? {}) as Echoed;
  const provisioning = (properties.nodeProvisioningProfile ?? {}) as Echoed;
  const own = (): Workloads => state.workloads.get(cluster.id) ?? {};
  const hasPodIdentity = podIdentity.enabled === true || own().azurePodIdentityExceptions !== undefined;
  const provisions = provisioning.mode === 'Auto' || sku.name === 'Automatic';
  return {
    kinds: [...RESOURCE_KINDS, ...(hasPodIdentity ? [POD_IDENTITY_EXCEPTION] : []), ...(provisions ? [NODE_POOL] : [])],
    workloads: () => ({
      nodePools: provisioning.defaultNodePools === 'None' ? [] : DEFAULT_NODE_POOLS,
      ...own(),
      azurePodIdentityExceptions: [...(own().azurePodIdentityExceptions ?? []), ...exceptionsIn(podIdentity)],
    }),
    change: ({ customResourceDefinitions = [] }) =>
      void state.workloads.set({ ...own(), id: cluster.id, customResourceDefinitions }),
  };
}

/** https://learn.microsoft.com/rest/api/aks/managed-clusters/create-or-update#managedclusterpodidentityexception */
function exceptionsIn({ userAssignedIdentityExceptions = [] }: Echoed): readonly KubernetesItem[] {
  return (userAssignedIdentityExceptions as readonly Echoed[]).map(({ name, namespace, podLabels }) => ({
    metadata: { name: String(name), namespace: String(namespace) },
    spec: { podLabels },
  }));
}
