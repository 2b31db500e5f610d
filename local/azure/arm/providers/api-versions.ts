const CLUSTERS = [
  '2026-06-01',
  '2026-05-01',
  '2024-08-01',
  '2024-05-01',
  '2023-06-02-preview',
  '2023-02-02-preview',
  '2022-11-01',
] as const;

/**
 * The api-versions that are served, newest first: the one that Backstay asks for, those that the
 * Azure CLI 2.45 and its extensions ask for, those of the published types that fields-by-version.ts
 * compares, and a newer one if there is one.
 */
export const SERVED = {
  clusters: CLUSTERS,
  /** In no stable version before 2023-09-01. */
  trustedAccess: CLUSTERS.filter((version) => version !== '2022-11-01'),
  disks: ['2024-03-02', '2023-10-02', '2022-07-02', '2022-03-02'],
  dataProtection: ['2026-06-01', '2026-03-01', '2025-07-01', '2024-04-01'],
  denyAssignments: ['2022-04-01', '2018-07-01-preview'],
  extensions: ['2024-11-01', '2023-05-01', '2022-11-01', '2022-03-01'],
  identities: ['2024-11-30', '2023-01-31', '2022-01-31-preview'],
  locks: ['2020-05-01', '2016-09-01'],
  network: ['2024-05-01', '2024-01-01', '2022-07-01', '2022-01-01'],
  policyAssignments: ['2025-03-01', '2024-05-01', '2021-06-01'],
  policyDefinitions: ['2025-03-01', '2025-01-01', '2024-05-01', '2023-04-01', '2021-06-01'],
  policyExemptions: ['2024-12-01-preview', '2022-07-01-preview', '2020-07-01-preview'],
  privateDns: ['2024-06-01', '2020-06-01', '2018-09-01'],
  resourceGraph: ['2024-04-01', '2022-10-01', '2021-03-01'],
  resources: ['2025-04-01', '2024-07-01', '2022-09-01', '2021-04-01'],
  roleAssignments: ['2022-04-01', '2020-04-01-preview'],
  roleDefinitions: ['2022-05-01-preview', '2022-04-01', '2018-01-01-preview'],
  storage: ['2026-09-01', '2026-04-01', '2023-05-01', '2022-09-01'],
  subscriptions: ['2022-12-01', '2021-01-01', '2019-11-01'],
} as const;
