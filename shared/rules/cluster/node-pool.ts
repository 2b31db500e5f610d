import type { NodePool } from '../../model/azure.ts';
import { partsOf, resourceGroupOf } from '../../model/resource-id.ts';
import { cannotTell, defineRule, manual, satisfied } from '../define-rule.ts';

export const nodePool = defineRule({
  id: 'BKS-207',
  slug: 'node-pool',
  title: 'A node pool takes the pods of the extension',
  failureTitle: 'No node pool takes the pods of the extension',
  why: 'The extension runs on Linux amd64 nodes without taints; without one its install hangs until it times out.',
  severity: 'required',
  docs: 'https://learn.microsoft.com/azure/backup/azure-kubernetes-service-cluster-backup-support-matrix',
  serviceErrors: ['UserErrorKubernetesBackupExtensionUnhealthy'],
  fix: 'person',
  byHand: [
    'az aks nodepool add --cluster-name CLUSTER --resource-group GROUP --name backup --node-count 1 --node-vm-size Standard_D4s_v5 --os-type Linux',
  ],
  needs: ['cluster'],

  evaluate({ cluster: { name, id, nodePools } }) {
    const judged = nodePools.map((pool) => ({ pool, obstacle: obstacleIn(pool) }));
    const evidence = { pools: judged.map(({ pool, obstacle }) => `${pool.name}: ${obstacle ?? 'fits'}`) };
    const fitting = judged.find(({ obstacle }) => obstacle === undefined);
    if (fitting !== undefined) {
      return satisfied('Fits', `Node pool ${fitting.pool.name} takes the pods of the extension.`, evidence);
    }
    if (nodePools.length === 0 || judged.some(({ obstacle }) => obstacle === NOT_TOLD)) {
      return cannotTell(
        'NotTold',
        `Azure's answer does not tell enough of the node pools of cluster ${name}.`,
        [
          `az aks nodepool list --cluster-name ${partsOf(id).name} --resource-group ${resourceGroupOf(id)} --output table`,
        ],
        evidence,
      );
    }
    return manual(
      'NoneFits',
      `No node pool of cluster ${name} is Linux, amd64 and free of taints.`,
      [
        `az aks nodepool add --cluster-name ${partsOf(id).name} --resource-group ${resourceGroupOf(id)} --name backup --node-count 1 --node-vm-size Standard_D4s_v5 --os-type Linux`,
      ],
      evidence,
    );
  },
});

const NOT_TOLD = 'its system or size is not told';

/** What keeps the pods away; `undefined` where nothing does. */
function obstacleIn({ osType, vmSize, taints, mode }: NodePool): string | undefined {
  if (osType === undefined || vmSize === undefined) return NOT_TOLD;
  if (osType.toLowerCase() !== 'linux') return osType;
  if (isArm64(vmSize)) return `Arm64 (${vmSize})`;
  if (mode?.toLowerCase() === 'gateway') return 'a gateway pool';
  // `PreferNoSchedule` is a wish; the two others keep pods without a toleration away.
  const taint = taints.find((each) => /:(noschedule|noexecute)$/i.test(each));
  return taint === undefined ? undefined : `taint ${taint}`;
}

/** A `p` among the letters after the number of cores is for Arm: Standard_D4ps_v5. https://learn.microsoft.com/azure/virtual-machines/vm-naming-conventions */
function isArm64(vmSize: string): boolean {
  const [, features = ''] = /^[a-z]+_[a-z]+\d+(?:-\d+)?([a-z]*)/i.exec(vmSize) ?? [];
  return features.toLowerCase().includes('p');
}
