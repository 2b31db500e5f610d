import { type ArmType, type DeclaredResource, declaredId, spelledId } from '../../changes/declaration.ts';
import type { Shell } from '../../steps/in-shell.ts';
import { oneLine } from '../../wording/one-line.ts';
import type { ScanReport } from '../report.ts';
import { type Declared, desiredState, type LeftOut, type RuleTitle } from './desired-state.ts';
import { attributes, type Reference } from './hcl-value.ts';
import { versioned } from './type-versions.ts';

type Attributes = Readonly<Record<string, unknown>>;

interface Block {
  readonly type: string;
  readonly attributes: Attributes;
  /** The subscription in which `azurerm` makes it; `azapi` takes it from the ids. */
  readonly subscription?: string;
}

/**
 * The desired state of all that is missing in the language of Terraform, for the providers
 * `azurerm` and `azapi`. Each resource waits for the one before it.
 */
export function toTerraform(report: ScanReport, rules: readonly RuleTitle[], shell: Shell): string {
  const [head, ...items] = desiredState(report, rules, { leaveOut, shell });
  const subscriptions = new Set<string>();
  const body: string[] = [];
  let previous: string | undefined;
  for (const { notes, declared, symbol } of items) {
    const block = declared === undefined ? undefined : blockOf(declared);
    body.push('', ...comments(notes));
    if (declared === undefined || block === undefined) continue;
    if (block.subscription !== undefined) subscriptions.add(block.subscription);
    body.push(...resource(block, symbol, previous), ...importOf(declared, `${block.type}.${symbol}`));
    previous = `${block.type}.${symbol}`;
  }
  return [...comments(head?.notes ?? []), '', ...providers([...subscriptions]), ...body, ''].join('\n');
}

function leaveOut(declared: Declared): LeftOut | undefined {
  return blockOf(declared) === undefined ? { why: 'it is on a resource of a type that no change writes.' } : undefined;
}

function blockOf(declared: Declared): Block | undefined {
  if (declared.kind === 'registration') {
    const { subscriptionId: subscription, namespace: name } = declared;
    return { type: 'azurerm_resource_provider_registration', subscription, attributes: { name } };
  }
  const type = versioned(declared.type);
  if (declared.kind === 'part') {
    const { id, body } = declared;
    return { type: 'azapi_update_resource', attributes: { type, resource_id: spelledId(id), body } };
  }
  const parentId = spelledId(declared.parentId);
  const { name, properties } = declared;
  const own = IN_AZURERM[declared.type]?.({ ...declared, parentId });
  if (own !== undefined) return { ...own, subscription: parentId.split('/')[2] ?? '' };
  return { type: 'azapi_resource', attributes: { type, parent_id: parentId, name, body: { properties } } };
}

/** The types for which `azurerm` has a resource that can say all of it. */
const IN_AZURERM: { readonly [T in ArmType]?: (declared: DeclaredResource) => Block } = {
  'Microsoft.Authorization/roleAssignments': ({ name, parentId, properties }) => ({
    type: 'azurerm_role_assignment',
    attributes: {
      name,
      scope: parentId,
      role_definition_id: properties.roleDefinitionId,
      principal_id: properties.principalId,
      principal_type: properties.principalType,
    },
  }),
  'Microsoft.ContainerService/managedClusters/trustedAccessRoleBindings': ({ name, parentId, properties }) => ({
    type: 'azurerm_kubernetes_cluster_trusted_access_role_binding',
    attributes: {
      name,
      kubernetes_cluster_id: parentId,
      source_resource_id: spelledId(String(properties.sourceResourceId)),
      roles: properties.roles,
    },
  }),
  'Microsoft.KubernetesConfiguration/extensions': ({ name, parentId, properties }) => ({
    type: 'azurerm_kubernetes_cluster_extension',
    attributes: {
      name,
      cluster_id: parentId,
      extension_type: properties.extensionType,
      release_train: properties.releaseTrain,
      release_namespace: namespaceIn(properties.scope),
      configuration_settings: properties.configurationSettings,
    },
  }),
  'Microsoft.Network/networkSecurityGroups/securityRules': ({ name, parentId, properties }) => ({
    type: 'azurerm_network_security_rule',
    attributes: {
      name,
      resource_group_name: parentId.split('/')[4],
      network_security_group_name: parentId.split('/').at(-1),
      ...Object.fromEntries(Object.entries(properties).map(([key, value]) => [snakeCase(key), value])),
    },
  }),
  'Microsoft.Resources/resourceGroups': ({ name, location }) => ({
    type: 'azurerm_resource_group',
    attributes: { name, location },
  }),
  'Microsoft.Storage/storageAccounts/blobServices/containers': ({ name, parentId }) => ({
    type: 'azurerm_storage_container',
    attributes: {
      name,
      storage_account_id: parentId.split('/').slice(0, 9).join('/'),
      container_access_type: 'private',
    },
  }),
};

function namespaceIn(scope: unknown): unknown {
  const { cluster } = scope as { readonly cluster?: { readonly releaseNamespace?: string } };
  return cluster?.releaseNamespace;
}

function snakeCase(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function resource(block: Block, symbol: string, previous: string | undefined): readonly string[] {
  const { type, subscription } = block;
  const provider: Reference | undefined = subscription === undefined ? undefined : { ref: aliasOf(subscription) };
  return [
    `resource "${type}" "${symbol}" {`,
    ...attributes(
      [
        ...(provider === undefined ? [] : [['provider', provider] as const]),
        ...Object.entries(block.attributes),
        ...(previous === undefined ? [] : [['depends_on', [{ ref: previous }]] as const]),
      ],
      '  ',
    ),
    '}',
  ];
}

/** A resource that is there is changed, and not made. */
function importOf(declared: Declared, address: string): readonly string[] {
  if (declared.kind !== 'resource' || declared.isThere !== true) return [];
  const lines = attributes([['to', { ref: address }] as const, ['id', declaredId(declared)] as const], '  ');
  return ['', 'import {', ...lines, '}'];
}

function aliasOf(subscription: string): string {
  return `azurerm.sub_${subscription.replaceAll('-', '_')}`;
}

function providers(subscriptions: readonly string[]): readonly string[] {
  return [
    'terraform {',
    '  required_version = ">= 1.5"',
    '  required_providers {',
    '    azapi = {',
    '      source  = "Azure/azapi"',
    '      version = ">= 2.0"',
    '    }',
    '    azurerm = {',
    '      source  = "hashicorp/azurerm"',
    '      version = ">= 4.0"',
    '    }',
    '  }',
    '}',
    ...subscriptions.flatMap((subscription) => [
      '',
      'provider "azurerm" {',
      ...attributes(
        [
          ['alias', aliasOf(subscription).replace('azurerm.', '')],
          ['subscription_id', subscription],
          // Otherwise it registers some sixty providers that the template does not need.
          ['resource_provider_registrations', 'none'],
        ],
        '  ',
      ),
      '  features {}',
      '}',
    ]),
  ];
}

function comments(texts: readonly string[]): readonly string[] {
  return texts.map((text) => `# ${oneLine(text)}`);
}
