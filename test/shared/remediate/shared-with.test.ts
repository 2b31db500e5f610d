import { describe, expect, test } from 'vitest';
import type { Neighbour } from '../../../shared/changes/define.ts';
import { changeFor } from '../../../shared/changes/index.ts';
import { uuid5 } from '../../../shared/lib/uuid5.ts';
import type { Profile } from '../../../shared/model/profile.ts';
import type { Remedy, RoleGrantRemedy } from '../../../shared/model/remedy.ts';
import {
  parseClusterId,
  parseResourceGroupId,
  parseStorageAccountId,
  parseVaultId,
} from '../../../shared/model/resource-id.ts';
import { ROLES } from '../../../shared/model/roles.ts';
import { atLeastOne } from '../../support/at-least-one.ts';
import {
  CLUSTER_ID,
  CLUSTER_PRINCIPAL,
  must,
  PROFILE,
  SNAPSHOT_GROUP_ID,
  STORAGE_ACCOUNT_ID,
  SUBSCRIPTION,
  VAULT_ID,
  VAULT_PRINCIPAL,
} from '../../support/facts.ts';
import { SECURITY_GROUP_ID } from '../../support/network.ts';

const OTHER_ID = must(parseClusterId(`${CLUSTER_ID}-2`));
const other = (changes: Partial<Neighbour> = {}): Neighbour => ({
  clusterId: OTHER_ID,
  profile: PROFILE,
  isSameCluster: false,
  hasSameVault: true,
  evidence: [],
  ...changes,
});
const profile = (changes: Partial<Profile>): Profile => ({ ...PROFILE, ...changes });
const GROUP_2 = must(parseResourceGroupId(`/subscriptions/${SUBSCRIPTION}/resourceGroups/snapshots-2`));
const SAME_CLUSTER = other({ clusterId: CLUSTER_ID, isSameCluster: true });
const grant = (changes: Partial<RoleGrantRemedy> = {}): RoleGrantRemedy => ({
  kind: 'roleGrant',
  scope: SNAPSHOT_GROUP_ID,
  principalId: VAULT_PRINCIPAL,
  holder: 'vault',
  role: 'Reader',
  roleDefinitionGuid: ROLES.Reader,
  ...changes,
});
const held = ({ scope, principalId, roleDefinitionGuid }: RoleGrantRemedy) => ({
  assignment: `${scope}/providers/Microsoft.Authorization/roleAssignments/${uuid5(scope, principalId, roleDefinitionGuid).toUpperCase()}`,
});
const OF_CLUSTER = grant({ holder: 'cluster', principalId: CLUSTER_PRINCIPAL });
const binding: Remedy = {
  kind: 'trustedAccessBinding',
  clusterId: CLUSTER_ID,
  name: 'backstay-0',
  sourceResourceId: VAULT_ID.toUpperCase(),
  roles: [],
};
const bypass: Remedy = { kind: 'storageBypass', accountId: STORAGE_ACCOUNT_ID };
const staging = { groupId: GROUP_2, accountId: STORAGE_ACCOUNT_ID };
const rule: Remedy = {
  kind: 'securityRule',
  networkSecurityGroupId: SECURITY_GROUP_ID,
  name: 'backstay-x',
  priority: 100,
  serviceTag: 'AzureBackup',
};
const policyOf = (scope: string): Remedy => ({
  kind: 'policyExclusion',
  assignmentId: `${scope}/providers/Microsoft.Authorization/policyAssignments/pods`,
  parameter: 'excludedNamespaces',
  namespaces: [],
});

describe.each<[string, readonly (readonly [string, Remedy, Neighbour, boolean])[]]>([
  [
    "a grant of the vault's",
    [
      ['on the snapshot group of another cluster', grant(), other(), true],
      ['on the storage account of another cluster', grant({ scope: STORAGE_ACCOUNT_ID }), other(), true],
      [
        'on a group that another profile does not name',
        grant(),
        other({ profile: profile({ snapshotGroupId: GROUP_2 }) }),
        false,
      ],
      [
        'on the staging group of another profile',
        grant({ scope: GROUP_2 }),
        other({ profile: profile({ staging }) }),
        true,
      ],
      ['under a profile with another vault', grant(), other({ hasSameVault: false }), false],
      ['on a cluster that is another one', grant({ scope: CLUSTER_ID }), other(), false],
      ['on the cluster itself, under another profile', grant({ scope: CLUSTER_ID }), SAME_CLUSTER, true],
      ['for a cluster of which only its protection is known', grant(), other({ profile: undefined }), true],
    ],
  ],
  [
    "a grant of the cluster's",
    [
      ['is not that of another cluster', OF_CLUSTER, other(), false],
      ['is that of the same cluster under another profile', OF_CLUSTER, SAME_CLUSTER, true],
      [
        'is seen in the findings of a cluster with the same identity',
        OF_CLUSTER,
        other({ evidence: [held(OF_CLUSTER)] }),
        true,
      ],
      ['is not another one in its findings', OF_CLUSTER, other({ evidence: [held(grant())] }), false],
    ],
  ],
  [
    'a binding',
    [
      ['of another cluster', binding, other(), false],
      ['of the same cluster', binding, SAME_CLUSTER, true],
      [
        'of the same cluster to another vault',
        binding,
        { ...SAME_CLUSTER, profile: profile({ vaultId: must(parseVaultId(`${VAULT_ID}-2`)) }) },
        false,
      ],
    ],
  ],
  [
    'an extension',
    [
      [
        'of another cluster',
        { kind: 'backupExtension', clusterId: CLUSTER_ID, name: 'x', settings: {} },
        other(),
        false,
      ],
      [
        'of the same cluster',
        { kind: 'backupExtension', clusterId: CLUSTER_ID, name: 'x', settings: {} },
        SAME_CLUSTER,
        true,
      ],
    ],
  ],
  [
    'the bypass of an account',
    [
      ['that another cluster uses, with any vault', bypass, other({ hasSameVault: false }), true],
      [
        'that it uses for staging',
        bypass,
        other({
          profile: profile({
            staging,
            storage: { accountId: must(parseStorageAccountId(`${STORAGE_ACCOUNT_ID}2`)), container: 'c' },
          }),
        }),
        true,
      ],
    ],
  ],
  [
    'a rule of a security group',
    [
      [
        'behind which another cluster was seen',
        rule,
        other({ evidence: [{ securityGroups: [`${SECURITY_GROUP_ID}: letIn`] }] }),
        true,
      ],
      ['behind which it was not seen', rule, other({ evidence: [{ securityGroups: ['/x: letIn'] }] }), false],
    ],
  ],
  [
    'an exclusion from a policy',
    [
      ['of the subscription of another cluster', policyOf(`/subscriptions/${SUBSCRIPTION}`), other(), true],
      ['of another group', policyOf(`${GROUP_2}`), other(), false],
    ],
  ],
])('%s', (_, rows) => {
  test.each(atLeastOne(rows))('%s', (_, remedy, neighbour, expected) => {
    const { undo } = changeFor(remedy);
    // Each kind with its own remedy: the rows pair them.
    const isShared = 'never' in undo ? undefined : undo.isSharedWith(remedy as never, neighbour);
    expect(isShared).toBe(expected);
  });
});
