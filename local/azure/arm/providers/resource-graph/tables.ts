import type { ArmState } from '../../state/arm-state.ts';
import { MANAGEMENT_GROUP_ID } from '../../state/management-group.ts';
import { readResourceId } from '../../state/resource-id.ts';
import type { Echoed } from '../../state/wire.ts';
import { describePolicies, describePolicySets } from '../authorization/policy/built-in-policies.ts';
import { definingScope } from '../authorization/policy/custom-policies.ts';
import { exemptedScope } from '../authorization/policy/policy-exemptions.ts';
import { clusterAnswer } from '../container-service/managed-cluster.ts';

/** A row with the scope that it belongs to; none for what every tenant has. */
export interface ScopedRow {
  readonly scope: string | undefined;
  readonly row: Echoed;
}

export const COLUMNS = [
  'id',
  'name',
  'type',
  'tenantId',
  'kind',
  'location',
  'resourceGroup',
  'subscriptionId',
  'managedBy',
  'sku',
  'plan',
  'properties',
  'tags',
  'identity',
  'zones',
  'extendedLocation',
] as const;

/**
 * https://learn.microsoft.com/azure/governance/resource-graph/reference/supported-tables-resources
 */
export const TABLES: Readonly<Record<string, (state: ArmState) => readonly ScopedRow[]>> = {
  authorizationresources: roleRows,
  kubernetesconfigurationresources: extensionRows,
  policyresources: policyRows,
  recoveryservicesresources: instanceRows,
  resourcecontainers: containerRows,
  resources: resourceRows,
};

/**
 * Of the tracked resources those that Backstay asks for: a virtual network and the like with their
 * parts.
 */
function resourceRows(state: ArmState): readonly ScopedRow[] {
  const { managedClusters, backupVaults, storageAccounts, userAssignedIdentities } = state;
  const { virtualNetworks, networkSecurityGroups, routeTables, subnets, securityRules, routes } = state;
  const resources: readonly Described[] = [
    ...managedClusters.all().map(clusterAnswer),
    ...backupVaults.all(),
    ...storageAccounts.all(),
    ...userAssignedIdentities.all(),
    ...virtualNetworks.all().map((network) => withParts(network, { subnets: subnets.below(network.id) })),
    ...networkSecurityGroups.all().map((group) => withParts(group, { securityRules: securityRules.below(group.id) })),
    ...routeTables.all().map((table) => withParts(table, { routes: routes.below(table.id) })),
  ];
  return resources.map((resource) => rowAt(state, resource));
}

function withParts(resource: Described & { readonly properties: Echoed }, parts: Echoed): Described {
  return { ...resource, properties: { ...resource.properties, ...parts } };
}

function containerRows(state: ArmState): readonly ScopedRow[] {
  const groups = state.resourceGroups.all().map((group) => ({
    ...group,
    type: 'microsoft.resources/subscriptions/resourcegroups',
  }));
  const chain = [{ displayName: 'Local', name: MANAGEMENT_GROUP_ID.split('/').at(-1) }];
  const subscriptions = state.subscriptions.all().map(({ id, subscriptionId }) => ({
    id,
    // The local Azure gives subscriptions no other name.
    name: subscriptionId,
    type: 'microsoft.resources/subscriptions',
    properties: { state: 'Enabled', managementGroupAncestorsChain: chain },
  }));
  return [...groups, ...subscriptions].map((each) => rowAt(state, each));
}

function instanceRows(state: ArmState): readonly ScopedRow[] {
  return state.backupInstances.all().map((instance) => rowAt(state, instance));
}

/**
 * They apply at their scope, which need not be in their id: those of a management group are seen
 * from below.
 */
function roleRows(state: ArmState): readonly ScopedRow[] {
  return state.roleAssignments
    .all()
    .map((assignment) => ({ ...rowAt(state, assignment), scope: assignment.properties.scope }));
}

function rowAt(state: ArmState, described: Described): ScopedRow {
  return { scope: described.id, row: toRow(state, { ...described, type: described.type.toLowerCase() }) };
}

function extensionRows(state: ArmState): readonly ScopedRow[] {
  return state.extensions.all().map(({ id, name, properties }) => ({
    scope: id,
    row: toRow(state, {
      id,
      name,
      type: 'microsoft.kubernetesconfiguration/extensions',
      properties: pascal(properties),
    }),
  }));
}

/**
 * Resource Graph has this table's properties from the service's own store, which writes
 * `ExtensionType`.
 */
function pascal(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const rename = ([name, inner]: [string, unknown]): [string, unknown] => [
    `${name.charAt(0).toUpperCase()}${name.slice(1)}`,
    // The names of settings are the client's.
    name === 'configurationSettings' ? inner : pascal(inner),
  ];
  return Object.fromEntries(Object.entries(value).map(rename));
}

function policyRows(state: ArmState): readonly ScopedRow[] {
  const authorization = 'microsoft.authorization';
  const definitions = describePolicies().map((policy) => ({
    scope: undefined,
    row: toRow(state, { ...policy, type: `${authorization}/policydefinitions` }),
  }));
  const sets = describePolicySets().map((set) => ({
    scope: undefined,
    row: toRow(state, { ...set, type: `${authorization}/policysetdefinitions` }),
  }));
  const custom = [...state.policyDefinitions.all(), ...state.policySetDefinitions.all()].map((policy) => ({
    scope: definingScope(policy.id),
    row: toRow(state, { ...policy, type: policy.type.toLowerCase() }),
  }));
  const assignments = state.policyAssignments.all().map((assignment) => ({
    scope: assignment.properties.scope,
    row: toRow(state, { ...assignment, type: `${authorization}/policyassignments` }),
  }));
  const exemptions = state.policyExemptions.all().map((exemption) => ({
    scope: exemptedScope(exemption.id),
    row: toRow(state, { ...exemption, type: `${authorization}/policyexemptions` }),
  }));
  return [...definitions, ...sets, ...custom, ...assignments, ...exemptions];
}

interface Described {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly properties: unknown;
  readonly location?: string | undefined;
  readonly identity?: unknown;
  readonly tags?: unknown;
  readonly sku?: unknown;
  readonly kind?: string | undefined;
}

function toRow({ subscriptions }: ArmState, described: Described): Echoed {
  const { id, name, type, properties, location, identity, tags, sku, kind } = described;
  const { subscriptionId = '', resourceGroupName = '' } = readResourceId(id);
  return {
    id,
    name,
    type,
    tenantId: (subscriptions.get(`/subscriptions/${subscriptionId}`) ?? subscriptions.all()[0])?.tenantId ?? '',
    kind: kind ?? '',
    location: location ?? '',
    resourceGroup: resourceGroupName.toLowerCase(),
    subscriptionId,
    managedBy: '',
    sku: sku ?? null,
    plan: null,
    properties,
    tags: tags ?? null,
    identity: identity ?? null,
    zones: null,
    extendedLocation: null,
  };
}
