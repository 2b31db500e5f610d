import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ContainerClient } from '@azure/storage-blob';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildArm, type Arm as LocalArm } from '../../../../local/azure/arm/build-arm.ts';
import { createVirtualTimeline, type VirtualTimeline } from '../../../../local/azure/arm/timeline.ts';
import { trustCertificate } from '../../../../local/azure/arm/trust.ts';
import { mintToken } from '../../../../local/azure/identity/token.ts';
import { type LocalBlobs, startBlobs } from '../../../../local/azure/storage/start-blobs.ts';
import { PERSON, SUBSCRIPTION_ID, TENANT_ID } from '../../../../local/demo/world.ts';
import { createArm } from '../../../../shared/azure/create-arm.ts';
import type { ProtectionRequest } from '../../../../shared/model/protection.ts';
import {
  type ClusterId,
  parseClusterId,
  parseResourceGroupId,
  parseResourceId,
  parseStorageAccountId,
  parseVaultId,
} from '../../../../shared/model/resource-id.ts';
import { ROLES } from '../../../../shared/model/roles.ts';
import type { Arm, ArmResult, Observed, Written } from '../../../../shared/ports/arm.ts';
import { INSPECTION_COMMAND } from '../../../../shared/remediate/inspection-command.ts';
import { sightIn } from '../../../../shared/remediate/inspection-sight.ts';
import { policyBody } from '../../../../shared/steps/policy-body.ts';
import { NOTHING_THERE } from '../../../support/arm-port.ts';
import { trustedCertificate } from '../../../support/certificate.ts';
import { must } from '../../../support/facts.ts';
import {
  ACCOUNT,
  CLUSTER,
  CLUSTER_PUT,
  EXTENSION_PUT,
  GROUP_ID,
  VAULT,
  VAULT_PUT,
} from '../../../support/local-arm.ts';
import { until } from '../../../support/until.ts';
import { clientOf } from '../../../worlds/app-client.ts';
import { ARM_URL } from '../../../worlds/in-process-arm.ts';

const AUDIENCE = 'https://management.azure.com';
const NETWORK = `${GROUP_ID}/providers/Microsoft.Network`;
const SUBSCRIPTION = `/subscriptions/${SUBSCRIPTION_ID}`;
const NODE_GROUP = `${SUBSCRIPTION}/resourceGroups/MC_rg_c1_westeurope`;
const BASELINE = '/providers/Microsoft.Authorization/policySetDefinitions/a8640138-9b0a-4a28-b8cb-1666c838647d';
const PRIVILEGED = '/providers/Microsoft.Authorization/policyDefinitions/95edb821-ddaf-4404-9732-666045e056b4';
const ASSIGNMENT = `${GROUP_ID}/providers/Microsoft.Authorization/policyAssignments/pods`;
const READER = 'acdd72a7-3385-48ef-bd42-f606fba81ae7';
const EXTENSION_SETTINGS = {
  'configuration.backupStorageLocation.bucket': 'shop',
  'configuration.backupStorageLocation.config.storageAccount': 'st1',
  'configuration.backupStorageLocation.config.resourceGroup': 'rg',
  'configuration.backupStorageLocation.config.subscriptionId': SUBSCRIPTION_ID,
};

const cluster = must(parseClusterId(CLUSTER));
const vault = must(parseVaultId(VAULT));
const account = must(parseStorageAccountId(ACCOUNT));
const group = must(parseResourceGroupId(GROUP_ID));
const network = (path: string) => must(parseResourceId(`${NETWORK}/${path}`));
const SECURITY_GROUP = network('networkSecurityGroups/nodes');

let timeline: VirtualTimeline;
let azure: LocalArm;
let unrecorded: LocalArm['app'];
let blobs: LocalBlobs;
let port: Arm;
let folder: string;

/**
 * The resources that exist before Backstay asks, made by requests of a person, at the versions that
 * they use.
 */
