/**
 * Where Azure Backup for AKS is offered, and with which tiers.
 * https://learn.microsoft.com/azure/backup/azure-kubernetes-service-cluster-backup-support-matrix#supported-regions
 */
export const BACKUP_REGIONS_AS_OF = '2026-01-06';

/** Snapshots beside the cluster, and copies of them in the vault. */
export const BOTH_TIERS: readonly string[] = [
  'australiacentral',
  'australiacentral2',
  'australiaeast',
  'australiasoutheast',
  'brazilsouth',
  'brazilsoutheast',
  'canadacentral',
  'canadaeast',
  'centralindia',
  'centralus',
  'eastasia',
  'eastus',
  'eastus2',
  'francecentral',
  'francesouth',
  'germanynorth',
  'germanywestcentral',
  'italynorth',
  'japaneast',
  'japanwest',
  'jioindiawest',
  'koreacentral',
  'koreasouth',
  'northcentralus',
  'northeurope',
  'norwayeast',
  'norwaywest',
  'southafricanorth',
  'southafricawest',
  'southcentralus',
  'southeastasia',
  'southindia',
  'swedencentral',
  'switzerlandnorth',
  'switzerlandwest',
  'uaenorth',
  'uksouth',
  'ukwest',
  'westcentralus',
  'westeurope',
  'westus',
  'westus2',
  'westus3',
];

/** Snapshots beside the cluster only. */
export const OPERATIONAL_TIER_ONLY: readonly string[] = [
  'chinaeast2',
  'chinaeast3',
  'chinanorth2',
  'chinanorth3',
  'israelcentral',
  'polandcentral',
  'spaincentral',
  'usgovarizona',
  'usgovtexas',
  'usgovvirginia',
];
