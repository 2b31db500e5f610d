/**
 * The management group that all subscriptions here are in; there is no other, and nothing above it.
 */
export const MANAGEMENT_GROUP_ID = '/providers/Microsoft.Management/managementGroups/mg-local';
