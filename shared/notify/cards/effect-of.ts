import type { RemedyKind } from '../../model/remedy.ts';

interface Effect {
  /** What is different afterwards. */
  readonly effect: string;
  /** How it can be taken back. */
  readonly undo: string;
}

/** What whoever is asked to approve a change needs to know of its kind. */
export const EFFECT_OF: { readonly [K in RemedyKind]: Effect } = {
  providerRegistration: {
    effect: 'The subscription can use the provider. Nothing is created and nothing is charged by it.',
    undo: 'Backstay does not undo it: others may rely on it.',
  },
  backupExtension: {
    effect: 'Installs pods in the namespace dataprotection-microsoft, and an identity for them.',
    undo: 'The extension is removed, if Backstay installed it and nothing is protected by it.',
  },
  extensionSettings: {
    effect: 'Settings of the backup extension change, and its pods restart.',
    undo: 'Manual: set the former values, which the audit log has.',
  },
  trustedAccessBinding: {
    effect: 'The Backup vault gets access to the cluster through Trusted Access, with the role of backup operators.',
    undo: 'The binding is removed.',
  },
  vaultIdentity: {
    effect: 'The vault gets an identity of its own. It may do nothing until roles are granted to it.',
    undo: 'Manual: remove the identity from the vault.',
  },
  storageDrivers: {
    effect: 'AKS turns on the disk driver and the snapshot controller; the cluster is updated for some minutes.',
    undo: 'Manual: turn them off on the cluster.',
  },
  storageBypass: {
    effect: "The services that Microsoft trusts may pass the storage account's firewall.",
    undo: 'The flag is set to what it was before.',
  },
  securityRule: {
    effect: 'One more rule of the network security group lets a service tag of Azure in.',
    undo: 'The rule is removed.',
  },
  blobContainer: {
    effect: 'A private container is created in the storage account.',
    undo: 'Manual: a container may hold backups, so Backstay removes none.',
  },
  snapshotGroup: {
    effect: 'An empty resource group is created for snapshots.',
    undo: 'Manual: a group may hold snapshots, so Backstay removes none.',
  },
  roleGrant: {
    effect: 'The identity gets the rights of the role, on that scope and below.',
    undo: 'The role assignment is removed.',
  },
  policyExclusion: {
    effect: 'The policy no longer reaches the namespace of the backup extension. It stays as strict elsewhere.',
    undo: 'The namespace is taken off the list again.',
  },
  clusterInspection: {
    effect:
      "A pod of AKS reads inside the cluster with an administrator's rights for some seconds, and changes nothing.",
    undo: 'Nothing to undo.',
  },
};
