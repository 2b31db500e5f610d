import * as z from 'zod';
import { type AcceptanceRule, ruleNamed } from '../acceptances/basis.ts';
import { APPROVED_KINDS, DEFAULT_KINDS, LISTED_KINDS } from '../changes/index.ts';
import { MAX_ACCEPTANCE_DAYS, type ProfileAcceptance } from '../model/acceptance.ts';
import type { PrincipalId } from '../model/azure.ts';
import { CHANNELS } from '../model/outbox.ts';
import type { Profile } from '../model/profile.ts';
import { STRATEGIES, type Strategy } from '../model/protection.ts';
import { type ClusterId, parseResourceGroupId, parseStorageAccountId, parseVaultId } from '../model/resource-id.ts';
import type { RuleId } from '../model/rule-id.ts';
import { RULES } from '../rules/index.ts';
import { ConfigurationError } from './configuration-error.ts';
import { isContainerName } from './container-name.ts';
import { parseJsonc } from './parse-jsonc.ts';
import { problemsInText } from './problems-in-text.ts';
import { clusterId, clusterIds, GROUP, id } from './resource-id-schema.ts';
import { selectorOf, selectorSchema } from './selector-schema.ts';

/**
 * https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftdataprotection
 */
const POLICY_NAME = /^[A-Za-z0-9][A-Za-z0-9-]{1,148}[A-Za-z0-9]$/;

const kubernetesName = () =>
  z.string().regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, 'must be the name of a Kubernetes resource');
const namespaces = () => z.array(kubernetesName()).max(800).default([]);

const line = (characters: number) =>
  z
    .string()
    .trim()
    .min(1, 'must not be empty')
    .max(characters, `must have at most ${characters} characters`)
    .regex(/^[^\p{C}\p{Zl}\p{Zp}]*$/u, 'must be one line without control characters');

const acceptanceSchema = z.strictObject({
  rule: z
    .string()
    .transform((text, context): RuleId => {
      const rule = ruleNamed(RULES, text as RuleId);
      const problem = rule === undefined ? 'must be the id of a rule, such as BKS-603' : neverText(rule);
      if (rule !== undefined && problem === undefined) return rule.id;
      context.addIssue({ code: 'custom', message: problem ?? '' });
      return z.NEVER;
    })
    .describe('The rule whose finding is accepted. docs/rules.md says which rules can be accepted.'),
  clusters: clusterIds().optional().describe('Only for these clusters; for all clusters of the profile when left out.'),
  reason: line(300).describe('Why you accept it. It is shown wherever the finding is, and on the audit log.'),
  owner: line(100).describe('The team that answers for it, not a person.'),
  until: z.iso
    .date('must be a day, such as 2027-01-31')
    .transform((day) => `${day}T23:59:59.999Z`)
    .describe(`The last day on which it holds, in UTC: at most ${MAX_ACCEPTANCE_DAYS} days ahead.`),
});

function neverText({ id: ruleId, neverAccepted }: AcceptanceRule): string | undefined {
  return neverAccepted && `${ruleId} cannot be accepted: ${neverAccepted}`;
}

