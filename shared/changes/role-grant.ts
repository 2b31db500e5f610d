import { uuid5 } from '../lib/uuid5.ts';
import type { PrincipalId } from '../model/azure.ts';
import type { Profile } from '../model/profile.ts';
import type { RoleGrantRemedy } from '../model/remedy.ts';
import { CLUSTER_TYPE, isWithin, partsOf, type ResourceId, subscriptionScope } from '../model/resource-id.ts';
import { az } from '../steps/az.ts';
import type { Change } from './define.ts';
import { EXTENSION_FOLLOWS, FITTING, type Precondition, SNAPSHOTS_NOT_LOCKED, WRITABLE } from './preconditions.ts';
import { SCOPE, SUBSCRIPTION } from './samples.ts';

/** A role for an identity that is gone gives access to none. */
const EXTENSION_IDENTITY: Precondition = {
  ruleId: 'BKS-303',
  concerns: (remedy) => remedy.kind === 'roleGrant' && remedy.holder === 'extension',
};

/** The roles at the account that the backups need; those at a staging account serve a restore. */
const ACCOUNT_IN_USE: Precondition = {
  ruleId: 'BKS-302',
  concerns: (remedy) =>
    remedy.kind === 'roleGrant' && (remedy.holder === 'extension' || remedy.role === 'Storage Blob Data Reader'),
  harmless: [
    ...(EXTENSION_FOLLOWS.harmless ?? []),
    {
      outcome: 'manual',
      reasons: ['ExtensionInUse'],
      because: 'The account is that of the profile; the container differs.',
    },
  ],
};

/** Azure refuses the grant for certain. */
const ROLE_ASSIGNMENTS_LEFT: Precondition = { ruleId: 'BKS-119', onlyBy: ['RoleAssignmentLimitReached'] };

/** Grants a role to the identity of the vault, of the cluster or of the backup extension. */
export const roleGrant = {
  kind: 'roleGrant',
  order: 70,
  allowed: 'byDefault',
  risk: 'grantsAccess',
  longRunning: false,
  preconditions: [
    ...FITTING,
    WRITABLE,
    SNAPSHOTS_NOT_LOCKED,
    EXTENSION_IDENTITY,
    ACCOUNT_IN_USE,
    ROLE_ASSIGNMENTS_LEFT,
  ],
  role: undefined,
  review: {
    why: "vault, cluster and extension need roles on each other's resources",
    beyond: 'bounded by the [condition](#which-roles-it-may-grant)',
  },
  sentence: 'Backstay grants exactly this role to this identity on this scope.',
  sample: {
    kind: 'roleGrant',
    scope: SCOPE,
    principalId: SUBSCRIPTION as PrincipalId,
    holder: 'vault',
    role: 'Reader',
    roleDefinitionGuid: SUBSCRIPTION,
  },

  key: assignmentName,
  describe: ({ holder, role, scope }) => `Grant ${role} on ${partsOf(scope).name} to the ${holder}`,
  effect: ({ holder, holderId, principalId, role, scope }) =>
    `The identity of ${nameOfHolder(holder, holderId)} (principal ${principalId}) holds ${role} on ${scope} and everything in it, until the role assignment is deleted.`,
  undoText: 'Delete the role assignment. Operations that need the role fail from then on.',
  permissions: ({ scope }) => [
    { action: 'Microsoft.Authorization/roleAssignments/write', scope },
    { action: 'Microsoft.Authorization/roleAssignments/read', scope },
  ],
  lane: ({ scope }) => (partsOf(scope).type === CLUSTER_TYPE ? scope : undefined),
  commands: ({ remedy: { scope, principalId, role } }) => [
    az('role assignment create', {
      subscription: partsOf(scope).subscriptionId,
      assigneeObjectId: principalId,
      assigneePrincipalType: 'ServicePrincipal',
      role,
      scope,
    }),
  ],
  declare: ({ remedy }) => ({
    kind: 'resource',
    type: 'Microsoft.Authorization/roleAssignments',
    parentId: remedy.scope,
    name: assignmentName(remedy),
    properties: {
      roleDefinitionId: roleDefinitionIdOf(remedy),
      principalId: remedy.principalId,
      principalType: 'ServicePrincipal',
    },
  }),

  undo: {
    describe: ({ holder, role, scope }) => `Take ${role} on ${partsOf(scope).name} from the ${holder} again`,
    permissions: ({ scope }) => [
      { action: 'Microsoft.Authorization/roleAssignments/delete', scope },
      { action: 'Microsoft.Authorization/roleAssignments/read', scope },
    ],
    longRunning: false,
    ownName: () => true,
    isSharedWith(remedy, { profile, isSameCluster, hasSameVault, evidence }) {
      const name = `/roleassignments/${assignmentName(remedy)}`;
      if (evidence.some(({ assignment }) => String(assignment).toLowerCase().endsWith(name))) return true;
      const { holder, scope } = remedy;
      if (partsOf(scope).type === CLUSTER_TYPE) return isSameCluster;
      if (holder === 'vault' ? !hasSameVault : !isSameCluster) return false;
      return profile === undefined || scopesIn(profile).some((wanted) => isWithin(wanted, scope));
    },
    // Nothing is written over an assignment: what was written was not there before.
    origin: () => 'made',
  },
} satisfies Change<RoleGrantRemedy>;

/** Where a profile needs grants, besides its clusters. */
function scopesIn({ snapshotGroupId, storage, staging }: Profile): readonly ResourceId[] {
  const stagingScopes = staging === undefined ? [] : [staging.groupId, staging.accountId];
  return [snapshotGroupId, storage.accountId, ...stagingScopes];
}

function nameOfHolder(holder: RoleGrantRemedy['holder'], holderId: string | undefined): string {
  return holderId === undefined
    ? `the ${holder}`
    : `${holder === 'extension' ? 'backup extension' : holder} ${holderId}`;
}

/**
 * Has the principal in it: Azure binds a name for ever to the principal, role and scope that it was
 * first used for.
 */
export function assignmentName({ scope, principalId, roleDefinitionGuid }: RoleGrantRemedy): string {
  return uuid5(scope, principalId, roleDefinitionGuid);
}

/** As Resource Manager would spell it. */
export function assignmentIdOf(remedy: RoleGrantRemedy): string {
  return `${remedy.scope}/providers/Microsoft.Authorization/roleAssignments/${assignmentName(remedy)}`;
}

export function roleDefinitionIdOf({
  scope,
  roleDefinitionGuid,
}: Pick<RoleGrantRemedy, 'scope' | 'roleDefinitionGuid'>): string {
  const subscription = subscriptionScope(partsOf(scope).subscriptionId);
  return `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${roleDefinitionGuid}`;
}
