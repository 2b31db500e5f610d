/**
 * How long Azure itself takes, in seconds. "Recorded" is read off Microsoft's own recorded
 * command-line tests (https://github.com/Azure/azure-cli-extensions, src/dataprotection and
 * src/aks-preview); "assumed" is a plausible figure where no public source has one.
 */
export const DURATIONS = {
  /**
   * "May take up to 10 minutes":
   * https://learn.microsoft.com/azure/backup/azure-kubernetes-service-cluster-manage-backups
   */
  providerRegistration: 90,
  providerUnregistration: 90, // assumed: as registration
  resourceGroupDelete: 60, // assumed
  managedClusterCreate: 280, // recorded: 08:15:40 to before 08:20:13
  managedClusterUpdate: 124, // recorded: the median of 89 to 2,112
  managedClusterDelete: 249, // recorded
  managedClusterStart: 120, // assumed
  managedClusterStop: 120, // assumed
  runCommand: 20, // assumed: the sample of the specification took 13
  /** "Did not start within 30s": https://github.com/Azure/azure-cli/issues/23203 */
  runCommandGivesUp: 30,
  trustedAccessRoleBindingWrite: 30, // recorded: 14 to 33
  trustedAccessRoleBindingDelete: 30, // assumed: as the write
  extensionInstall: 262, // recorded: 203 to 383
  /** Installs of AKS Automatic took up to an hour: https://github.com/Azure/AKS/issues/4513 */
  extensionGivesUp: 3600, // assumed
  extensionUpdate: 60, // assumed
  extensionDelete: 126, // recorded
  backupVaultCreate: 5, // recorded: 1 to 70
  backupVaultUpdate: 3, // assumed: below the create
  backupVaultDelete: 5, // assumed
  backupInstanceCreate: 60, // assumed: the recorded validations took 60 to 180
  backupInstanceDelete: 30, // assumed
  backupInstanceAction: 30, // assumed: stop, resume, suspend and sync
  backupValidation: 90, // recorded: 60 to 180
  backupTrigger: 5, // assumed: the job itself takes longer
  backupJob: 154, // recorded: PT2M34.5660954S
  /**
   * Until a new grant at a storage account is effective: recorded 84 s from the grant to a healthy
   * instance, "up to an hour" in the docs.
   */
  storageGrantEffective: 60,
  /** A new identity is unknown to role assignments meanwhile: https://aka.ms/docs-principaltype */
  principalReplication: 15, // recorded: 6 to 37
  /**
   * Without `principalType` the role assignment asks the directory itself, which learns of
   * identities later.
   */
  principalReplicationToDirectory: 60, // assumed
  /** From the end of an operation to the arrival of its event. */
  eventGridDelay: 1, // assumed
} as const;

export type DurationName = keyof typeof DURATIONS;

/** Azure's durations in milliseconds, at `speed` times Azure's pace. */
export interface Durations {
  readonly speed: number;
  ms(name: DurationName): number;
}

export function durationsAt(speed: number): Durations {
  return { speed, ms: (name) => (DURATIONS[name] * 1000) / speed };
}