const profileSchema = z
  .strictObject({
    name: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,31}$/, 'must be 1 to 32 of a-z, 0-9 and -')
      .refine((name) => name !== 'off', 'must not be "off": that tag value opts a cluster out')
      .describe(
        'Short name; a cluster may pick the profile by the tag "backstay: <name>" where the selector allows it.',
      ),
    expandedFrom: z
      .string()
      .optional()
      .describe('Only in an expanded file: the profile that this one was made from. Leave it out.'),
    selector: selectorSchema,
    purpose: z
      .enum(['backup', 'restoreTarget'])
      .default('backup')
      .describe(
        '"backup": the vault protects the clusters. "restoreTarget": backups of other clusters are restored to them, in the region of the vault or, with Cross Region Restore, in the paired region. See docs/protection.md.',
      ),
    vault: id(parseVaultId, `${GROUP}/providers/Microsoft.DataProtection/backupVaults/<name>`).describe(
      'The Backup vault that protects the clusters. It, the accounts and the groups may have placeholders: see docs/profiles.md.',
    ),
    storageAccount: id(parseStorageAccountId, `${GROUP}/providers/Microsoft.Storage/storageAccounts/<name>`).describe(
      'The storage account that the backup extension writes to.',
    ),
    container: z
      .string()
      .refine(
        isContainerName,
        'must be a container name: 3 to 63 of a-z, 0-9 and single -, with or without "{cluster}" and "{resourceGroup}"',
      )
      .describe(
        'The blob container in it. Each cluster needs one of its own: "{cluster}" and "{resourceGroup}" are replaced by the names of the cluster and of its group, with a suffix that keeps the container unique.',
      ),
    snapshotGroup: id(parseResourceGroupId, GROUP).describe('The resource group that holds the disk snapshots.'),
    staging: z
      .strictObject({
        resourceGroup: id(parseResourceGroupId, GROUP).describe('Where disks are made from backups.'),
        storageAccount: id(
          parseStorageAccountId,
          `${GROUP}/providers/Microsoft.Storage/storageAccounts/<name>`,
        ).describe('The account for the staged state of the cluster.'),
      })
      .optional()
      .describe(
        'Where restores from the vault are staged; three more roles are granted there. Leave it out until then.',
      ),
    operators: z
      .array(z.guid('must be the object id of a user or group').transform((id) => id.toLowerCase() as PrincipalId))
      .default([])
      .describe(
        'Object ids of the people and groups who run backups and restores: their roles are checked, never granted.',
      ),
    tier: z
      .enum(['operational', 'vault'])
      .default('vault')
      .describe(
        '"operational" keeps snapshots only; "vault" also moves backups into the vault and needs three roles more.',
      ),
    mode: z
      .enum(['observe', 'enforce'])
      .default('observe')
      .describe('"observe" reads, records and notifies; "enforce" also acts.'),
    allow: z
      .array(z.enum(LISTED_KINDS))
      .default([...DEFAULT_KINDS])
      .describe('The kinds of change that Backstay may make in mode "enforce"; replaces the default list.'),
    approve: z
      .array(z.enum(LISTED_KINDS))
      .optional()
      .describe(
        `Of the kinds under "allow", those that wait until a person has approved each of them. When left out: ${APPROVED_KINDS.join(', ')}.`,
      ),
    accept: z
      .array(acceptanceSchema)
      .max(200)
      .optional()
      .describe(
        'Findings that you accept as they are, for a time. Each counts for the evidence that the first assessment finds, and ends when that changes. See docs/profiles.md.',
      ),
    inspectCluster: z
      .boolean()
      .default(false)
      .describe(
        'Whether Backstay may look inside the clusters once a day, in mode "enforce". It does so by run-command, which acts with the rights of a cluster administrator; hence it is off until you say so. See docs/inspect-cluster.md.',
      ),
    protect: z
      .strictObject({
        policy: z
          .union([
            z
              .string()
              .regex(POLICY_NAME, 'must be a name of 3 to 150 letters, digits and -')
              .describe('A policy that the vault has.'),
            z.strictObject({
              strategy: z
                .enum(STRATEGIES)
                .describe(
                  'A daily backup. "week" keeps it 7 days as snapshots, "month" 30 days as snapshots, "disasterRecovery" 7 days as snapshots and 90 days in the vault.',
                ),
              name: z
                .string()
                .regex(POLICY_NAME, 'must be a name of 3 to 150 letters, digits and -')
                .optional()
                .describe('Its name in the vault; "backstay-" and the strategy when left out.'),
            }),
          ])
          .describe('The backup policy of the clusters: the name of one in the vault, or a built-in strategy.'),
        includedNamespaces: namespaces().describe('Only these namespaces; all when left out.'),
        excludedNamespaces: namespaces().describe('All namespaces but these.'),
        clusterScopedResources: z
          .boolean()
          .default(true)
          .describe('Whether resources outside namespaces are backed up.'),
        snapshotVolumes: z.boolean().default(true).describe('Whether snapshots of persistent volumes are taken.'),
        hooks: z
          .array(z.strictObject({ name: kubernetesName(), namespace: kubernetesName() }))
          .max(10)
          .default([])
          .describe('BackupHook resources of the cluster that run before and after each backup.'),
        firstBackup: z
          .boolean()
          .default(false)
          .describe('Whether the first backup is started at once and followed to its end, in mode "enforce".'),
      })
      .optional()
      .describe(
        `How the clusters are protected. Backstay carries it out where "allow" lists ${APPROVED_KINDS.join(' and ')}. See docs/protection.md.`,
      ),
    confirm: z
      .enum(['service', 'rules'])
      .optional()
      .describe(
        '"service": a cluster is Ready after Azure Backup has confirmed it; the default in mode "enforce" where "protect" is there. "rules": after its rules are satisfied.',
      ),
    restoreDrill: z
      .strictObject({
        cluster: clusterId()
          .optional()
          .describe('The cluster that is restored to, in the region of the vault; each cluster itself when left out.'),
      })
      .optional()
      .describe(
        'In mode "enforce", Azure Backup validates once a month that the latest recovery point of each protected cluster can be restored. Nothing is restored. See docs/protection.md.',
      ),
    unprotectedAfterDays: z
      .int()
      .min(1)
      .max(365)
      .optional()
      .describe('A cluster that has been ready for so many days and has no backup instance gets a finding.'),
    notify: z
      .strictObject({
        channels: z
          .array(z.enum(CHANNELS))
          .optional()
          .describe(
            'Channels for notifications about these clusters, and their content: all configured channels when left out, none when empty. docs/integrations.md has each.',
          ),
        mentions: z
          .array(
            z.strictObject({
              name: z
                .string()
                .regex(
                  /^[\p{L}\p{N}][\p{L}\p{M}\p{N} .,'’-]{0,63}$/u,
                  "must be 1 to 64 letters, digits, spaces and . , ' -, beginning with a letter or digit",
                )
                .describe('As it is shown. It may hold nothing that Teams would read as formatting.'),
              id: z
                .string()
                .regex(
                  /^(?:[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}|[^\s@<>]{1,64}@[A-Za-z\d.-]{1,190})$/i,
                  'must be the object id of a user, or a user principal name',
                )
                .describe('Object id in Entra, or user principal name.'),
            }),
          )
          .max(10)
          .default([])
          .describe('Who is mentioned on cards that ask people to act.'),
      })
      .optional()
      .describe('Who is notified, and where.'),
  })
  .superRefine(
    (
      { allow, approve = [], protect, confirm, tier, purpose, staging, restoreDrill, unprotectedAfterDays },
      context,
    ) => {
      const refuse = (path: (string | number)[], message: string) =>
        context.addIssue({ code: 'custom', path, message });
      if (purpose === 'restoreTarget') {
        const onlyForBackups = { protect, restoreDrill, unprotectedAfterDays };
        for (const [key, value] of Object.entries(onlyForBackups)) {
          if (value !== undefined) refuse([key], 'must be left out where "purpose" is "restoreTarget"');
        }
        if (tier === 'vault' && staging === undefined)
          refuse(
            ['purpose'],
            '"restoreTarget" needs "staging", where restores from the vault are staged, or "tier": "operational"',
          );
      }
      if (confirm === 'service' && protect === undefined)
        refuse(['confirm'], '"service" needs "protect": Azure Backup checks a cluster against a policy');
      if (protect !== undefined && protect.includedNamespaces.length > 0 && protect.excludedNamespaces.length > 0)
        refuse(['protect', 'excludedNamespaces'], 'must be left out where "includedNamespaces" is given');
      const policy = protect?.policy;
      if (typeof policy === 'object' && policy.strategy === 'disasterRecovery' && tier === 'operational')
        refuse(
          ['protect', 'policy', 'strategy'],
          '"disasterRecovery" moves backups into the vault, and needs "tier": "vault"',
        );
      for (const kind of APPROVED_KINDS) {
        if (allow.includes(kind) && protect === undefined)
          refuse(['allow', allow.indexOf(kind)], `"${kind}" needs "protect": it says how the clusters are protected`);
      }
      approve.forEach((kind, index) => {
        if (allow.includes(kind)) return;
        const message = `"${kind}" must be under "allow" as well: what is not allowed cannot be approved`;
        context.addIssue({ code: 'custom', path: ['approve', index], message });
      });
    },
  )
  .describe('One way of protecting clusters, written by operators.');

