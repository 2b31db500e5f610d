import type { Cluster, NodePool } from '../../model/azure.ts';
import type { Step } from '../../model/step.ts';
import { az, ofCluster } from '../../steps/az.ts';
import { decision, kubectl, note } from '../../steps/step.ts';
import { cannotTell, defineRule, manual, satisfied } from '../define-rule.ts';
import { isProvenByInstall } from '../extension/proof-of-install.ts';
import { type Hosting, hostingOf, provisionsNodes } from './pool-hosting.ts';

const SAMPLE = { subscription: 'SUBSCRIPTION', resourceGroup: 'GROUP', clusterName: 'CLUSTER' };
const NEW_POOL = { nodeCount: 1, nodeVmSize: 'Standard_D4s_v5', osType: 'Linux' } as const;

/** Nothing that Azure returns will ever settle it, so a person has to know what does. */
const IF_ONE_FITS = decision(
  'If one fits, install the extension yourself: the report has the command under BKS-301. Backstay takes an install that succeeds as proof and continues.',
  'causeUnknown',
);

export const nodePool = defineRule({
  id: 'BKS-207',
  slug: 'node-pool',
  title: 'A node pool takes the pods of the extension',
  failureTitle: 'No node pool takes the pods of the extension',
  why: 'The extension runs on Linux x86-64 nodes that are neither FIPS-enabled nor tainted; without one its install times out.',
  severity: 'required',
  docs: 'https://learn.microsoft.com/azure/backup/azure-kubernetes-service-cluster-backup-support-matrix',
  serviceErrors: ['UserErrorKubernetesBackupExtensionUnhealthy'],
  fix: 'person',
  byHand: [
    az('aks nodepool scale', { ...SAMPLE, name: 'POOL', nodeCount: 1 }),
    az('aks nodepool add', { ...SAMPLE, name: 'backup', ...NEW_POOL }),
  ],
  needs: ['cluster', 'backupExtensions'],

  evaluate({ cluster, backupExtensions }) {
    const { name, nodePools } = cluster;
    const judged = nodePools.map((pool) => ({ pool, hosting: hostingOf(pool) }));
    const reasons = judged.map(({ pool, hosting }) => `${pool.name}: ${describe(hosting)}`);
    const evidence = { pools: reasons, ...provisioningOf(cluster) };
    const provisions = provisionsNodes(cluster);
    if (provisions === 'yes') {
      return satisfied('NodesProvisioned', `AKS adds nodes to cluster ${name} for pods that wait for one.`, evidence);
    }
    const fitting = judged.find(({ hosting }) => hosting.hosts === 'yes');
    if (fitting !== undefined) {
      return satisfied('RequirementsMet', `Node pool ${fitting.pool.name} takes the pods of the extension.`, evidence);
    }
    const isUnclear = nodePools.length === 0 || judged.some(({ hosting }) => hosting.hosts === 'unknown');
    if ((provisions === 'unknown' || isUnclear) && isProvenByInstall(backupExtensions)) {
      return satisfied(
        'ProvenByInstall',
        `The extension was installed on cluster ${name}, so a node took its pods.`,
        evidence,
      );
    }
    if (provisions === 'unknown') {
      return cannotTell(
        'OwnNodePools',
        `Cluster ${name} provisions nodes only for node pools that were made inside it, which Backstay cannot read.`,
        [
          note('Check that a NodePool of the cluster allows Linux on amd64 without a taint:'),
          kubectl('get', 'nodepools', '--output', 'yaml'),
          IF_ONE_FITS,
          note('Or add a node pool that Azure shows:'),
          addPool(cluster),
        ],
        evidence,
      );
    }
    if (isUnclear) {
      return cannotTell(
        'PoolsNotReturned',
        `Azure's answer does not say enough about the node pools of cluster ${name}${listed(reasons)}.`,
        [
          az('aks nodepool list', { ...ofCluster(cluster.id), output: 'table' }),
          IF_ONE_FITS,
          note('Or add a node pool that fits:'),
          addPool(cluster),
        ],
        evidence,
      );
    }
    return manual(
      'NoSuitableNodePool',
      `No node pool of cluster ${name} takes the pods of the extension${listed(reasons)}.`,
      stepsFor(cluster, judged),
      evidence,
    );
  },
});

function describe(hosting: Hosting): string {
  return hosting.hosts === 'yes' ? 'fits' : hosting.obstacle;
}

function listed(reasons: readonly string[]): string {
  return reasons.length === 0 ? '' : ` (${reasons.join('; ')})`;
}

function provisioningOf({ nodeProvisioning: { automaticSku, mode } }: Cluster) {
  return { ...(automaticSku && { sku: 'Automatic' }), ...(mode !== undefined && { nodeProvisioning: mode }) };
}

/** A pool that only lacks nodes is cheaper to use than a new one. */
function stepsFor(
  cluster: Cluster,
  judged: readonly { readonly pool: NodePool; readonly hosting: Hosting }[],
): readonly Step[] {
  const options = ofCluster(cluster.id);
  for (const { pool, hosting } of judged) {
    if (hosting.hosts !== 'no' || hosting.remedy === undefined) continue;
    if (hosting.remedy === 'start') return [az('aks nodepool start', { ...options, name: pool.name })];
    // Machines of several sizes are scaled by size, and a pool with an autoscaler only by its
    // limits.
    if (pool.machines.length > 0) continue;
    return pool.autoscalerMax === undefined
      ? [az('aks nodepool scale', { ...options, name: pool.name, nodeCount: 1 })]
      : [
          az('aks nodepool update', {
            ...options,
            name: pool.name,
            updateClusterAutoscaler: true,
            minCount: 1,
            maxCount: 3,
          }),
        ];
  }
  return [addPool(cluster)];
}

function addPool(cluster: Cluster): Step {
  return az('aks nodepool add', { ...ofCluster(cluster.id), name: freeName(cluster), ...NEW_POOL });
}

/** Of a new pool: Linux pools have names of at most 12 letters and digits. */
function freeName({ nodePools }: Cluster): string {
  const isTaken = (name: string) => nodePools.some((pool) => pool.name.toLowerCase() === name);
  let name = 'backup';
  for (let number = 2; isTaken(name); number++) name = `backup${number}`;
  return name;
}
