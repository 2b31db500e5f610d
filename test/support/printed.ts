import type { InspectionPart } from '../../shared/remediate/inspection-command.ts';

export type Printed = { readonly [P in InspectionPart]?: readonly string[] | 'failed' };

const HEALTHY = {
  definitions: ['backups.velero.io', 'restores.velero.io'],
  velero: [
    'dataprotection-microsoft\tdataprotection-microsoft-kubernetes-agent\tmcr.microsoft.com/oss/velero/velero:v1.16.0',
  ],
  classes: ['managed-csi\t{"skuName":"StandardSSD_LRS"}'],
  volumes: ['pvc-0\tBound\tshop/orders\tmanaged-csi\tdisk.csi.azure.com\t\t\tStandardSSD_LRS\t8Gi\t\t\t\t'],
  shares: [],
  drivers: ['kube-system\tcsi-azurefile-node\tmcr.microsoft.com/oss/v2/kubernetes-csi/azurefile-csi:v1.33.5'],
  exceptions: 'failed',
} as const satisfies Required<Printed>;

/**
 * The output of the command inside a cluster where nothing stands in the way of backups, but for
 * the given parts.
 */
export function printed(changes: Printed = {}): string {
  return Object.entries({ ...HEALTHY, ...changes })
    .flatMap(([part, lines]) => [`== ${part}`, ...(lines === 'failed' ? [] : [...lines, `== end ${part}`]), ''])
    .join('\n');
}
