import { type Body, type Oddity, odd, type Policy } from './odd-clusters.ts';

/** A policy of the customer's with its assignment, at the subscription unless it says otherwise. */
const own = (name: string, definition: Body, assignment: Partial<Policy> = {}): Oddity =>
  odd(name, (cluster) => {
    const key = `${definition.mode === 'Microsoft.Kubernetes.Data' ? 'pods' : 'rule'}-${Object.keys(cluster.definitions).length}`;
    const addon = { addonProfiles: { azurepolicy: { enabled: true } } };
    return {
      ...cluster,
      properties: { ...cluster.properties, ...(key.startsWith('pods') && addon) },
      definitions: { ...cluster.definitions, [key]: definition },
      policies: [
        ...cluster.policies,
        { scope: 'subscription', ...assignment, name: `own-${cluster.policies.length}`, definition: `custom:${key}` },
      ],
    };
  });

const rule = (condition: Body, more: Body = {}, effect: unknown = 'deny'): Body => ({
  mode: 'All',
  // biome-ignore lint/suspicious/noThenProperty: policy rules are written so
  policyRule: { if: condition, then: { effect } },
  ...more,
});
const SNAPSHOTS = { field: 'type', equals: 'Microsoft.Compute/snapshots' };
const ELSEWHERE = { field: 'location', notEquals: 'northeurope' };
const EFFECT = { parameters: { effect: { type: 'String', defaultValue: 'deny' } } };
const NO_SNAPSHOTS = rule(SNAPSHOTS);

const pods = (details: Body, effect: unknown = 'deny'): Body => ({
  mode: 'Microsoft.Kubernetes.Data',
  policyRule: {
    if: { field: 'type', in: ['Microsoft.ContainerService/managedClusters'] },
    // biome-ignore lint/suspicious/noThenProperty: policy rules are written so
    then: { effect, details: { apiGroups: [''], kinds: ['Pod'], ...details } },
  },
});

/**
 * Policies that customers write.
 * https://learn.microsoft.com/azure/governance/policy/concepts/definition-structure-policy-rule
 */
export const OWN_POLICIES: readonly Oddity[] = [
  own('own rule against snapshots', NO_SNAPSHOTS),
  own('own rule against snapshots, in lower case', rule({ field: 'Type', Equals: 'microsoft.compute/snapshots' })),
  own('own rule against snapshots, audited', rule(SNAPSHOTS, {}, 'audit')),
  own('own rule against snapshots, by default', rule(SNAPSHOTS, EFFECT, "[parameters('effect')]")),
  own('own rule against snapshots, audited by parameter', rule(SNAPSHOTS, EFFECT, "[parameters('effect')]"), {
    parameters: { effect: 'Audit' },
  }),
  own('own rule against snapshots, effect disabled', rule(SNAPSHOTS, {}, 'Disabled')),
  own('own rule against snapshots, elsewhere', NO_SNAPSHOTS, { scope: 'backupGroup' }),
  own('own rule against snapshots, at the group', NO_SNAPSHOTS, { scope: 'snapshotGroup' }),
  own('own rule against snapshots, at the management group', NO_SNAPSHOTS, { scope: 'managementGroup' }),
  own('own rule against snapshots, group left out', NO_SNAPSHOTS, { notScope: 'snapshotGroup' }),
  own('own rule against snapshots, group exempt', NO_SNAPSHOTS, { exempt: 'snapshotGroup' }),
  own('own rule against snapshots, not enforced', NO_SNAPSHOTS, { enforcementMode: 'DoNotEnforce' }),
  own('own rule against snapshots, for another region', NO_SNAPSHOTS, {
    more: { resourceSelectors: [{ name: 'r', selectors: [{ kind: 'resourceLocation', in: ['northeurope'] }] }] },
  }),
  own('own rule against snapshots, for the region', NO_SNAPSHOTS, {
    more: { resourceSelectors: [{ name: 'r', selectors: [{ kind: 'resourceLocation', in: ['westeurope'] }] }] },
  }),
  own('own rule against snapshots, overridden by audit', NO_SNAPSHOTS, {
    more: { overrides: [{ kind: 'policyEffect', value: 'audit' }] },
  }),
  own('own audit of snapshots, overridden by deny', rule(SNAPSHOTS, {}, 'audit'), {
    more: { overrides: [{ kind: 'policyEffect', value: 'deny' }] },
  }),
  own('own rule against disks', rule({ field: 'type', equals: 'Microsoft.Compute/disks' })),
  own('own rule against all of compute', rule({ field: 'type', like: 'Microsoft.Compute/*' })),
  own('own rule against what is not compute', rule({ field: 'type', notLike: 'Microsoft.Compute/*' })),
  own('own rule against what contains snap', rule({ field: 'type', contains: 'snap' })),
  own('own rule for one region', rule(ELSEWHERE, { mode: 'Indexed' })),
  own('own rule for one region, but no snapshots', {
    ...rule({ allOf: [ELSEWHERE, { not: SNAPSHOTS }] }, { mode: 'Indexed' }),
  }),
  own('own rule for the own region', rule({ not: { field: 'location', in: ['West Europe', 'global'] } })),
  own('own rule for a tag', rule({ field: "tags['owner']", exists: 'false' }, { mode: 'Indexed' })),
  own('own rule for a tag in another notation', rule({ field: 'tags.owner', exists: false }, { mode: 'Indexed' })),
  own('own rule against a tag', rule({ field: "tags['temporary']", equals: 'yes' })),
  own('own rule for a tag of groups', {
    ...rule({
      allOf: [
        { field: 'type', equals: 'Microsoft.Resources/subscriptions/resourceGroups' },
        { field: 'tags.owner', exists: false },
      ],
    }),
  }),
  own(
    'own rule for snapshots or disks',
    rule({ anyOf: [{ field: 'type', equals: 'Microsoft.Compute/disks' }, SNAPSHOTS] }),
  ),
  own('own rule for snapshots by their encryption', {
    ...rule({ allOf: [SNAPSHOTS, { field: 'Microsoft.Compute/snapshots/encryption.type', notEquals: 'x' }] }),
  }),
  own('own rule for machines by their image', {
    ...rule({
      allOf: [
        { field: 'type', equals: 'Microsoft.Compute/virtualMachines' },
        { field: 'Microsoft.Compute/imagePublisher', notIn: ['contoso'] },
      ],
    }),
  }),
  own('own rule by names', rule({ field: 'name', notLike: 'contoso-*' })),
  own('own rule by a count', rule({ count: { field: 'Microsoft.Compute/snapshots/x[*]' }, greater: 0 })),
  own('own rule that modifies', rule(SNAPSHOTS, {}, 'modify')),
  own('own rule for pods', pods({ excludedNamespaces: ['kube-system'] })),
  own('own rule for pods, audited', pods({ excludedNamespaces: ['kube-system'] }, 'audit')),
  own(
    'own rule for pods, namespace excluded',
    pods({ excludedNamespaces: ['kube-system', 'dataprotection-microsoft'] }),
  ),
  own('own rule for pods of one namespace', pods({ namespaces: ['shop'], excludedNamespaces: [] })),
];
