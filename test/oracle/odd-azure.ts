import { v5 as uuidV5 } from 'uuid';
import { type Arm, buildArm } from '../../local/azure/arm/build-arm.ts';
import { createVirtualTimeline, type VirtualTimeline } from '../../local/azure/arm/timeline.ts';
import { mintToken } from '../../local/azure/identity/token.ts';
import { PERSON, SUBSCRIPTION_ID, TENANT_ID } from '../../local/demo/world.ts';
import { API_VERSIONS } from '../../shared/azure/api-versions.ts';
import { ARM_URL } from '../worlds/in-process-arm.ts';
import type { World } from './judge/world.ts';
import type { Endpoint, Extension, Network, OddCluster, Role, Staging } from './odd-clusters.ts';
import { GROUP_ID, places } from './places.ts';

type Places = ReturnType<typeof places>;

/** Bodies are looked into freely here, as by any client. */
// biome-ignore lint/suspicious/noExplicitAny: see above
type Answer = any;

/** The local Resource Manager with one odd cluster at a time. */
export interface OddAzure {
  readonly arm: Arm;
  readonly timeline: VirtualTimeline;
  /** Makes a cluster with everything around it, in place of the one before. */
  make(cluster: OddCluster): Promise<Places>;
  /**
   * A request of a person's client; ends when all that it began has ended. @throws on every other
   * status than 2xx.
   */
  ask(method: string, path: string, apiVersion: string, body?: object): Promise<unknown>;
  /** Everything that Resource Manager serves, by id. */
  bodies(): Promise<World['bodies']>;
  close(): Promise<void>;
}