const WORLD: readonly (readonly [id: string, apiVersion: string, body: object])[] = [
  [GROUP_ID, '2024-07-01', { location: 'westeurope' }],
  [
    `${NETWORK}/networkSecurityGroups/nodes`,
    '2024-01-01',
    {
      location: 'westeurope',
      properties: {
        securityRules: [
          {
            name: 'web',
            properties: {
              protocol: 'Tcp',
              sourcePortRange: '*',
              destinationPortRange: '443',
              sourceAddressPrefix: '*',
              destinationAddressPrefix: '*',
              access: 'Allow',
              priority: 200,
              direction: 'Inbound',
            },
          },
        ],
      },
    },
  ],
  [
    `${NETWORK}/routeTables/nodes`,
    '2024-01-01',
    {
      location: 'westeurope',
      properties: {
        routes: [{ name: 'all', properties: { addressPrefix: '0.0.0.0/0', nextHopType: 'Internet' } }],
      },
    },
  ],
  [
    `${NETWORK}/virtualNetworks/hub`,
    '2024-01-01',
    {
      location: 'westeurope',
      properties: {
        addressSpace: { addressPrefixes: ['10.0.0.0/16'] },
        subnets: [
          { name: 'nodes', properties: { addressPrefix: '10.0.1.0/24' } },
          { name: 'AzureFirewallSubnet', properties: { addressPrefix: '10.0.2.64/26' } },
        ],
      },
    },
  ],
  [`${NETWORK}/publicIPAddresses/out`, '2024-01-01', { location: 'westeurope' }],
  [
    `${NETWORK}/firewallPolicies/base`,
    '2024-01-01',
    { location: 'westeurope', properties: { sku: { tier: 'Standard' } } },
  ],
  [
    `${NETWORK}/firewallPolicies/base/ruleCollectionGroups/egress`,
    '2024-01-01',
    { properties: { priority: 200, ruleCollections: [] } },
  ],
  [
    `${NETWORK}/azureFirewalls/fw`,
    '2024-01-01',
    {
      location: 'westeurope',
      properties: {
        sku: { name: 'AZFW_VNet', tier: 'Standard' },
        firewallPolicy: { id: `${NETWORK}/firewallPolicies/base` },
        ipConfigurations: [
          {
            name: 'main',
            properties: {
              subnet: { id: `${NETWORK}/virtualNetworks/hub/subnets/AzureFirewallSubnet` },
              publicIPAddress: { id: `${NETWORK}/publicIPAddresses/out` },
            },
          },
        ],
      },
    },
  ],
  [CLUSTER, '2024-05-01', CLUSTER_PUT],
  [VAULT, '2024-04-01', VAULT_PUT],
  [
    ACCOUNT,
    '2023-05-01',
    {
      location: 'westeurope',
      kind: 'StorageV2',
      sku: { name: 'Standard_LRS' },
      properties: { networkAcls: { defaultAction: 'Deny', bypass: 'None' } },
    },
  ],
  [`${ACCOUNT}/blobServices/default/containers/shop`, '2023-05-01', {}],
  [
    `${NETWORK}/privateEndpoints/backups`,
    '2024-01-01',
    {
      location: 'westeurope',
      properties: {
        subnet: { id: `${NETWORK}/virtualNetworks/hub/subnets/nodes` },
        privateLinkServiceConnections: [
          { name: 'c', properties: { privateLinkServiceId: ACCOUNT, groupIds: ['blob'] } },
        ],
      },
    },
  ],
  [`${NETWORK}/privateDnsZones/privatelink.blob.core.windows.net`, '2020-06-01', { location: 'global' }],
  [
    `${NETWORK}/privateDnsZones/privatelink.blob.core.windows.net/virtualNetworkLinks/hub`,
    '2020-06-01',
    { location: 'global', properties: { virtualNetwork: { id: `${NETWORK}/virtualNetworks/hub` } } },
  ],
  [
    `${NETWORK}/privateEndpoints/backups/privateDnsZoneGroups/default`,
    '2024-01-01',
    {
      properties: {
        privateDnsZoneConfigs: [
          {
            name: 'blob',
            properties: { privateDnsZoneId: `${NETWORK}/privateDnsZones/privatelink.blob.core.windows.net` },
          },
        ],
      },
    },
  ],
  [
    `${VAULT}/providers/Microsoft.Authorization/locks/keep`,
    '2020-05-01',
    { properties: { level: 'CanNotDelete', notes: 'Ask first.' } },
  ],
  [ASSIGNMENT, '2024-05-01', { properties: { policyDefinitionId: PRIVILEGED } }],
  [
    `${GROUP_ID}/providers/Microsoft.Authorization/policyExemptions/e1`,
    '2022-07-01-preview',
    { properties: { policyAssignmentId: ASSIGNMENT, exemptionCategory: 'Waiver' } },
  ],
];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'port-'));
  const certificate = await trustedCertificate();
  trustCertificate(certificate.certificatePem);
  blobs = await startBlobs({ folder, certificate, accounts: ['st1'] });
  // The blob service takes tokens by the clock of this machine, which this one must not overtake.
  timeline = createVirtualTimeline(new Date(Date.now() - 2 * 86_400_000));
  const options = {
    speed: 1,
    duplicateEvents: 0,
    subscriptions: [{ id: SUBSCRIPTION_ID, tenantId: TENANT_ID }],
    recordTo: `.traffic/product-port-${process.pid}.ndjson`,
    blobs,
  };
  azure = buildArm(options, timeline, () => ARM_URL);
  unrecorded = azure.buildQuietApp();
  port = createArm({
    cloud: { resourceManager: ARM_URL, authority: ARM_URL, audience: AUDIENCE, blobSuffix: blobs.host },
    // The kept specifications have no status of AKS operations, so these are not recorded.
    httpClient: {
      sendRequest: (request) => clientOf(isUnspecified(request.url) ? unrecorded : azure.app).sendRequest(request),
    },
    credential: {
      getToken: async (scope) => ({
        token: tokenFor(String(scope).replace('/.default', '')),
        expiresOnTimestamp: Date.now() + 86_400_000,
      }),
    },
    clock: timeline,
    version: '0.0.0-test',
    onRequest: () => undefined,
  });

  for (const [id, apiVersion, body] of WORLD) {
    await person('PUT', id, apiVersion, body);
    if (id === CLUSTER) await pass(300);
  }
  await person('POST', `${SUBSCRIPTION}/providers/Microsoft.KubernetesConfiguration/register`, '2024-07-01');
  await pass(90);
  const settings = { properties: { ...EXTENSION_PUT.properties, configurationSettings: EXTENSION_SETTINGS } };
  await person(
    'PUT',
    `${CLUSTER}/providers/Microsoft.KubernetesConfiguration/extensions/azure-aks-backup`,
    '2023-05-01',
    settings,
  );
  await pass(400);
  const binding = {
    properties: { sourceResourceId: VAULT, roles: ['Microsoft.DataProtection/backupVaults/backup-operator'] },
  };
  await person('PUT', `${CLUSTER}/trustedAccessRoleBindings/b1`, '2024-05-01', binding);
  await pass(60);
  // Azure Backup asks for this before it protects the cluster.
  const extension = azure.state.extensions.below(CLUSTER)[0]?.properties.aksAssignedIdentity?.principalId;
  // Contributor, as Reader is what is granted below.
  await grant(CLUSTER, ROLES.Contributor, must(azure.state.backupVaults.get(VAULT)?.identity.principalId));
  await grant(ACCOUNT, ROLES['Storage Blob Data Contributor'], must(extension));
  await pass(60);
  await person('PUT', `${VAULT}/backupPolicies/daily`, '2024-04-01', policyBody('disasterRecovery'));
  await person('PUT', `${VAULT}/backupInstances/c1`, '2024-04-01', {
    properties: {
      dataSourceInfo: { resourceID: CLUSTER, objectType: 'Datasource' },
      policyInfo: { policyId: `${VAULT}/backupPolicies/daily` },
      objectType: 'BackupInstance',
    },
  });
  await pass(600);
});

