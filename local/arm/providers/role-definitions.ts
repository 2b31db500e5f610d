import type { Azure } from '../azure.ts';
import type { Call, Handler } from '../server/call.ts';
import { armError } from '../server/errors.ts';
import type { JsonObject } from '../server/json.ts';

interface BuiltInRole {
  readonly name: string;
  readonly guid: string;
  readonly actions: readonly string[];
  readonly notActions?: readonly string[];
  readonly dataActions?: readonly string[];
}

const BLOBS = 'Microsoft.Storage/storageAccounts/blobServices/containers/blobs';

/** https://learn.microsoft.com/azure/role-based-access-control/built-in-roles */
export const BUILT_IN_ROLES: readonly BuiltInRole[] = [
  { name: 'Reader', guid: 'acdd72a7-3385-48ef-bd42-f606fba81ae7', actions: ['*/read'] },
  {
    name: 'Contributor',
    guid: 'b24988ac-6180-42a0-ab88-20f7382dd24c',
    actions: ['*'],
    notActions: [
      'Microsoft.Authorization/*/Delete',
      'Microsoft.Authorization/*/Write',
      'Microsoft.Authorization/elevateAccess/Action',
    ],
  },
  { name: 'Owner', guid: '8e3af657-a8ff-443c-a75c-2fe8c4bcb635', actions: ['*'] },
  {
    name: 'Storage Blob Data Reader',
    guid: '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1',
    actions: ['Microsoft.Storage/storageAccounts/blobServices/containers/read'],
    dataActions: [`${BLOBS}/read`],
  },
  {
    name: 'Storage Blob Data Contributor',
    guid: 'ba92f5b4-2d11-453d-a403-e96b0029c9fe',
    actions: [
      'Microsoft.Storage/storageAccounts/blobServices/containers/read',
      'Microsoft.Storage/storageAccounts/blobServices/containers/write',
    ],
    dataActions: [`${BLOBS}/read`, `${BLOBS}/write`, `${BLOBS}/delete`],
  },
  {
    name: 'Storage Blob Data Owner',
    guid: 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b',
    actions: ['Microsoft.Storage/storageAccounts/blobServices/containers/*'],
    dataActions: [`${BLOBS}/*`],
  },
  {
    name: 'Storage Account Contributor',
    guid: '17d1049b-9a84-46fb-8f53-869881c3d3ab',
    actions: ['Microsoft.Storage/storageAccounts/*'],
  },
  {
    name: 'Disk Snapshot Contributor',
    guid: '7efff54f-a5b4-42b5-a1c5-5411624893ce',
    actions: [
      'Microsoft.Compute/snapshots/read',
      'Microsoft.Compute/snapshots/write',
      'Microsoft.Compute/snapshots/beginGetAccess/action',
    ],
  },
  {
    name: 'Data Operator for Managed Disks',
    guid: '959f8984-c045-4866-89c7-12bf9737be2e',
    actions: [],
    dataActions: ['Microsoft.Compute/disks/download/action', 'Microsoft.Compute/disks/upload/action'],
  },
];

export function roleDefinitions(azure: Azure): Readonly<Record<'get' | 'list', Handler>> {
  const bodyOf = ({ name, guid, actions, notActions = [], dataActions = [] }: BuiltInRole, call: Call): JsonObject => {
    const subscription = call.param('scope').split('/')[1] ?? '';
    return {
      id: `/subscriptions/${subscription}/providers/Microsoft.Authorization/roleDefinitions/${guid}`,
      type: 'Microsoft.Authorization/roleDefinitions',
      name: guid,
      properties: {
        roleName: name,
        type: 'BuiltInRole',
        description: '',
        assignableScopes: ['/'],
        permissions: [{ actions, notActions, dataActions, notDataActions: [] }],
      },
    };
  };
  void azure;
  return {
    get(call) {
      const role = BUILT_IN_ROLES.find(({ guid }) => guid === call.param('role').toLowerCase());
      if (role !== undefined) return { status: 200, body: bodyOf(role, call) };
      throw armError(
        404,
        'RoleDefinitionDoesNotExist',
        `The specified role definition with ID '${call.param('role')}' does not exist.`,
      );
    },
    list(call) {
      const wanted = /roleName eq '([^']+)'/i.exec(call.query.get('$filter') ?? '')?.[1];
      const shown = BUILT_IN_ROLES.filter(({ name }) => wanted === undefined || name === wanted);
      return { status: 200, body: { value: shown.map((role) => bodyOf(role, call)) } };
    },
  };
}
