import type { RemedyTraits, RemedyTraitsTable } from '../../shared/model/plan.ts';
import type { Remedy } from '../../shared/model/remedy.ts';
import type { ResourceId } from '../../shared/model/resource-id.ts';

function traits<R extends Remedy>(longRunning: boolean, lane: (remedy: R) => ResourceId | undefined): RemedyTraits<R> {
  return {
    risk: 'changesResource',
    longRunning,
    key: (remedy) => JSON.stringify(remedy),
    describe: ({ kind }) => `carry out ${kind}`,
    effect: ({ kind }) => `${kind} is carried out.`,
    undoText: 'Take it back.',
    undo: {
      describe: ({ kind }) => `take ${kind} back`,
      permissions: () => [],
      longRunning,
      ownName: () => true,
      isSharedWith: () => false,
      origin: () => 'made',
    },
    permissions: () => [],
    lane,
  };
}

/** Stands for the remediators where only planning is tested: their lanes, and whether they take long. */
export const TRAITS: RemedyTraitsTable = {
  providerRegistration: traits(true, () => undefined),
  vaultIdentity: traits(true, () => undefined),
  backupExtension: traits(true, ({ clusterId }) => clusterId),
  extensionSettings: traits(true, ({ clusterId }) => clusterId),
  storageDrivers: traits(true, ({ clusterId }) => clusterId),
  storageBypass: traits(false, () => undefined),
  securityRule: traits(true, ({ networkSecurityGroupId }) => networkSecurityGroupId),
  blobContainer: traits(false, () => undefined),
  snapshotGroup: traits(false, () => undefined),
  trustedAccessBinding: traits(true, ({ clusterId }) => clusterId),
  policyExclusion: traits(false, () => undefined),
  clusterInspection: traits(true, () => undefined),
  roleGrant: traits(false, ({ scope }) => (scope.includes('/managedclusters/') ? scope : undefined)),
};