afterAll(async () => {
  azure?.close();
  await blobs?.close();
  await rm(folder, { recursive: true, force: true });
});

function tokenFor(aud: string): string {
  const { objectId: oid, appId: appid, tenantId: tid } = PERSON;
  return mintToken({ aud, oid, appid, tid }, timeline.now(), 365 * 86_400);
}

async function person(method: string, id: string, apiVersion: string, body?: object): Promise<void> {
  const request = new Request(`${ARM_URL}${id}?api-version=${apiVersion}`, {
    method,
    headers: { authorization: `Bearer ${tokenFor(AUDIENCE)}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  const answer = await (isUnspecified(id) ? unrecorded : azure.app).fetch(request, { lost: undefined });
  if (!answer.ok) throw new Error(`${method} ${id}: ${answer.status} ${await answer.text()}`);
}

async function grant(scope: string, role: string, principalId: string): Promise<void> {
  const id = `${scope}/providers/Microsoft.Authorization/roleAssignments/${role}`;
  const roleDefinitionId = `${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/${role}`;
  const properties = { roleDefinitionId, principalId, principalType: 'ServicePrincipal' };
  await person('PUT', id, '2022-04-01', { properties });
}

function isUnspecified(url: string): boolean {
  return /\/microsoft\.containerservice\/locations\/[^/]+\/operations\/|\/policyexemptions\//i.test(url);
}

const pass = (seconds: number) => timeline.advanceTo(new Date(timeline.now().getTime() + seconds * 1000));

/**
 * Over a real connection, which Backstay gives ten seconds: a busy machine may need more, and
 * Backstay then asks again.
 */
async function topLevelOf(container: string) {
  const { value } = found(await port.getStorageAccount(account));
  return until(async () => {
    const answer = await port.listTopLevel(value, container);
    if (!answer.ok && answer.failure.class === 'transient') throw new Error(answer.failure.message);
    return answer;
  });
}

function found<T>(answer: ArmResult<T>): Observed<T> {
  if (answer.ok) return answer;
  throw new Error(`${answer.trace.call}: ${answer.failure.code} ${answer.failure.message}`);
}

/** Lets a long write come to its end, as Azure reports it. */
async function ended(writing: Promise<ArmResult<Written>>): Promise<ArmResult<unknown>> {
  const { value, trace } = found(await writing);
  if (value.done) return { ok: true, value, trace };
  await pass(600);
  const state = await port.getOperation(must(value.operationUrl));
  expect(state).toMatchObject({ ok: true, value: { state: 'succeeded' } });
  return state;
}

/** The address of a long operation. */
async function begun(writing: Promise<ArmResult<Written>>): Promise<ArmResult<string>> {
  const { value, trace } = found(await writing);
  return { ok: true, value: value.done ? '' : must(value.operationUrl), trace };
}

async function backupExtension(id: ClusterId) {
  const { value, trace } = found(await port.listExtensions(id));
  return { ok: true as const, value: must(value[0]), trace };
}

const request: ProtectionRequest = {
  vaultId: vault,
  policyId: `${VAULT}/backupPolicies/daily`,
  clusterArmId: CLUSTER,
  clusterLocation: 'westeurope',
  snapshotGroupId: GROUP_ID,
  includedNamespaces: ['shop'],
  excludedNamespaces: [],
  clusterScopedResources: true,
  snapshotVolumes: true,
  hooks: [{ name: 'freeze', namespace: 'shop' }],
};

const restore = {
  vaultId: vault,
  instance: 'c1',
  store: 'OperationalStore',
  targetArmId: CLUSTER,
  targetLocation: 'westeurope',
} as const;

const SOME = expect.objectContaining({ length: expect.any(Number) });
const listWith = (entry: object) => expect.arrayContaining([expect.objectContaining(entry)]);

/** An operation of the port, asked of the stand-in, and what it has to answer. */
type Drive = readonly [ask: () => Promise<ArmResult<unknown>>, value: unknown];

const INSPECTION = { clusterId: cluster, command: INSPECTION_COMMAND };

/**
 * In this order: what takes something away is asked last. The type makes a new operation of the
 * port without a drive an error of the compiler, and the first test below one of the run.
 */
const DRIVES: { readonly [Name in keyof Arm]: Drive } = {
  getCluster: [() => port.getCluster(cluster), { id: cluster, nodePools: SOME }],
  getWritableCluster: [() => port.getWritableCluster(cluster), { body: { location: 'westeurope' } }],
  listClusters: [() => port.listClusters(SUBSCRIPTION_ID), listWith({ id: cluster })],
  getProvider: [
    () => port.getProvider(SUBSCRIPTION_ID, 'Microsoft.KubernetesConfiguration'),
    { namespace: 'Microsoft.KubernetesConfiguration' },
  ],
  listSubscriptions: [
    () => port.listSubscriptions(),
    [{ id: SUBSCRIPTION_ID, name: SUBSCRIPTION_ID, managementGroups: ['mg-local'] }],
  ],
  listExtensions: [
    () => port.listExtensions(cluster),
    listWith({ name: 'azure-aks-backup', provisioningState: 'Succeeded' }),
  ],
  listIdentities: [() => port.listIdentities(must(parseResourceGroupId(NODE_GROUP))), SOME],
  listTrustedAccessRoleBindings: [() => port.listTrustedAccessRoleBindings(cluster), listWith({ name: 'b1' })],
  getTrustedAccessRoleBinding: [
    () => port.getTrustedAccessRoleBinding(cluster, 'b1'),
    { name: 'b1', provisioningState: 'Succeeded' },
  ],
  getVault: [() => port.getVault(vault), { id: vault, principalId: expect.any(String) }],
  listBackupInstances: [() => port.listBackupInstances(vault), listWith({ name: 'c1', vaultId: vault })],
  listBackupInstancesOf: [() => port.listBackupInstancesOf(cluster), listWith({ datasourceId: cluster })],
  getBackupPolicy: [() => port.getBackupPolicy(vault, 'daily'), { name: 'daily', backupRules: ['BackupDaily'] }],
  putBackupPolicy: [
    () =>
      port.putBackupPolicy({ kind: 'backupPolicy', vaultId: vault, name: 'month', strategy: 'month' }, NOTHING_THERE),
    { done: true },
  ],
  // A cluster that has an instance is refused; that is the answer.
  validateForBackup: [() => begun(port.validateForBackup(request, 'c1')), expect.any(String)],
  getValidation: [
    async () => {
      const { value: url } = found(await begun(port.validateForBackup(request, 'c1')));
      await pass(100);
      return port.getValidation(url);
    },
    { state: 'refused', refusal: expect.objectContaining({ code: 'UserErrorDppDatasourceAlreadyHasBackupInstance' }) },
  ],
  startBackup: [() => begun(port.startBackup(vault, 'c1', 'BackupDaily')), expect.any(String)],
  getBackupRun: [
    async () => {
      const { value: url } = found(await begun(port.startBackup(vault, 'c1', 'BackupDaily')));
      await pass(200);
      return port.getBackupRun(url);
    },
    { state: 'completed', jobId: expect.stringContaining('/backupJobs/') },
  ],
  validateForRestore: [
    async () => {
      const [point] = found(await port.listRecoveryPoints(vault, 'c1')).value;
      return begun(port.validateForRestore({ ...restore, recoveryPointId: must(point).id ?? '' }));
    },
    expect.any(String),
  ],
  syncBackupInstance: [() => ended(port.syncBackupInstance(vault, 'c1')), { state: 'succeeded' }],
  stopProtection: [() => ended(port.stopProtection(vault, 'c1')), { state: 'succeeded' }],
  putBackupInstance: [
    () =>
      begun(
        port.putBackupInstance(
          { kind: 'backupInstance', clusterId: cluster, name: 'c1', friendlyName: 'c1', request },
          NOTHING_THERE,
        ),
      ),
    expect.any(String),
  ],
  listRecoveryPoints: [() => port.listRecoveryPoints(vault, 'c1'), listWith({ time: expect.any(String) })],
  getTenantOf: [() => port.getTenantOf(SUBSCRIPTION_ID), TENANT_ID],
  getStorageAccount: [() => port.getStorageAccount(account), { id: account }],
  getNetworkRules: [() => port.getNetworkRules(account), { rules: { defaultAction: 'Deny' } }],
  findBlobContainer: [() => port.findBlobContainer(account, 'shop'), { name: 'shop' }],
  listTopLevel: [() => topLevelOf('shop'), []],
  listContainerUsers: [() => port.listContainerUsers(account), [{ clusterId: cluster, container: 'shop' }]],
  getResourceGroup: [() => port.getResourceGroup(group), { id: group }],
  listLocks: [() => port.listLocks(SUBSCRIPTION_ID), listWith({ level: 'CanNotDelete' })],
  listKubernetesVersions: [
    () => port.listKubernetesVersions(SUBSCRIPTION_ID, 'westeurope'),
    expect.arrayContaining([expect.anything()]),
  ],
  ownPrincipalId: [
    async () => ({ ok: true, value: await port.ownPrincipalId(), trace: { call: 'the token', at: '' } }),
    PERSON.objectId,
  ],
  listOwnPermissions: [() => port.listOwnPermissions(cluster), expect.any(Array)],
  putRoleAssignment: [
    async () => {
      const principalId = must(found(await port.getVault(vault)).value.principalId);
      return port.putRoleAssignment(
        '11111111-2222-4333-8444-555555555551',
        { kind: 'roleGrant', scope: cluster, principalId, holder: 'vault', role: 'Reader', roleDefinitionGuid: READER },
        'By a test.',
        NOTHING_THERE,
      );
    },
    { scope: cluster },
  ],
  listRoleAssignments: [
    async () => port.listRoleAssignments(SUBSCRIPTION_ID, must(found(await port.getVault(vault)).value.principalId)),
    listWith({ scope: cluster }),
  ],
  recentRoleAssignments: [
    async () => port.recentRoleAssignments(SUBSCRIPTION_ID, must(found(await port.getVault(vault)).value.principalId)),
    listWith({ scope: cluster }),
  ],
  countRoleAssignments: [() => port.countRoleAssignments(SUBSCRIPTION_ID), expect.any(Number)],
  listRoleAssignmentsAt: [
    async () => port.listRoleAssignmentsAt(cluster, must(found(await port.getVault(vault)).value.principalId)),
    listWith({ scope: cluster }),
  ],
  getRoleAssignment: [
    () => port.getRoleAssignment(cluster, '11111111-2222-4333-8444-555555555551'),
    { scope: cluster },
  ],
  deleteRoleAssignment: [
    () => ended(port.deleteRoleAssignment(cluster, '11111111-2222-4333-8444-555555555551')),
    { done: true },
  ],
  queryResourceGraph: [
    () =>
      port.queryResourceGraph(
        [SUBSCRIPTION_ID],
        "policyresources | where type =~ 'microsoft.authorization/policyassignments' | where tostring(properties['scope']) in~ " +
          `('${GROUP_ID}') | project id, name, definition = properties['policyDefinitionId'] | order by id asc`,
      ),
    [expect.objectContaining({ name: 'pods', definition: PRIVILEGED })],
  ],
  listPolicyAssignments: [() => port.listPolicyAssignments(cluster), listWith({ name: 'pods' })],
  listPolicyAssignmentsIn: [() => port.listPolicyAssignmentsIn(SUBSCRIPTION_ID), listWith({ name: 'pods' })],
  listPolicyDefinitions: [
    () => port.listPolicyDefinitions(SUBSCRIPTION_ID, [PRIVILEGED]),
    listWith({ mode: 'Microsoft.Kubernetes.Data', effect: "[parameters('effect')]" }),
  ],
  listPolicySetDefinitions: [
    () => port.listPolicySetDefinitions(SUBSCRIPTION_ID, [BASELINE]),
    listWith({ id: BASELINE.toLowerCase() }),
  ],
  listPolicyExemptions: [
    () => port.listPolicyExemptions(SUBSCRIPTION_ID, [ASSIGNMENT]),
    expect.arrayContaining([expect.anything()]),
  ],
  getPolicyAssignment: [() => port.getPolicyAssignment(ASSIGNMENT), { assignment: { name: 'pods' } }],
  putPolicyAssignment: [
    async () => {
      const over = found(await port.getPolicyAssignment(ASSIGNMENT));
      return ended(port.putPolicyAssignment(ASSIGNMENT, over.value.body, over));
    },
    { done: true },
  ],
  getSubnet: [() => port.getSubnet(network('virtualNetworks/hub/subnets/nodes')), { name: 'nodes' }],
  getVirtualNetwork: [() => port.getVirtualNetwork(network('virtualNetworks/hub')), { peerIds: [] }],
  getRouteTable: [() => port.getRouteTable(network('routeTables/nodes')), { routes: listWith({ name: 'all' }) }],
  getNetworkSecurityGroup: [
    () => port.getNetworkSecurityGroup(SECURITY_GROUP),
    { rules: listWith({ name: 'web' }), defaultRules: SOME },
  ],
  getPrivateEndpoint: [() => port.getPrivateEndpoint(network('privateEndpoints/backups')), { groupIds: ['blob'] }],
  listGroupedZones: [
    () => port.listGroupedZones(network('privateEndpoints/backups')),
    listWith({ zoneId: network('privateDnsZones/privatelink.blob.core.windows.net') }),
  ],
  listPrivateDnsZoneIds: [
    () => port.listPrivateDnsZoneIds(SUBSCRIPTION_ID),
    [network('privateDnsZones/privatelink.blob.core.windows.net')],
  ],
  getAddressRecord: [
    () =>
      port.getAddressRecord(
        network('privateDnsZones/privatelink.blob.core.windows.net'),
        ACCOUNT.split('/').at(-1) ?? '',
      ),
    [expect.stringMatching(/^10\./)],
  ],
  listZoneNetworkIds: [
    () => port.listZoneNetworkIds(network('privateDnsZones/privatelink.blob.core.windows.net')),
    [network('virtualNetworks/hub')],
  ],
  getPublicAddress: [() => port.getPublicAddress(network('publicIPAddresses/out')), expect.any(String)],
  listNetworkSecurityGroups: [
    () => port.listNetworkSecurityGroups(must(parseResourceGroupId(NODE_GROUP))),
    expect.arrayContaining([expect.anything()]),
  ],
  listAzureFirewalls: [() => port.listAzureFirewalls(SUBSCRIPTION_ID), listWith({ name: 'fw' })],
  getFirewallPolicy: [
    () => port.getFirewallPolicy(network('firewallPolicies/base')),
    { id: network('firewallPolicies/base') },
  ],
  listRuleCollectionGroups: [
    () => port.listRuleCollectionGroups(network('firewallPolicies/base')),
    [{ name: 'egress', priority: 200, collections: [] }],
  ],

  registerProvider: [
    () => port.registerProvider(SUBSCRIPTION_ID, 'Microsoft.KubernetesConfiguration'),
    { namespace: 'Microsoft.KubernetesConfiguration' },
  ],
  getOperation: [
    async () => {
      const over = await backupExtension(cluster);
      const written = found(
        await port.patchExtensionSettings(
          { kind: 'extensionSettings', clusterId: cluster, name: over.value.name, settings: { a: 'b' } },
          over,
        ),
      );
      const running = await port.getOperation(
        must('operationUrl' in written.value ? written.value.operationUrl : undefined),
      );
      await pass(600);
      return running;
    },
    { state: 'running' },
  ],
  patchExtensionSettings: [
    async () => {
      const over = await backupExtension(cluster);
      const wanted = {
        kind: 'extensionSettings',
        clusterId: cluster,
        name: over.value.name,
        settings: { a: 'c' },
      } as const;
      return ended(port.patchExtensionSettings(wanted, over));
    },
    { state: 'succeeded' },
  ],
  runCommand: [() => port.runCommand(INSPECTION.clusterId, INSPECTION.command), { operationUrl: expect.any(String) }],
  getCommandResult: [
    async () => {
      const { value } = found(await port.runCommand(INSPECTION.clusterId, INSPECTION.command));
      await pass(60);
      return port.getCommandResult(must(value.operationUrl));
    },
    { state: 'ended', exitCode: 0 },
  ],
  patchVaultIdentity: [
    async () => {
      const over = found(await port.getVault(vault));
      const wanted = {
        kind: 'vaultIdentity',
        vaultId: vault,
        identityType: 'SystemAssigned',
        userAssignedIdentityIds: [],
      } as const;
      return ended(port.patchVaultIdentity(wanted, over));
    },
    { state: 'succeeded' },
  ],
  turnStorageDriversOn: [
    async () =>
      ended(
        port.turnStorageDriversOn(
          { kind: 'storageDrivers', clusterId: cluster },
          found(await port.getWritableCluster(cluster)),
        ),
      ),
    { state: 'succeeded' },
  ],
  setStorageBypass: [
    async () => port.setStorageBypass(account, ['AzureServices'], found(await port.getNetworkRules(account))),
    { firewall: { bypass: ['AzureServices'] } },
  ],
  putSecurityRule: [
    async () => {
      const over = found(await port.getNetworkSecurityGroup(SECURITY_GROUP));
      const wanted = {
        kind: 'securityRule',
        networkSecurityGroupId: SECURITY_GROUP,
        name: 'backup',
        priority: 300,
        serviceTag: 'AzureBackup',
      } as const;
      return ended(port.putSecurityRule(wanted, over));
    },
    expect.anything(),
  ],
  putBlobContainer: [
    () => port.putBlobContainer({ kind: 'blobContainer', accountId: account, container: 'other' }, NOTHING_THERE),
    { name: 'other' },
  ],
  putResourceGroup: [
    () =>
      port.putResourceGroup(
        {
          kind: 'snapshotGroup',
          groupId: must(parseResourceGroupId(`${SUBSCRIPTION}/resourceGroups/snapshots`)),
          location: 'westeurope',
        },
        NOTHING_THERE,
      ),
    { location: 'westeurope' },
  ],
  deleteSecurityRule: [() => ended(port.deleteSecurityRule(SECURITY_GROUP, 'backup')), expect.anything()],
  deleteTrustedAccessRoleBinding: [
    () => ended(port.deleteTrustedAccessRoleBinding(cluster, 'b1')),
    { state: 'succeeded' },
  ],
  putTrustedAccessRoleBinding: [
    () =>
      ended(
        port.putTrustedAccessRoleBinding(
          {
            kind: 'trustedAccessBinding',
            clusterId: cluster,
            name: 'b2',
            sourceResourceId: VAULT,
            roles: ['Microsoft.DataProtection/backupVaults/backup-operator'],
          },
          NOTHING_THERE,
        ),
      ),
    { state: 'succeeded' },
  ],
  deleteBackupExtension: [() => ended(port.deleteBackupExtension(cluster, 'azure-aks-backup')), { state: 'succeeded' }],
  putBackupExtension: [
    () =>
      ended(
        port.putBackupExtension(
          { kind: 'backupExtension', clusterId: cluster, name: 'azure-aks-backup', settings: EXTENSION_SETTINGS },
          NOTHING_THERE,
        ),
      ),
    { state: 'succeeded' },
  ],
};

test('every operation of the port has a drive, and no other', () => {
  expect(Object.keys(DRIVES).toSorted()).toEqual(Object.keys(port).toSorted());
});

describe('the stand-in answers', () => {
  test.each(Object.entries(DRIVES))('%s', async (_, [ask, value]) => {
    // Each operation its own quotas.
    await pass(60);
    const answer = await ask();
    expect(answer).toMatchObject({ ok: true });
    if (answer.ok) expect(answer.value).toEqual(partly(value));
  });
});

/** Objects in part, everything else in full. */
function partly(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || 'asymmetricMatch' in value) return value;
  return expect.objectContaining(
    Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, partly(inner)])),
  );
}

test('the inspection command shows what is inside', async () => {
  const { value } = found(await port.runCommand(cluster, INSPECTION_COMMAND));
  await pass(60);
  const result = found(await port.getCommandResult(must(value.operationUrl))).value;
  expect(result.state === 'ended' && sightIn(result.logs)).toBeTruthy();
});

test('blobs are listed, and made, by a bearer token', async () => {
  const { value } = found(await port.getStorageAccount(account));
  const credential = {
    getToken: async () => ({ token: tokenFor('https://storage.azure.com'), expiresOnTimestamp: 0 }),
  };
  const container = new ContainerClient(`${value.blobEndpoint}shop`, credential);
  await container.getBlockBlobClient('backups/one').upload('{}', 2);
  expect(await topLevelOf('shop')).toMatchObject({ ok: true, value: ['backups/'] });
  expect(await topLevelOf('none')).toMatchObject({ ok: false, failure: { class: 'gone' } });
  const foreign = new ContainerClient(`${value.blobEndpoint}shop`, {
    getToken: async () => ({ token: tokenFor('https://vault.azure.net'), expiresOnTimestamp: 0 }),
  });
  await expect(foreign.exists()).rejects.toThrow(/failed to authenticate/);
});