const fileSchema = z.strictObject({
  $schema: z.string().optional(),
  source: z
    .string()
    .optional()
    .describe('Only in the file that is deployed: the hash of the file that it was made from. Leave it out.'),
  locationShort: z
    .record(z.string(), z.string().regex(/^[a-z0-9]{1,12}$/, 'must be 1 to 12 of a-z and 0-9'))
    .optional()
    .describe('Your short names of regions, for the placeholder {locationShort}: { "westeurope": "weu" }.'),
  profiles: z
    .array(profileSchema)
    .min(1)
    .superRefine((profiles, context) => {
      profiles.forEach((profile, index) => {
        if (profiles.findIndex((other) => other.name === profile.name) === index) return;
        context.addIssue({
          code: 'custom',
          path: [index, 'name'],
          message: `"${profile.name}" is taken by an earlier profile`,
        });
      });
    })
    .describe(
      'In order of precedence: a cluster gets the first profile that selects it, unless its tag picks another.',
    ),
});

/**
 * Reads the profile file's text: JSON, with comments and trailing commas. `path` is for the
 * message.
 * @throws ConfigurationError that names the file, each place in it and what is expected there.
 */
export function parseProfiles(written: string, path: string): readonly Profile[] {
  // Some editors begin a file with a byte order mark.
  const text = written.replace(/^\uFEFF/, '');
  const result = fileSchema.safeParse(parseJsonc(text, path));
  if (!result.success) {
    throw new ConfigurationError(`The profile file ${path} is not valid`, problemsInText(result.error, text));
  }
  return result.data.profiles.map(
    ({
      vault,
      storageAccount,
      container,
      snapshotGroup,
      staging,
      selector,
      notify,
      protect,
      confirm,
      approve,
      restoreDrill,
      unprotectedAfterDays,
      accept,
      purpose,
      expandedFrom,
      ...rest
    }) => ({
      ...rest,
      ...(purpose === 'restoreTarget' && { purpose }),
      ...(expandedFrom !== undefined && { expandedFrom }),
      approve: approve ?? APPROVED_KINDS.filter((kind) => rest.allow.includes(kind)),
      confirm: rest.mode === 'enforce' ? (confirm ?? (protect === undefined ? 'rules' : 'service')) : 'rules',
      ...(restoreDrill && rest.mode === 'enforce' && { restoreDrill: drillOf(restoreDrill) }),
      ...(unprotectedAfterDays !== undefined && { unprotectedAfterDays }),
      ...(accept && { accept: accept.map(acceptanceOf) }),
      ...(protect && { protection: { ...protect, policy: policyOf(protect.policy) } }),
      ...(notify && { notify: { mentions: notify.mentions, ...(notify.channels && { channels: notify.channels }) } }),
      ...(staging && { staging: { groupId: staging.resourceGroup, accountId: staging.storageAccount } }),
      selector: selectorOf(selector),
      vaultId: vault,
      storage: { accountId: storageAccount, container },
      snapshotGroupId: snapshotGroup,
    }),
  );
}

