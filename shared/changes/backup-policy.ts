import { uuid5 } from '../lib/uuid5.ts';
import type { Strategy } from '../model/protection.ts';
import type { BackupPolicyRemedy } from '../model/remedy.ts';
import { partsOf } from '../model/resource-id.ts';
import { az, inGroupOf, json } from '../steps/az.ts';
import { policyBody } from '../steps/policy-body.ts';
import type { Change } from './define.ts';
import { ALL_PREREQUISITES } from './preconditions.ts';
import { VAULT } from './samples.ts';

const POLICIES = 'Microsoft.DataProtection/backupVaults/backupPolicies';

/** Retention in words. shared/azure/policy-body.ts has it as Azure wants it; a test compares. */
export const RETENTION_TEXT: { readonly [S in Strategy]: string } = {
  week: '7 days as snapshots',
  month: '30 days as snapshots',
  disasterRecovery: '7 days as snapshots and 90 days in the vault',
};

/** Creates one of the built-in policies in the vault. */
export const backupPolicy = {
  kind: 'backupPolicy',
  protects: true,
  order: 140,
  allowed: 'whereListedAndApproved',
  risk: 'changesResource',
  longRunning: false,
  preconditions: ALL_PREREQUISITES,
  role: {
    title: 'Backup Policy Writer',
    description: 'Creates backup policies in Backup vaults.',
    places: ['vault'],
    actions: [`${POLICIES}/write`],
  },
  review: {
    why: 'the policy of the profile has to exist before a cluster is protected by it',
    beyond: 'it allows to write policies that others protect by, and to shorten how long backups are kept',
  },
  sentence: 'Backstay creates the policy in the vault, where no policy of that name exists.',
  sample: { kind: 'backupPolicy', vaultId: VAULT, name: 'backstay-week', strategy: 'week' },

  key: ({ kind, vaultId, name, strategy }) => uuid5(kind, vaultId, name, strategy),
  describe: ({ vaultId, name }) => `Create backup policy ${name} in vault ${partsOf(vaultId).name}`,
  effect: ({ vaultId, name, strategy }) =>
    `Vault ${vaultId} has policy ${name}: a backup each day at 02:00 UTC, kept ${RETENTION_TEXT[strategy]}. Storage costs follow once a cluster is protected by it.`,
  undoText: 'Delete the policy while no backup instance uses it.',
  permissions: ({ vaultId }) => ['write', 'read'].map((verb) => ({ action: `${POLICIES}/${verb}`, scope: vaultId })),
  lane: () => undefined,
  commands({ remedy: { vaultId, name, strategy } }) {
    const place = { ...inGroupOf(vaultId), vaultName: partsOf(vaultId).name };
    return [
      az('dataprotection backup-policy create', { ...place, name, policy: json(policyBody(strategy).properties) }),
    ];
  },
  declare: ({ remedy: { vaultId, name, strategy } }) => ({
    kind: 'resource',
    type: 'Microsoft.DataProtection/backupVaults/backupPolicies',
    parentId: vaultId,
    name,
    properties: policyBody(strategy).properties,
  }),
  undo: {
    never: 'A policy without instances costs nothing, and other clusters may be protected by it.',
  },
} satisfies Change<BackupPolicyRemedy>;