const VERSIONS: readonly (readonly [RegExp, string])[] = [
  [/microsoft\.authorization\/locks/i, '2020-05-01'],
  [/roleassignments/i, API_VERSIONS.roleAssignments],
  [/policyassignments|policydefinitions/i, '2024-05-01'],
  [/policyexemptions/i, '2022-07-01-preview'],
  [/kubernetesconfiguration\/extensions/i, API_VERSIONS.extensions],
  [/microsoft\.network\/privatednszones/i, '2020-06-01'],
  [/microsoft\.network/i, '2024-01-01'],
  [/microsoft\.dataprotection\/backup/i, '2024-04-01'],
  [/managedclusters/i, API_VERSIONS.managedClusters],
  [/storageaccounts/i, API_VERSIONS.storageAccounts],
  [/managedidentity\//i, '2023-01-31'],
  [/./, API_VERSIONS.resources],
];

const SUBSCRIPTION = `/subscriptions/${SUBSCRIPTION_ID}`;
const AT_SUBSCRIPTION = [
  'Microsoft.ContainerService/managedClusters',
  'Microsoft.Storage/storageAccounts',
  'Microsoft.ManagedIdentity/userAssignedIdentities',
  'Microsoft.Network/virtualNetworks',
  'Microsoft.Network/networkSecurityGroups',
  'Microsoft.Network/routeTables',
  'Microsoft.Network/azureFirewalls',
  'Microsoft.Network/firewallPolicies',
  'Microsoft.Network/privateEndpoints',
  'Microsoft.Network/privateDnsZones',
  'Microsoft.Authorization/policyDefinitions',
  'Microsoft.Authorization/roleAssignments',
  'Microsoft.Authorization/locks',
  'Microsoft.Authorization/policyExemptions',
  'Microsoft.DataProtection/backupVaults',
];
const PROVIDERS = ['Microsoft.KubernetesConfiguration', 'Microsoft.ContainerService', 'Microsoft.DataProtection'];

export async function startOddAzure(): Promise<OddAzure> {
  const timeline = createVirtualTimeline(new Date('2026-01-01T00:00:00Z'));
  const subscriptions = [{ id: SUBSCRIPTION_ID, tenantId: TENANT_ID }];
  const arm = buildArm({ speed: 1, throttling: 'headersOnly', subscriptions }, timeline, () => ARM_URL);
  const claims = { aud: 'https://management.azure.com', oid: PERSON.objectId, appid: PERSON.appId, tid: TENANT_ID };
  const authorization = `Bearer ${mintToken(claims, timeline.now(), 365 * 86_400)}`;

  async function send(method: string, id: string, body?: object): Promise<Answer> {
    const version = VERSIONS.find(([pattern]) => pattern.test(id))?.[1] ?? '';
    return request(method, id, version, body, [404]);
  }

  async function request(
    method: string,
    id: string,
    version: string,
    body?: object,
    also: readonly number[] = [],
  ): Promise<Answer> {
    const sent = new Request(`${ARM_URL}${id}${id.includes('?') ? '&' : '?'}api-version=${version}`, {
      method,
      headers: { authorization, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    const response = await arm.app.fetch(sent, { lost: undefined });
    const text = await response.text();
    // A restricted node resource group takes no write of a person: the oddity is left out then.
    const isDenied = response.status === 403 && text.includes('DenyAssignmentAuthorizationFailed');
    if (!response.ok && !isDenied && !also.includes(response.status))
      throw new Error(`${method} ${id}: ${response.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }
  const put = (id: string, body: object): Promise<Answer> => send('PUT', id, body);
  const get = (id: string): Promise<Answer> => send('GET', id);

  async function settle(): Promise<void> {
    for (let due = timeline.nextDue(); due !== undefined; due = timeline.nextDue()) await timeline.advanceTo(due);
  }

  async function makeBackup(cluster: OddCluster, at: Places): Promise<void> {
    const { vault, account, location } = cluster;
    if (vault.identity.includes('UserAssigned') || cluster.identity === 'UserAssigned') {
      await put(identityId(), { location });
    }
    await put(at.vault, vaultBody(vault));
    await put(at.otherVault, vaultBody({ location, identity: 'SystemAssigned' }));
    await put(at.account, {
      location: account.location,
      kind: account.kind,
      sku: { name: account.sku },
      properties: account.properties,
    });
    if (cluster.hasContainer) await put(at.container, {});
  }

  async function makeCluster(cluster: OddCluster, at: Places): Promise<void> {
    const hasUserIdentity = cluster.identity === 'UserAssigned';
    const pools = cluster.pools.map(({ subnet = 'nodes', ...pool }) => ({
      ...pool,
      ...(cluster.network && { vnetSubnetID: `${at.network}/subnets/${subnet}` }),
    }));
    const isUserRouted = cluster.network?.isUserRouted && cluster.properties.networkProfile === undefined;
    const base = {
      location: cluster.location,
      tags: cluster.tags,
      ...(cluster.sku && { sku: cluster.sku }),
      ...(cluster.identity !== 'none' && {
        identity: {
          type: cluster.identity,
          ...(hasUserIdentity && { userAssignedIdentities: { [identityId()]: {} } }),
        },
      }),
    };
    const properties = {
      dnsPrefix: 'odd',
      ...(cluster.identity === 'none' && {
        servicePrincipalProfile: { clientId: PERSON.appId, secret: 'not-a-secret' },
      }),
      ...(cluster.pools.some(({ osType }) => osType === 'Windows') && {
        windowsProfile: { adminUsername: 'azureuser' },
      }),
      ...(isUserRouted && { networkProfile: { outboundType: 'userDefinedRouting' } }),
      ...cluster.properties,
      agentPoolProfiles: pools,
    };
    await put(at.cluster, {
      ...base,
      properties: { ...properties, nodeResourceGroup: at.nodeGroup.split('/').at(-1) },
    });
    if (cluster.sharesContainer)
      await put(at.otherCluster, { ...base, properties: { ...properties, dnsPrefix: 'other' } });
    await settle();
  }

  async function makeEndpoint(wish: Endpoint, { network, location }: OddCluster, at: Places): Promise<void> {
    // A locked node resource group takes no subnet for an endpoint: AKS Automatic has a lock by
    // itself.
    if (network === undefined && arm.state.denyAssignments.below(at.nodeGroup).length > 0) return;
    const ofNodes = network ? at.network : (arm.state.virtualNetworks.below(at.nodeGroup)[0]?.id ?? '');
    await put(at.hub, { location, properties: { addressSpace: { addressPrefixes: ['10.40.0.0/16'] } } });
    if (wish.peering !== undefined) await peer(ofNodes, at.hub, wish.peering);
    const home = wish.network === 'hub' ? at.hub : ofNodes;
    const prefix = wish.network === 'hub' ? '10.40.1.0/24' : network ? '10.30.3.0/24' : '10.225.0.0/24';
    await put(`${home}/subnets/endpoints`, { properties: { addressPrefix: prefix } });
    const connection = { name: 'c', properties: { privateLinkServiceId: at.account, groupIds: [wish.groupId] } };
    const { properties: endpoint } = await put(at.endpoint, {
      location,
      properties: {
        subnet: { id: `${home}/subnets/endpoints` },
        [wish.isPending ? 'manualPrivateLinkServiceConnections' : 'privateLinkServiceConnections']: [connection],
      },
    });
    if (wish.zone !== 'none') await makeZone(wish, endpoint.customDnsConfigs[0].ipAddresses[0], ofNodes, at);
  }

  async function makeZone(wish: Endpoint, address: string, ofNodes: string, at: Places): Promise<void> {
    await put(at.zone, { location: 'global' });
    for (const linked of wish.linkedTo) {
      const properties = { virtualNetwork: { id: linked === 'hub' ? at.hub : ofNodes } };
      await put(`${at.zone}/virtualNetworkLinks/${linked}`, { location: 'global', properties });
    }
    if (wish.zone === 'ofGroup') {
      await put(`${at.endpoint}/privateDnsZoneGroups/default`, {
        properties: { privateDnsZoneConfigs: [{ name: 'blob', properties: { privateDnsZoneId: at.zone } }] },
      });
    }
    const record = `${at.zone}/A/stodd`;
    if (wish.record === 'absent') return send('DELETE', record);
    const isKept = wish.zone === 'ofGroup' && wish.record === 'right';
    const ipv4Address = wish.record === 'right' ? address : '10.99.99.99';
    if (!isKept) await put(record, { properties: { ttl: 60, aRecords: [{ ipv4Address }] } });
  }

  async function peer(one: string, other: string, state: NonNullable<Endpoint['peering']>): Promise<void> {
    const to = (id: string) => ({ properties: { remoteVirtualNetwork: { id } } });
    await put(`${one}/virtualNetworkPeerings/odd`, to(other));
    if (state === 'Initiated') return;
    await put(`${other}/virtualNetworkPeerings/odd`, to(one));
    if (state === 'Disconnected') await send('DELETE', `${other}/virtualNetworkPeerings/odd`);
  }

  async function makeStaging({ group, account }: Staging, at: Places): Promise<void> {
    if (group === undefined) return;
    await put(at.stagingGroup, group);
    if (account !== undefined) await put(at.stagingAccount, { ...account, sku: { name: 'Standard_LRS' } });
  }

  async function install(extension: Extension, clusterId: string): Promise<void> {
    if (extension.state === 'absent') return;
    const id = `${clusterId}/providers/Microsoft.KubernetesConfiguration/extensions/azure-aks-backup`;
    const { type: extensionType, settings: configurationSettings } = extension;
    await put(id, { properties: { extensionType, autoUpgradeMinorVersion: true, configurationSettings } });
    await settle();
    const installed = arm.state.extensions.get(id);
    if (installed === undefined) throw new Error(`${id} was not installed.`);
    // A person's client cannot make an extension fail.
    arm.state.extensions.set({
      ...installed,
      properties: {
        ...installed.properties,
        provisioningState: extension.state,
        statuses: extension.statuses,
        ...(!extension.hasIdentity && { aksAssignedIdentity: null }),
      },
    });
  }

  async function grant(roles: readonly Role[], at: Places): Promise<void> {
    const vault = await get(at.vault);
    const cluster = await get(at.cluster);
    const [extension] = arm.state.extensions.below(at.cluster);
    const [assigned] = Object.values(cluster.identity?.userAssignedIdentities ?? {}) as readonly Answer[];
    const holders = {
      vault: vault.identity?.principalId,
      cluster: cluster.identity?.principalId ?? assigned?.principalId,
      extension: extension?.properties.aksAssignedIdentity?.principalId,
    };
    const wanted = new Map<string, () => Promise<unknown>>();
    for (const { holder, role, scope, condition } of roles) {
      const principalId = holders[holder];
      if (principalId === undefined || arm.state.exists(at[scope]) === false) continue;
      const name = uuidV5(`${at[scope]}${principalId}${role}`, uuidV5.URL);
      wanted.set(name, () =>
        put(`${at[scope]}/providers/Microsoft.Authorization/roleAssignments/${name}`, {
          properties: {
            principalId,
            principalType: 'ServicePrincipal',
            roleDefinitionId: `${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/${role}`,
            ...(condition && { condition, conditionVersion: '2.0' }),
          },
        }),
      );
    }
    for (const assign of wanted.values()) await assign();
  }

  async function govern(cluster: OddCluster, at: Places): Promise<void> {
    for (const [name, properties] of Object.entries(cluster.definitions)) await put(definitionId(name), { properties });
    for (const {
      name,
      definition,
      scope,
      parameters = {},
      notScope,
      enforcementMode,
      exempt,
      more,
    } of cluster.policies) {
      const kind = definition === BASELINE ? 'policySetDefinitions' : 'policyDefinitions';
      const id = `${at[scope]}/providers/Microsoft.Authorization/policyAssignments/${name}`;
      await put(id, {
        properties: {
          ...more,
          policyDefinitionId: definition.startsWith('custom:')
            ? definitionId(definition.slice('custom:'.length))
            : `/providers/Microsoft.Authorization/${kind}/${definition}`,
          parameters: Object.fromEntries(Object.entries(parameters).map(([key, value]) => [key, { value }])),
          ...(notScope && { notScopes: [at[notScope]] }),
          ...(enforcementMode && { enforcementMode }),
        },
      });
      if (exempt === undefined) continue;
      await put(`${at[exempt]}/providers/Microsoft.Authorization/policyExemptions/exempt-${name}`, {
        properties: { policyAssignmentId: id, exemptionCategory: 'Waiver' },
      });
    }
    for (const { scope, level } of cluster.locks) {
      await put(`${at[scope]}/providers/Microsoft.Authorization/locks/lock-${level}-${scope}`, {
        properties: { level },
      });
    }
  }

  /** Effects of time and of other people on resources, which no PUT has. */
  async function age({ since, vault, extension }: OddCluster, at: Places): Promise<void> {
    if (!extension.identityExists || !extension.hasIdentity) {
      const own = arm.state.userAssignedIdentities.below(at.nodeGroup).find(({ name }) => name.startsWith('ext-'));
      if (own !== undefined) await send('DELETE', own.id);
    }
    const { managedClusters, backupVaults } = arm.state;
    const made = managedClusters.get(at.cluster);
    const madeVault = backupVaults.get(at.vault);
    if (made === undefined || madeVault === undefined) throw new Error('There is no cluster or no vault.');
    managedClusters.set({
      ...made,
      properties: {
        ...made.properties,
        ...(since.power && { powerState: { code: since.power } }),
        ...(since.state && { provisioningState: since.state }),
        agentPoolProfiles: made.properties.agentPoolProfiles.map((pool) =>
          pool.name === since.stoppedPool ? { ...pool, powerState: { code: 'Stopped' } } : pool,
        ),
      },
    });
    if (vault.state !== undefined) {
      const properties = { ...madeVault.properties, provisioningState: vault.state as 'Succeeded' };
      backupVaults.set({ ...madeVault, properties });
    }
  }

  function clear(): void {
    const { managementLocks, policyAssignments, policyDefinitions, policyExemptions } = arm.state;
    const { roleAssignments, resourceGroups } = arm.state;
    const policies = [policyAssignments, policyDefinitions, policyExemptions];
    const gone = [managementLocks, ...policies, roleAssignments, resourceGroups];
    for (const { id } of gone.flatMap((collection): readonly { readonly id: string }[] => collection.all()))
      arm.state.remove(id);
  }

  return {
    arm,
    timeline,
    async make(cluster) {
      clear();
      const at = places(cluster.snapshotGroup);
      await send('POST', `${SUBSCRIPTION}/providers/Microsoft.KubernetesConfiguration/register`);
      const groups = [at.clusterGroup, GROUP_ID, ...(cluster.snapshotGroup === 'own' ? [at.snapshotGroup] : [])];
      for (const id of groups) await put(id, { location: cluster.location });
      await makeBackup(cluster, at);
      if (cluster.network)
        for (const [id, body] of networkOf(cluster.network, cluster.location, at)) await put(id, body);
      await makeCluster(cluster, at);
      if (cluster.endpoint) await makeEndpoint(cluster.endpoint, cluster, at);
      if (cluster.staging) await makeStaging(cluster.staging, at);
      await install(cluster.extension, at.cluster);
      if (cluster.sharesContainer) await install({ ...cluster.extension, state: 'Succeeded' }, at.otherCluster);
      if (cluster.binding) {
        const sourceResourceId = cluster.binding === 'ofVault' ? at.vault : at.otherVault;
        await put(`${at.cluster}/trustedAccessRoleBindings/odd`, {
          properties: { sourceResourceId, roles: [BACKUP_OPERATOR] },
        });
      }
      // Azure Backup validates a cluster when it is put under protection: this one has no roles
      // yet.
      if (cluster.protectedBy === 'ownInError') await protect(cluster, at);
      await settle();
      // New identities are known to role assignments after a while.
      await timeline.advanceTo(new Date(timeline.now().getTime() + 15 * 60_000));
      await grant(cluster.roles, at);
      if (cluster.protectedBy === 'own' || cluster.protectedBy === 'other') {
        await timeline.advanceTo(new Date(timeline.now().getTime() + 15 * 60_000));
        await protect(cluster, at);
        await settle();
      }
      await age(cluster, at);
      await govern(cluster, at);
      return at;
    },
    async ask(...parts) {
      const answer = await request(...parts);
      await settle();
      return answer;
    },
    bodies,
    async close() {
      await arm.close();
    },
  };

  async function protect(cluster: OddCluster, at: Places): Promise<void> {
    const vault = cluster.protectedBy === 'other' ? at.otherVault : at.vault;
    await put(`${vault}/backupInstances/odd`, {
      properties: {
        objectType: 'BackupInstance',
        friendlyName: 'odd',
        dataSourceInfo: {
          objectType: 'Datasource',
          datasourceType: 'Microsoft.ContainerService/managedClusters',
          resourceID: at.cluster,
          resourceName: 'aks-odd',
          resourceType: 'Microsoft.ContainerService/managedClusters',
          resourceLocation: cluster.location,
          resourceUri: at.cluster,
        },
        policyInfo: { policyId: `${vault}/backupPolicies/p` },
      },
    });
  }

  async function bodies(): Promise<World['bodies']> {
    const found = new Map<string, unknown>();
    const keep = (body: Answer) => found.set(String(body.id).toLowerCase(), body);
    const list = async (id: string): Promise<readonly Answer[]> => {
      const { value = [] } = (await get(id)) ?? {};
      for (const body of value) keep(body);
      return value;
    };
    for (const namespace of PROVIDERS) keep(await get(`${SUBSCRIPTION}/providers/${namespace}`));
    await list(`${SUBSCRIPTION}/resourceGroups`);
    for (const type of AT_SUBSCRIPTION) await list(`${SUBSCRIPTION}/providers/${type}`);
    // A list of assignments shows those at the scope and above it.
    for (const scope of Object.values(places('own'))) {
      if (arm.state.policyAssignments.below(scope).length > 0)
        await list(`${scope}/providers/Microsoft.Authorization/policyAssignments`);
    }
    for (const { id } of arm.state.managedClusters.all()) {
      keep(await get(id));
      await list(`${id}/trustedAccessRoleBindings`);
      await list(`${id}/providers/Microsoft.KubernetesConfiguration/extensions`);
      await list(`${id}/providers/Microsoft.DataProtection/backupInstances`);
    }
    for (const { id } of arm.state.privateEndpoints.all()) await list(`${id}/privateDnsZoneGroups`);
    for (const { id } of arm.state.privateDnsZones.all()) {
      await list(`${id}/virtualNetworkLinks`);
      await list(`${id}/A`);
    }
    for (const { id } of arm.state.storageAccounts.all()) await list(`${id}/blobServices/default/containers`);
    for (const { id } of arm.state.firewallPolicies.all()) await list(`${id}/ruleCollectionGroups`);
    return found;
  }
}

const BACKUP_OPERATOR = 'Microsoft.DataProtection/backupVaults/backup-operator';
const BASELINE = 'a8640138-9b0a-4a28-b8cb-1666c838647d';

function definitionId(name: string): string {
  return `${SUBSCRIPTION}/providers/Microsoft.Authorization/policyDefinitions/${name}`;
}

function identityId(): string {
  return `${GROUP_ID}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-odd`;
}

function vaultBody({ location, identity, copies }: OddCluster['vault']): object {
  const hasUserIdentity = identity.includes('UserAssigned');
  const { type = 'LocallyRedundant', crossRegionRestore: state } = copies ?? {};
  return {
    location,
    identity: { type: identity, ...(hasUserIdentity && { userAssignedIdentities: { [identityId()]: {} } }) },
    properties: {
      storageSettings: [{ datastoreType: 'VaultStore', type }],
      ...(state && { featureSettings: { crossRegionRestoreSettings: { state } } }),
    },
  };
}

/** What is to be put for a network, in this order. */
function networkOf(wish: Network, location: string, at: Places): readonly (readonly [string, object])[] {
  const id = (type: string, name: string) => `${GROUP_ID}/providers/Microsoft.Network/${type}/${name}`;
  const { rules, routes, firewall } = wish;
  const nodes = {
    addressPrefix: '10.30.0.0/24',
    ...(rules && { networkSecurityGroup: { id: id('networkSecurityGroups', 'nsg-odd') } }),
    ...(routes && { routeTable: { id: id('routeTables', 'rt-odd') } }),
    ...(wish.serviceEndpoints.length > 0 && {
      serviceEndpoints: wish.serviceEndpoints.map((service) => ({ service })),
    }),
  };
  const firewallSubnet = { name: 'AzureFirewallSubnet', properties: { addressPrefix: '10.30.1.0/26' } };
  const openSubnet = { name: 'open', properties: { addressPrefix: '10.30.2.0/24' } };
  const put: (readonly [string, object])[] = [];
  if (rules) put.push([id('networkSecurityGroups', 'nsg-odd'), { location, properties: { securityRules: rules } }]);
  if (routes) put.push([id('routeTables', 'rt-odd'), { location, properties: { routes } }]);
  put.push([
    at.network,
    {
      location,
      properties: {
        addressSpace: { addressPrefixes: ['10.30.0.0/16'] },
        ...(wish.dnsServers.length > 0 && { dhcpOptions: { dnsServers: wish.dnsServers } }),
        subnets: [
          { name: 'nodes', properties: nodes },
          ...(firewall ? [firewallSubnet] : []),
          ...(wish.hasOpenSubnet ? [openSubnet] : []),
        ],
      },
    },
  ]);
  if (firewall) {
    const policy = id('firewallPolicies', 'fp-odd');
    put.push([policy, { location, properties: { sku: { tier: 'Standard' } } }]);
    put.push([`${policy}/ruleCollectionGroups/odd`, { properties: { priority: 300, ruleCollections: firewall } }]);
    put.push([
      id('azureFirewalls', 'fw-odd'),
      {
        location,
        properties: {
          sku: { name: 'AZFW_VNet', tier: 'Standard' },
          firewallPolicy: { id: policy },
          ipConfigurations: [
            { name: 'out', properties: { subnet: { id: `${at.network}/subnets/AzureFirewallSubnet` } } },
          ],
        },
      },
    ]);
  }
  return put;
}