function acceptanceOf({ rule, clusters, ...entry }: z.infer<typeof acceptanceSchema>): ProfileAcceptance {
  return { ruleId: rule, ...(clusters && { clusters }), ...entry };
}

function drillOf({ cluster }: { readonly cluster?: ClusterId | undefined }): Profile['restoreDrill'] & object {
  return cluster === undefined ? {} : { clusterId: cluster };
}

function policyOf(policy: string | { readonly strategy: Strategy; readonly name?: string | undefined }) {
  if (typeof policy === 'string') return { name: policy };
  return { name: policy.name ?? `backstay-${policy.strategy.toLowerCase()}`, strategy: policy.strategy };
}

/** One line for each fault of a file that is parsed already, with its place in the text. */
export function problemsInProfiles(file: unknown, text: string): readonly string[] {
  const { error } = fileSchema.safeParse(file);
  return error === undefined ? [] : problemsInText(error, text);
}

/**
 * The JSON Schema of the profile file, for editors. The two words that begin with `allow` are those
 * of VS Code: https://github.com/microsoft/vscode-json-languageservice/blob/main/src/jsonSchema.ts
 */
export function profilesJsonSchema(): object {
  const schema = z.toJSONSchema(fileSchema, { io: 'input', unrepresentable: 'any' });
  return { ...schema, allowComments: true, allowTrailingCommas: true };
}
