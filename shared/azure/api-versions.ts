/**
 * The one place where api-versions stand. Each is pinned to a published specification against which
 * all of Backstay's traffic is checked; newer ones change behaviour (vaults from 2025-09-01 on
 * insist on soft delete) and are moved to on purpose. https://github.com/Azure/azure-rest-api-specs
 */
export const API_VERSIONS = {
  resources: '2024-07-01',
  subscriptions: '2022-12-01',
  managedClusters: '2026-05-01',
  extensions: '2023-05-01',
  backupVaults: '2024-04-01',
  roleAssignments: '2022-04-01',
  permissions: '2022-04-01',
  identities: '2023-01-31',
  locks: '2020-05-01',
  storageAccounts: '2023-05-01',
  policyAssignments: '2024-05-01',
  resourceGraph: '2024-04-01',
  network: '2024-01-01',
  privateDnsZones: '2020-06-01',
} as const;
