import type { Workloads } from '../../../local/azure/arm/providers/container-service/run-command/workloads.ts';
import { SUBSCRIPTION_ID } from '../../../local/demo/world.ts';
import type { RuleId } from '../../../shared/model/rule-id.ts';

/** A cluster whose fault is seen only inside it. */
export interface InsideWorld {
  readonly ruleId: RuleId;
  readonly name: string;
  readonly cluster?: object;
  readonly workloads?: Workloads;
  /** Requests before it is created: id, api-version, body. */
  readonly before?: readonly (readonly [id: string, apiVersion: string, body: object])[];
  /** Text that the reads among the steps print. */
  readonly shows?: string;
}

const SHARES_GROUP = `/subscriptions/${SUBSCRIPTION_ID}/resourceGroups/rg-shares`;

export const INSIDE_WORLDS: readonly InsideWorld[] = [
  {
    ruleId: 'BKS-209',
    name: 'definitions of a Velero that was removed',
    workloads: {
      customResourceDefinitions: ['backups.velero.io', 'restores.velero.io'].map((name) => ({
        metadata: { name, labels: { component: 'velero' } },
      })),
    },
    shows: 'backups.velero.io',
  },
  { ruleId: 'BKS-211', name: 'pod identity without an exception', cluster: { podIdentityProfile: { enabled: true } } },
  {
    ruleId: 'BKS-218',
    name: 'shares on whose account the cluster has no role',
    before: [
      [SHARES_GROUP, '2024-07-01', { location: 'westeurope' }],
      [
        `${SHARES_GROUP}/providers/Microsoft.Storage/storageAccounts/fshares1`,
        '2023-05-01',
        { location: 'westeurope', kind: 'StorageV2', sku: { name: 'Standard_LRS' }, properties: {} },
      ],
    ],
    workloads: {
      persistentVolumes: [
        {
          metadata: { name: 'pvc-share' },
          spec: {
            capacity: { storage: '100Gi' },
            claimRef: { namespace: 'shop', name: 'pictures' },
            storageClassName: 'azurefile-csi',
            csi: {
              driver: 'file.csi.azure.com',
              volumeHandle: 'rg-shares#fshares1#pvc-share###shop',
              volumeAttributes: { protocol: 'smb' },
            },
          },
          status: { phase: 'Bound' },
        },
      ],
    },
  },
];
