import type { Permission } from './role-definition.ts';

/** A built-in role with what it permits. */
export interface BuiltInRole {
  readonly guid: string;
  readonly roleName: string;
  readonly description: string;
  readonly actions: readonly string[];
  readonly notActions?: readonly string[];
  readonly dataActions?: readonly string[];
}

const SUPPORT = [
  'Microsoft.Authorization/*/read',
  'Microsoft.Insights/alertRules/*',
  'Microsoft.Resources/deployments/*',
  'Microsoft.Resources/subscriptions/resourceGroups/read',
];

const CONTAINERS = 'Microsoft.Storage/storageAccounts/blobServices/containers';
const FILES = 'Microsoft.Storage/storageAccounts/fileServices';
const SHARES = `${FILES}/fileshares`;
const DELEGATION_KEY = 'Microsoft.Storage/storageAccounts/blobServices/generateUserDelegationKey/action';

export const OWNER: BuiltInRole = {
  guid: '8e3af657-a8ff-443c-a75c-2fe8c4bcb635',
  roleName: 'Owner',
  description: 'Manages everything, access included.',
  actions: ['*'],
};

/**
 * The part of https://learn.microsoft.com/azure/role-based-access-control/built-in-roles that
 * backups touch.
 */
export const BUILT_IN_ROLES: readonly BuiltInRole[] = [
  OWNER,
  {
    guid: 'b24988ac-6180-42a0-ab88-20f7382dd24c',
    roleName: 'Contributor',
    description: 'Manages everything but access.',
    actions: ['*'],
    notActions: [
      'Microsoft.Authorization/*/Delete',
      'Microsoft.Authorization/*/Write',
      'Microsoft.Authorization/elevateAccess/Action',
      'Microsoft.Blueprint/blueprintAssignments/write',
      'Microsoft.Blueprint/blueprintAssignments/delete',
      'Microsoft.Compute/galleries/share/action',
    ],
  },
  {
    guid: 'acdd72a7-3385-48ef-bd42-f606fba81ae7',
    roleName: 'Reader',
    description: 'Sees everything, changes nothing.',
    actions: ['*/read'],
  },
  {
    guid: '18d7d88d-d35e-4fb5-a5c3-7773c20a72d9',
    roleName: 'User Access Administrator',
    description: 'Manages who may do what.',
    actions: ['*/read', 'Microsoft.Authorization/*', 'Microsoft.Support/*'],
  },
  {
    guid: 'f58310d9-a9f6-439a-9e8d-f62e7b41a168',
    roleName: 'Role Based Access Control Administrator',
    description: 'Assigns roles.',
    actions: [
      'Microsoft.Authorization/roleAssignments/write',
      'Microsoft.Authorization/roleAssignments/delete',
      '*/read',
      'Microsoft.Support/*',
    ],
  },
  {
    guid: 'ba92f5b4-2d11-453d-a403-e96b0029c9fe',
    roleName: 'Storage Blob Data Contributor',
    description: 'Reads, writes and deletes blobs and containers.',
    actions: [`${CONTAINERS}/delete`, `${CONTAINERS}/read`, `${CONTAINERS}/write`, DELEGATION_KEY],
    dataActions: [
      `${CONTAINERS}/blobs/delete`,
      `${CONTAINERS}/blobs/read`,
      `${CONTAINERS}/blobs/write`,
      `${CONTAINERS}/blobs/move/action`,
      `${CONTAINERS}/blobs/add/action`,
    ],
  },
  {
    guid: '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1',
    roleName: 'Storage Blob Data Reader',
    description: 'Reads blobs and containers.',
    actions: [`${CONTAINERS}/read`, DELEGATION_KEY],
    dataActions: [`${CONTAINERS}/blobs/read`],
  },
  {
    guid: 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b',
    roleName: 'Storage Blob Data Owner',
    description: 'Does everything with blobs and containers, access control included.',
    actions: [`${CONTAINERS}/*`, DELEGATION_KEY],
    dataActions: [`${CONTAINERS}/blobs/*`],
  },
  {
    guid: '69566ab7-960f-475b-8e7c-b3118f30c6bd',
    roleName: 'Storage File Data Privileged Contributor',
    description: 'Does everything with files of shares, past their own permissions.',
    actions: [],
    dataActions: [
      `${SHARES}/files/read`,
      `${SHARES}/files/write`,
      `${SHARES}/files/delete`,
      `${SHARES}/files/modifypermissions/action`,
      `${FILES}/readFileBackupSemantics/action`,
      `${FILES}/writeFileBackupSemantics/action`,
    ],
  },
  {
    guid: '17d1049b-9a84-46fb-8f53-869881c3d3ab',
    roleName: 'Storage Account Contributor',
    description: 'Manages storage accounts, their keys included.',
    actions: [
      ...SUPPORT,
      'Microsoft.Insights/diagnosticSettings/*',
      'Microsoft.Network/virtualNetworks/subnets/joinViaServiceEndpoint/action',
      'Microsoft.ResourceHealth/availabilityStatuses/read',
      'Microsoft.Storage/storageAccounts/*',
      'Microsoft.Support/*',
    ],
  },
  {
    guid: '959f8984-c045-4866-89c7-12bf9737be2e',
    roleName: 'Data Operator for Managed Disks',
    description: 'Moves data into and out of disks and snapshots.',
    actions: [],
    dataActions: [
      'Microsoft.Compute/disks/download/action',
      'Microsoft.Compute/disks/upload/action',
      'Microsoft.Compute/snapshots/download/action',
      'Microsoft.Compute/snapshots/upload/action',
    ],
  },
  {
    guid: '7efff54f-a5b4-42b5-a1c5-5411624893ce',
    roleName: 'Disk Snapshot Contributor',
    description: 'Lets a Backup vault manage disk snapshots.',
    actions: [
      'Microsoft.Authorization/*/read',
      'Microsoft.Compute/snapshots/delete',
      'Microsoft.Compute/snapshots/write',
      'Microsoft.Compute/snapshots/read',
      'Microsoft.Compute/snapshots/beginGetAccess/action',
      'Microsoft.Compute/snapshots/endGetAccess/action',
      'Microsoft.Compute/disks/beginGetAccess/action',
      'Microsoft.Resources/subscriptions/resourceGroups/read',
      'Microsoft.Storage/storageAccounts/listkeys/action',
      'Microsoft.Storage/storageAccounts/write',
      'Microsoft.Storage/storageAccounts/read',
      'Microsoft.Storage/storageAccounts/delete',
    ],
  },
  {
    guid: '5e467623-bb1f-42f4-a55d-6e525e11384b',
    roleName: 'Backup Contributor',
    description: 'Manages backups, but not vaults nor who may do what.',
    actions: [...SUPPORT, 'Microsoft.DataProtection/*', 'Microsoft.RecoveryServices/*'],
  },
  {
    guid: '00c29273-979b-4161-815c-10b084fb9324',
    roleName: 'Backup Operator',
    description: 'Runs backups and restores, removes none.',
    actions: [
      ...SUPPORT,
      'Microsoft.DataProtection/backupVaults/*/read',
      'Microsoft.DataProtection/backupVaults/backupInstances/*/action',
    ],
  },
  {
    guid: 'a795c7a0-d4a2-40c1-ae25-d81f01202912',
    roleName: 'Backup Reader',
    description: 'Sees backups.',
    actions: ['Microsoft.Authorization/*/read', 'Microsoft.DataProtection/*/read'],
  },
  {
    guid: '3e5e47e6-65f7-47ef-90b5-e5dd4d455f24',
    roleName: 'Disk Backup Reader',
    description: 'Lets a Backup vault back disks up.',
    actions: [
      'Microsoft.Authorization/*/read',
      'Microsoft.Compute/disks/read',
      'Microsoft.Compute/disks/beginGetAccess/action',
      'Microsoft.Resources/subscriptions/resourceGroups/read',
    ],
  },
  {
    guid: 'b50d9833-a0cb-478e-945f-707fcc997c13',
    roleName: 'Disk Restore Operator',
    description: 'Lets a Backup vault restore disks.',
    actions: [
      'Microsoft.Authorization/*/read',
      'Microsoft.Compute/disks/write',
      'Microsoft.Compute/disks/read',
      'Microsoft.Resources/subscriptions/resourceGroups/read',
    ],
  },
  {
    guid: 'e5e2a7ff-d759-4cd2-bb51-3152d37e2eb1',
    roleName: 'Storage Account Backup Contributor',
    description: 'Lets a vault back storage accounts up.',
    actions: [
      'Microsoft.Authorization/*/read',
      'Microsoft.Authorization/locks/read',
      'Microsoft.Authorization/locks/write',
      'Microsoft.Authorization/locks/delete',
      'Microsoft.Resources/subscriptions/resourceGroups/read',
      'Microsoft.Storage/storageAccounts/read',
      'Microsoft.Storage/storageAccounts/write',
    ],
  },
];

/** @param roleDefinitionId an id at any scope; only its last segment counts. */
export function findBuiltInRole(roleDefinitionId: string): BuiltInRole | undefined {
  const guid = roleDefinitionId.split('/').at(-1)?.toLowerCase();
  return BUILT_IN_ROLES.find((role) => role.guid === guid);
}

/**
 * The permissions of a role, in the form in which Azure writes it into definitions and into lists
 * of permissions.
 */
export function permissionOf({ actions, notActions = [], dataActions = [] }: BuiltInRole): Permission {
  return { actions, notActions, dataActions, notDataActions: [] };
}
