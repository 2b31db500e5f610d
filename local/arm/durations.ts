/**
 * How long Azure takes, in seconds, from recordings of Microsoft's own tests and from its documentation. Divided by the speed of the
 * local Azure.
 */
export const DURATIONS = {
  /** Documented as up to ten minutes; usually one or two. https://learn.microsoft.com/azure/azure-resource-manager/management/resource-providers-and-types */
  providerRegistration: 90,
  /** A recorded create of a small cluster. */
  clusterCreate: 280,
  clusterUpdate: 60,
  clusterStartStop: 120,
  clusterDelete: 120,
  /** A recorded install of the backup extension: 4 min 22 s. */
  extensionInstall: 262,
  extensionUpdate: 60,
  extensionDelete: 60,
  /** A recorded binding: 14 to 31 s. */
  trustedAccessBinding: 30,
  vaultCreate: 5,
  vaultUpdate: 3,
  /** Until the directory knows a new identity. https://learn.microsoft.com/azure/role-based-access-control/troubleshooting */
  principalReplication: 15,
  /** Event Grid's way from the write to the first delivery. */
  eventDelivery: 1,
} as const;
