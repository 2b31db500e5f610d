import { z } from 'zod';
import type { Platform } from '../../platform.ts';
import { type ArmApp, type ArmContext, originOf } from '../../server/arm-env.ts';
import { resourceNotFound, serviceError } from '../../server/errors.ts';
import { pageOf } from '../../server/paging.ts';
import { readBody } from '../../server/request-body.ts';
import type { BackupPolicy } from './backup-policy.ts';
import { requireVault } from './backup-vaults.ts';

const POLICIES =
  '/subscriptions/:subscriptionId/resourcegroups/:resourceGroupName/providers/microsoft.dataprotection/backupvaults/:vaultName/backuppolicies';
const TYPE = 'Microsoft.DataProtection/backupVaults/backupPolicies';

const store = z.looseObject({
  dataStoreType: z.enum(['OperationalStore', 'VaultStore', 'ArchiveStore']),
  objectType: z.string(),
});
const backupRule = z.looseObject({
  objectType: z.literal('AzureBackupRule'),
  name: z.string().min(1),
  dataStore: store,
  trigger: z.looseObject({
    schedule: z.looseObject({ repeatingTimeIntervals: z.array(z.string()).min(1) }).optional(),
    taggingCriteria: z
      .array(z.looseObject({ tagInfo: z.looseObject({ tagName: z.string() }), isDefault: z.boolean() }))
      .optional(),
  }),
});
const retentionRule = z.looseObject({
  objectType: z.literal('AzureRetentionRule'),
  name: z.string().min(1),
  lifecycles: z.array(z.looseObject({ sourceDataStore: store })).min(1),
});
const policySchema = z.object({
  properties: z.looseObject({
    objectType: z.literal('BackupPolicy'),
    datasourceTypes: z.array(z.string()).min(1),
    policyRules: z.array(z.discriminatedUnion('objectType', [backupRule, retentionRule])).min(1),
  }),
});

/** https://learn.microsoft.com/rest/api/dataprotection/backup-policies */
export function routeBackupPolicies(app: ArmApp, platform: Platform): void {
  const { backupPolicies } = platform.state;

  app.get(POLICIES, (c) => c.json(pageOf(c, platform, backupPolicies.below(requireVault(c, platform).id))));
  app.get(`${POLICIES}/:policyName`, (c) => {
    const policy = backupPolicies.get(policyId(c, platform));
    if (policy !== undefined) return c.json(policy);
    const { resourceGroupName = '', policyName = '' } = c.req.param();
    throw resourceNotFound(TYPE, policyName, resourceGroupName);
  });
  app.put(`${POLICIES}/:policyName`, (c) => putPolicy(c, platform));
  app.delete(`${POLICIES}/:policyName`, (c) => deletePolicy(c, platform));
}

function policyId(c: ArmContext, platform: Platform): string {
  return `${requireVault(c, platform).id}/backupPolicies/${c.req.param('policyName')}`;
}

function putPolicy(c: ArmContext, platform: Platform): Response {
  const { backupPolicies } = platform.state;
  const current = backupPolicies.get(policyId(c, platform));
  const { properties } = readBody(c, policySchema, invalidPolicy);
  const policy: BackupPolicy = backupPolicies.set({
    id: current?.id ?? policyId(c, platform),
    name: current?.name ?? c.req.param('policyName') ?? '',
    type: TYPE,
    properties: { ...properties, policyRules: properties.policyRules.map(withTagIds) },
  });
  platform.events.publish({ kind: 'Write', outcome: 'Success', resourceId: policy.id, origin: originOf(c) });
  return c.json(policy);
}

/** Recorded: the service adds an id to each tag. */
function withTagIds(rule: z.infer<typeof policySchema>['properties']['policyRules'][number]) {
  if (rule.objectType !== 'AzureBackupRule') return rule;
  const taggingCriteria = rule.trigger.taggingCriteria?.map((each) => ({
    ...each,
    tagInfo: { ...each.tagInfo, id: `${each.tagInfo.tagName}_` },
  }));
  return { ...rule, trigger: { ...rule.trigger, ...(taggingCriteria && { taggingCriteria }) } };
}

/** A policy that an instance is under stays; the code is assumed. */
function deletePolicy(c: ArmContext, platform: Platform): Response {
  const { backupPolicies, backupInstances } = platform.state;
  const policy = backupPolicies.get(policyId(c, platform));
  if (policy === undefined) return c.body(null, 204);
  const user = backupInstances
    .all()
    .find(({ properties }) => properties.policyInfo.policyId.toLowerCase() === policy.id.toLowerCase());
  if (user !== undefined) {
    throw serviceError(400, 'UserErrorPolicyInUse', `The policy is used by backup instance ${user.name}.`);
  }
  backupPolicies.delete(policy.id);
  platform.events.publish({ kind: 'Delete', outcome: 'Success', resourceId: policy.id, origin: originOf(c) });
  return c.body(null, 200);
}

function invalidPolicy(problem: string) {
  return serviceError(400, 'BMSUserErrorInvalidPolicyInput', `The backup policy is invalid: ${problem}.`);
}
