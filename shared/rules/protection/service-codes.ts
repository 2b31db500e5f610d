import type { ServiceRefusal } from '../../model/protection.ts';
import type { RuleId } from '../../model/rule-id.ts';

interface ServiceCode {
  /** The rules that should have seen it, the likeliest first; none where no rule can. */
  readonly rules: readonly RuleId[];
  /** One sentence for people: the cause, and what mends it. */
  readonly cause: string;
  /** It can pass by itself, within an hour. */
  readonly passes?: true;
  /** Rules on the staging place that can explain it too, where a restore is refused. */
  readonly staging?: readonly RuleId[];
}

/**
 * The codes of Azure Backup for AKS. They are compared, never the messages, which recordings show
 * to be wrong at times.
 * https://learn.microsoft.com/azure/backup/azure-kubernetes-service-backup-troubleshoot
 */
const CODES: Readonly<Record<string, ServiceCode>> = {
  UserErrorMissingMSIPermissionsOnSnapshotResourceGroup: {
    rules: ['BKS-412', 'BKS-413'],
    staging: ['BKS-118', 'BKS-421'],
    cause: 'The vault lacks Reader on the snapshot group, or the cluster lacks Contributor there.',
  },
  UserErrorMissingClusterMSIPermissionsOnSnapshotResourceGroup: {
    rules: ['BKS-413'],
    cause: 'The identity of the cluster lacks Contributor on the snapshot group.',
  },
  KubernetesBackupListExtensionsError: {
    rules: ['BKS-411'],
    cause: 'The vault lacks Reader on the cluster.',
  },
  UserErrorKubernetesBackupExtensionNotFoundError: {
    rules: ['BKS-301'],
    cause: 'The backup extension is not installed.',
  },
  UserErrorKubernetesBackupExtensionUnhealthy: {
    rules: ['BKS-301', 'BKS-202', 'BKS-414'],
    cause:
      'The backup extension is still starting, its pods do not run, the vault has no Trusted Access, or the extension cannot write to the storage account.',
    passes: true,
  },
  UserErrorKubernetesBackupExtensionHasErrors: {
    rules: ['BKS-301'],
    cause: 'The backup extension has failed. Delete it, and Backstay installs it again.',
  },
  UserErrorKubernetesBackupExtensionIdentityNotFound: {
    rules: ['BKS-303'],
    cause: 'The identity of the backup extension was deleted. Delete the extension, and Backstay installs it again.',
  },
  UserErrorExtensionMSIMissingPermissionsOnBackupStorageLocation: {
    rules: ['BKS-414'],
    cause: 'The identity of the extension lacks Storage Blob Data Contributor on the storage account.',
  },
  UserErrorBackupStorageLocationNotReady: {
    rules: ['BKS-414', 'BKS-507', 'BKS-302'],
    cause: 'A new role is not effective yet, or the extension does not reach the storage account.',
    passes: true,
  },
  UserErrorNoDefaultBackupStorageLocationFound: {
    rules: ['BKS-302', 'BKS-504'],
    cause: 'The settings of the extension name no storage account and container.',
  },
  UserErrorBackupStorageLocationNotFound: {
    rules: ['BKS-504', 'BKS-302', 'BKS-501'],
    staging: ['BKS-509', 'BKS-422', 'BKS-423'],
    cause: 'The storage account or container of the extension was deleted, or its settings name others.',
  },
  UserErrorBackupFailedBackupStorageLocationReadOnly: {
    rules: ['BKS-113'],
    cause: 'A read-only lock covers the storage account.',
  },
  UserErrorStorageAccountKeyAccessDisallowed: {
    rules: ['BKS-302', 'BKS-506'],
    cause: 'The storage account forbids keys, and the extension does not use Microsoft Entra ID.',
  },
  UserErrorSnapshotResourceGroupHasLocks: {
    rules: ['BKS-112'],
    cause: 'A lock covers the snapshot group.',
  },
  UserErrorKubernetesBackupClusterIsStopped: {
    rules: ['BKS-201'],
    cause: 'The cluster is stopped. Start it.',
  },
  UserErrorKubernetesCustomResourcesNotPickedUpByExtension: {
    rules: ['BKS-301'],
    cause: 'The backup extension does not work on its custom resources. Delete it, and Backstay installs it again.',
  },
  UserErrorPVSnapshotDisallowedByPolicy: {
    rules: ['BKS-116', 'BKS-117'],
    cause: 'An Azure policy refuses snapshots in the snapshot group. Exempt the group.',
  },
  DppUserErrorVaultTierPolicyNotSupported: {
    rules: ['BKS-215'],
    cause: 'The region has no vault tier. Use a policy with the operational tier only.',
  },
  UserErrorDppDatasourceAlreadyHasBackupInstance: {
    rules: ['BKS-214'],
    cause: 'A backup instance protects the cluster already.',
  },
  UserErrorMultiProtectionNotAllowedWithSameVaultAndSamePolicy: {
    rules: ['BKS-214'],
    cause: 'The vault protects the cluster by the same policy already.',
  },
  ScenarioPluginInvalidWorkflowDataRequest: {
    rules: ['BKS-212', 'BKS-701'],
    cause: 'The vault is in another region, or the policy does not fit.',
  },
  LinkedAuthorizationFailed: {
    rules: ['BKS-114'],
    cause: "Backstay's identity cannot read the cluster.",
  },
  UserErrorBackupPluginPodRestartedDuringBackup: {
    rules: ['BKS-301'],
    cause:
      'The pod of the extension ran out of memory. Raise its memory limit, "memoryLimit" in the settings of the extension.',
  },
};

export const SERVICE_CODES: readonly string[] = Object.keys(CODES);

/** The rules that should have seen it. */
export function rulesOfCode(code: string): readonly RuleId[] {
  return CODES[code]?.rules ?? [];
}

/** The rules that explain a refused restore: from the vault also those on the staging place. */
export function rulesOfRestore(code: string, isFromVault: boolean): readonly RuleId[] {
  return [...rulesOfCode(code), ...(isFromVault ? (CODES[code]?.staging ?? []) : [])];
}

/** It can pass by itself, within an hour. */
export function passesByItself(code: string): boolean {
  return CODES[code]?.passes === true;
}

/** One sentence on the cause. Azure's own message stands beside it, because it can be wrong. */
export function causeOf(code: string): string {
  return CODES[code]?.cause ?? 'Backstay does not know this code.';
}

/** A refusal in one paragraph: its code, the cause, the rules, and Azure's words. */
export function explainRefusal({ code, message, detail }: Pick<ServiceRefusal, 'code' | 'message' | 'detail'>): string {
  const rules = rulesOfCode(code);
  const see = rules.length === 0 ? '' : ` See ${rules.join(', ')}.`;
  const words = [detail, message].filter((each) => each !== undefined);
  const said = words.length === 0 ? '' : ` Azure says: ${words.join(' / ')}`;
  return `${code}: ${causeOf(code)}${see}${said}`;
}
