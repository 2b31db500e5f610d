import { TENANT_ID } from '../../local/demo/world.ts';
import { GROUP_ID, places } from './places.ts';

/** A node pool, a network rule and the like, as a client writes it. */
export type Body = Readonly<Record<string, unknown>>;

/**
 * Everything around one cluster, as it is to be made: ready for backup unless an oddity changes it.
 */
export interface OddCluster {
  readonly tier: 'operational' | 'vault';
  readonly location: string;
  readonly sku: Body | undefined;
  readonly identity: 'SystemAssigned' | 'UserAssigned' | 'none';
  readonly properties: Body;
  readonly tags: Readonly<Record<string, string>>;
  /** Its changes since it was made. */
  readonly since: { readonly power?: 'Stopped'; readonly state?: 'Updating'; readonly stoppedPool?: string };
  readonly pools: readonly Body[];
  /** A network of its owner's; AKS makes one where there is none. */
  readonly network: Network | undefined;
  readonly account: {
    readonly location: string;
    readonly kind: string;
    readonly sku: string;
    readonly properties: Body;
  };
  readonly hasContainer: boolean;
  readonly vault: {
    readonly location: string;
    readonly identity: string;
    readonly state?: string;
    /** Kept in its own region only where it is left out. */
    readonly copies?: { readonly type: string; readonly crossRegionRestore?: string };
  };
  readonly snapshotGroup: 'own' | 'absent' | 'ofNodes';
  readonly extension: Extension;
  readonly binding: 'ofVault' | 'ofOtherVault' | undefined;
  readonly roles: readonly Role[];
  readonly locks: readonly { readonly scope: Place; readonly level: string }[];
  readonly policies: readonly Policy[];
  /**
   * Which vault has a backup instance of the cluster; one in error was made before the roles were
   * granted.
   */
  readonly protectedBy: 'nothing' | 'own' | 'ownInError' | 'other';
  /** Another cluster's extension writes to the same container. */
  readonly sharesContainer: boolean;
  /** A private endpoint of the account. */
  readonly endpoint: Endpoint | undefined;
  /** Policies of the customer's, which assignments can name by `custom:NAME`. */
  readonly definitions: Readonly<Record<string, Body>>;
  /** It is not backed up: backups of other clusters are restored to it. */
  readonly isRestoreTarget?: true;
  /** Where restores from the vault are staged. */
  readonly staging: Staging | undefined;
}

export interface Network {
  /** Absent: the subnet has no security group. */
  readonly rules: readonly Body[] | undefined;
  readonly routes: readonly Body[] | undefined;
  /** Rule collections of the firewall's policy. Absent: there is no firewall. */
  readonly firewall: readonly Body[] | undefined;
  readonly dnsServers: readonly string[];
  readonly serviceEndpoints: readonly string[];
  /** The outbound type of the cluster is userDefinedRouting. */
  readonly isUserRouted: boolean;
  /** A second subnet, which has nothing of all this. */
  readonly hasOpenSubnet: boolean;
}

export interface Extension {
  readonly state: 'Succeeded' | 'Failed' | 'absent';
  readonly type: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly statuses: readonly Body[];
  readonly hasIdentity: boolean;
  readonly identityExists: boolean;
}

/** With what makes the name of the account lead to it. */
export interface Endpoint {
  /** The network of the nodes, one beside it, or the one that AKS made for the nodes. */
  readonly network: 'nodes' | 'hub';
  readonly groupId: 'blob' | 'file';
  /** It waits for approval. */
  readonly isPending: boolean;
  /** How the network of the nodes and the one beside it are peered. */
  readonly peering: 'Connected' | 'Initiated' | 'Disconnected' | undefined;
  /** A zone group of the endpoint keeps the record, a person does, or there is no zone. */
  readonly zone: 'ofGroup' | 'byPerson' | 'none';
  readonly linkedTo: readonly ('nodes' | 'hub')[];
  readonly record: 'right' | 'wrong' | 'absent';
}

export interface Staging {
  readonly group: { readonly location: string } | undefined;
  readonly account: { readonly location: string; readonly kind: string; readonly properties: Body } | undefined;
}

export type Place = keyof ReturnType<typeof places>;

export interface Role {
  readonly holder: 'vault' | 'cluster' | 'extension';
  readonly role: string;
  readonly scope: Place;
  readonly condition?: string;
}

export interface Policy {
  readonly name: string;
  readonly definition: string;
  readonly scope: Place;
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly notScope?: Place;
  readonly enforcementMode?: string;
  readonly exempt?: Place;
  /** Resource selectors and overrides of the assignment. */
  readonly more?: Body;
}

export interface Oddity {
  readonly name: string;
  readonly change: (cluster: OddCluster) => OddCluster;
}

export const ROLES = {
  reader: 'acdd72a7-3385-48ef-bd42-f606fba81ae7',
  contributor: 'b24988ac-6180-42a0-ab88-20f7382dd24c',
  owner: '8e3af657-a8ff-443c-a75c-2fe8c4bcb635',
  accountContributor: '17d1049b-9a84-46fb-8f53-869881c3d3ab',
  blobContributor: 'ba92f5b4-2d11-453d-a403-e96b0029c9fe',
  blobOwner: 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b',
  blobReader: '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1',
  diskOperator: '959f8984-c045-4866-89c7-12bf9737be2e',
  snapshotContributor: '7efff54f-a5b4-42b5-a1c5-5411624893ce',
} as const;

export const POOL = {
  name: 'system',
  mode: 'System',
  count: 3,
  vmSize: 'Standard_D4s_v5',
  osType: 'Linux',
  type: 'VirtualMachineScaleSets',
};

export const ALLOW_IN = ['AzureBackup', 'AzureCloud'].map((tag, index) =>
  rule({ name: `in-${tag}`, priority: 300 + index, direction: 'Inbound', source: tag }),
);
export const OWN_NETWORK: Network = {
  rules: ALLOW_IN,
  routes: undefined,
  firewall: undefined,
  dnsServers: [],
  serviceEndpoints: [],
  isUserRouted: false,
  hasOpenSubnet: false,
};

const SETTINGS = 'configuration.backupStorageLocation.';

/** As it is to be: each oddity changes something of it. */
export const READY_CLUSTER: OddCluster = {
  tier: 'vault',
  location: 'westeurope',
  sku: undefined,
  identity: 'SystemAssigned',
  properties: {},
  tags: {},
  since: {},
  pools: [POOL],
  network: undefined,
  account: { location: 'westeurope', kind: 'StorageV2', sku: 'Standard_LRS', properties: {} },
  hasContainer: true,
  vault: { location: 'westeurope', identity: 'SystemAssigned' },
  snapshotGroup: 'own',
  extension: {
    state: 'Succeeded',
    type: 'microsoft.dataprotection.kubernetes',
    settings: {
      [`${SETTINGS}bucket`]: 'odd',
      [`${SETTINGS}config.storageAccount`]: 'stodd',
      [`${SETTINGS}config.resourceGroup`]: 'rg-odd',
      [`${SETTINGS}config.subscriptionId`]: GROUP_ID.split('/')[2] ?? '',
      [`${SETTINGS}config.useAAD`]: 'true',
      [`${SETTINGS}config.storageAccountURI`]: 'https://stodd.blob.core.windows.net/',
      'credentials.tenantId': TENANT_ID,
    },
    statuses: [],
    hasIdentity: true,
    identityExists: true,
  },
  binding: 'ofVault',
  roles: [
    { holder: 'vault', role: ROLES.reader, scope: 'cluster' },
    { holder: 'vault', role: ROLES.reader, scope: 'snapshotGroup' },
    { holder: 'cluster', role: ROLES.contributor, scope: 'snapshotGroup' },
    { holder: 'extension', role: ROLES.blobContributor, scope: 'account' },
    { holder: 'vault', role: ROLES.diskOperator, scope: 'snapshotGroup' },
    { holder: 'vault', role: ROLES.snapshotContributor, scope: 'snapshotGroup' },
    { holder: 'vault', role: ROLES.blobReader, scope: 'account' },
  ],
  locks: [],
  policies: [],
  protectedBy: 'nothing',
  sharesContainer: false,
  endpoint: undefined,
  definitions: {},
  staging: undefined,
};

interface RuleWish {
  readonly name: string;
  readonly priority: number;
  readonly direction: 'Inbound' | 'Outbound';
  readonly access?: 'Allow' | 'Deny';
  readonly source?: string;
  readonly destination?: string;
  readonly ports?: string;
  readonly protocol?: string;
}

function rule(wish: RuleWish): Body {
  const { name, priority, direction, access = 'Allow', source = '*', destination = '*', ports = '*' } = wish;
  return {
    name,
    properties: {
      priority,
      direction,
      access,
      protocol: wish.protocol ?? '*',
      sourceAddressPrefix: source,
      sourcePortRange: '*',
      destinationAddressPrefix: destination,
      destinationPortRange: ports,
    },
  };
}

const out = (name: string, priority: number, more: Partial<RuleWish>) =>
  rule({ name, priority, direction: 'Outbound', ...more });
const DENY_OUT = out('out-deny', 4000, { access: 'Deny' });
const allowOut = (...tags: readonly string[]) =>
  tags.map((tag, index) => out(`out-${index}`, 1000 + index, { destination: tag, ports: '443', protocol: 'Tcp' }));

export const odd = (name: string, change: Oddity['change']): Oddity => ({ name, change });
const pools = (name: string, ...wanted: readonly Body[]): Oddity =>
  odd(name, (cluster) => ({ ...cluster, pools: wanted }));
const pool = (name: string, change: Body): Oddity => pools(name, { ...POOL, ...change });
const properties = (name: string, change: Body): Oddity =>
  odd(name, (cluster) => ({ ...cluster, properties: { ...cluster.properties, ...change } }));
const network = (name: string, change: Partial<Network>): Oddity =>
  odd(name, (cluster) => ({ ...cluster, network: { ...OWN_NETWORK, ...cluster.network, ...change } }));
const rules = (name: string, ...wanted: readonly Body[]): Oddity => network(name, { rules: [...ALLOW_IN, ...wanted] });
const account = (name: string, change: Body): Oddity =>
  odd(name, (cluster) => ({
    ...cluster,
    account: { ...cluster.account, properties: { ...cluster.account.properties, ...change } },
  }));
const extension = (name: string, change: Partial<Extension>): Oddity =>
  odd(name, (cluster) => ({ ...cluster, extension: { ...cluster.extension, ...change } }));
const setting = (name: string, value: string | undefined): Oddity =>
  odd(`extension with ${name} ${value ?? 'left out'}`, (cluster) => {
    const { [SETTINGS + name]: _, ...others } = cluster.extension.settings;
    const settings = value === undefined ? others : { ...others, [SETTINGS + name]: value };
    return { ...cluster, extension: { ...cluster.extension, settings } };
  });
export const policy = (name: string, wanted: Omit<Policy, 'name'>): Oddity =>
  odd(name, (cluster) => {
    const isGatekeeper = GATEKEEPER_POLICIES.includes(wanted.definition) || wanted.definition.startsWith('custom:pods');
    const addon = { addonProfiles: { azurepolicy: { enabled: true } } };
    return {
      ...cluster,
      properties: { ...cluster.properties, ...(isGatekeeper && addon) },
      policies: [...cluster.policies, { ...wanted, name: `policy-${cluster.policies.length}` }],
    };
  });
const lock = (scope: Place, level: string): Oddity =>
  odd(`${level} lock on ${scope}`, (cluster) => ({ ...cluster, locks: [...cluster.locks, { scope, level }] }));
const role = (name: string, change: (role: Role) => Role | undefined): Oddity =>
  odd(name, (cluster) => ({ ...cluster, roles: cluster.roles.map(change).filter((each) => each !== undefined) }));

const IMAGES = 'febd0533-8e55-448f-b837-bd0e06f16469';
const PRIVILEGED = '95edb821-ddaf-4404-9732-666045e056b4';
const HOST_NETWORK = '82985f06-dc18-4a48-bc1c-b9f4f0098cfe';
const BASELINE = 'a8640138-9b0a-4a28-b8cb-1666c838647d';
const GATEKEEPER_POLICIES = [IMAGES, PRIVILEGED, HOST_NETWORK, BASELINE];
const LOCATIONS = 'e56962a6-4747-49cd-b67b-bf8b01975c4c';
const REGEX = { allowedContainerImagesRegex: '^contoso\\.azurecr\\.io/.+$' };

const HOSTILE_CONDITION =
  "((!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'})) OR (@Request[Microsoft.Authorization/" +
  'roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {2a2b9908-6ea1-4ae2-8e65-a410df84e7d1}))';

const CONTAINER_CONDITION =
  "((!(ActionMatches{'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read'})) OR " +
  "(@Resource[Microsoft.Storage/storageAccounts/blobServices/containers:name] StringEquals 'odd'))";

const TAINTED = { nodeTaints: ['CriticalAddonsOnly=true:NoSchedule'] };
const USER = { ...POOL, name: 'user', mode: 'User' };
const FIREWALL_HOP = '10.30.1.4';
const byDefault = (nextHopType: string, nextHopIpAddress?: string) => [
  {
    name: 'out',
    properties: { addressPrefix: '0.0.0.0/0', nextHopType, ...(nextHopIpAddress && { nextHopIpAddress }) },
  },
];
const dropping = (...prefixes: readonly string[]) =>
  prefixes.map((addressPrefix, index) => ({
    name: `drop-${index}`,
    properties: { addressPrefix, nextHopType: 'None' },
  }));
const THROUGH_FIREWALL = { routes: byDefault('VirtualAppliance', FIREWALL_HOP), isUserRouted: true };

const collection = (rulesOf: readonly Body[], type = 'Allow', priority = 100): Body => ({
  ruleCollectionType: 'FirewallPolicyFilterRuleCollection',
  name: `${type}-${priority}`,
  priority,
  action: { type },
  rules: rulesOf,
});
const application = (change: Body): Body => ({
  ruleType: 'ApplicationRule',
  name: 'names',
  protocols: [
    { protocolType: 'Https', port: 443 },
    { protocolType: 'Http', port: 80 },
  ],
  sourceAddresses: ['10.30.0.0/16'],
  ...change,
});
const networkRule = (change: Body): Body => ({
  ruleType: 'NetworkRule',
  name: 'addresses',
  ipProtocols: ['TCP'],
  sourceAddresses: ['*'],
  destinationPorts: ['80', '443'],
  ...change,
});

/** The names of the prerequisites page, without those that another one contains. */
const NAMES = [
  '*.microsoft.com',
  '*.azure.com',
  'gcs.prod.monitoring.core.windows.net',
  '*.prod.warm.ingest.monitor.core.windows.net',
  '*.blob.core.windows.net',
  '*.azmk8s.io',
  '*.digicert.com',
  '*.digicert.cn',
  '*.geotrust.com',
  'ocsp.msocsp.com',
  '*.azurecr.io',
  'docker.io',
];
/** Names on Microsoft's page on extensions that the page of prerequisites lacks. */
const METRICS = ['*.ingestion.msftcloudes.com', '*.microsoftmetrics.com', 'login.microsoftonline.com'];

/** By dimension: at most one oddity of each is in a cluster. */
export const PLAIN_ODDITIES: Readonly<Record<string, readonly Oddity[]>> = {
  pools: [
    pool('arm64 pool', { vmSize: 'Standard_D4ps_v5' }),
    pool('arm64 pool of the older size', { vmSize: 'Standard_B2pts_v2' }),
    pool('size with a p in its family', { vmSize: 'Standard_NP10s' }),
    pool('constrained size', { vmSize: 'Standard_E8-4ds_v5' }),
    pool('constrained arm64 size', { vmSize: 'Standard_E8-4pds_v6' }),
    pool('FIPS pool', { enableFIPS: true }),
    pools('FIPS pool beside another', { ...POOL, enableFIPS: true }, USER),
    pool('only system pool with CriticalAddonsOnly', TAINTED),
    pool('CriticalAddonsOnly without a value', { nodeTaints: ['CriticalAddonsOnly:NoSchedule'] }),
    pool('CriticalAddonsOnly:NoExecute', { nodeTaints: ['CriticalAddonsOnly=true:NoExecute'] }),
    pool('another taint beside CriticalAddonsOnly', {
      nodeTaints: ['CriticalAddonsOnly=true:NoSchedule', 'a=b:NoSchedule'],
    }),
    pool('taint that prefers', { nodeTaints: ['a=b:PreferNoSchedule'] }),
    pool('taint that evicts', { nodeTaints: ['a=b:NoExecute'] }),
    pools(
      'all pools tainted',
      { ...POOL, nodeTaints: ['x=y:NoSchedule'] },
      { ...USER, nodeTaints: ['sku=gpu:NoSchedule'] },
    ),
    pools('only fitting pool is empty', { ...POOL, nodeTaints: ['x=y:NoSchedule'] }, { ...USER, count: 0 }),
    pools('tainted system pool, empty user pool', { ...POOL, ...TAINTED }, { ...USER, count: 0 }),
    pool('no nodes, autoscaler from 0 to 3', { count: 0, enableAutoScaling: true, minCount: 0, maxCount: 3 }),
    pool('no nodes, autoscaler from 0 to 0', { count: 0, enableAutoScaling: true, minCount: 0, maxCount: 0 }),
    pool('no nodes', { count: 0 }),
    pools(
      'user pool on spot machines only',
      { ...POOL, vmSize: 'Standard_D4ps_v5' },
      {
        ...USER,
        scaleSetPriority: 'Spot',
        nodeTaints: ['kubernetes.azure.com/scalesetpriority=spot:NoSchedule'],
      },
    ),
    pools('Windows beside Linux', POOL, { ...USER, name: 'win', osType: 'Windows' }),
    pools('Windows beside Arm64', { ...POOL, vmSize: 'Standard_D4ps_v5' }, { ...USER, name: 'win', osType: 'Windows' }),
    pools('gateway pool beside Arm64', { ...POOL, vmSize: 'Standard_D4ps_v5' }, { ...USER, mode: 'Gateway' }),
    pools('gateway pool beside another', POOL, { ...USER, mode: 'Gateway' }),
    pools('managed system pool alone', { ...POOL, mode: 'ManagedSystem', vmSize: null, count: null }),
    pools(
      'managed system pool beside a user pool',
      { ...POOL, mode: 'ManagedSystem', vmSize: null, count: null },
      USER,
    ),
    ...machines(),
    odd('stopped pool', (cluster) => ({ ...cluster, since: { stoppedPool: 'system' } })),
    odd('stopped pool beside another', (cluster) => ({
      ...cluster,
      pools: [POOL, USER],
      since: { stoppedPool: 'system' },
    })),
  ],
  provisioning: [
    odd('AKS Automatic', (cluster) => ({
      ...cluster,
      sku: { name: 'Automatic', tier: 'Standard' },
      pools: cluster.pools.map((each) => ({ ...each, ...TAINTED })),
      properties: {
        ...cluster.properties,
        nodeProvisioningProfile: { mode: 'Auto', defaultNodePools: 'Auto' },
        nodeResourceGroupProfile: { restrictionLevel: 'ReadOnly' },
      },
    })),
    odd('node auto-provisioning beside Arm64', (cluster) => ({
      ...cluster,
      pools: [{ ...POOL, vmSize: 'Standard_D4ps_v5' }],
      properties: { ...cluster.properties, nodeProvisioningProfile: { mode: 'Auto' } },
    })),
    odd('node auto-provisioning without pools beside Arm64', (cluster) => ({
      ...cluster,
      pools: [{ ...POOL, vmSize: 'Standard_D4ps_v5' }],
      properties: { ...cluster.properties, nodeProvisioningProfile: { mode: 'Auto', defaultNodePools: 'None' } },
    })),
    odd('AKS Automatic without a provisioning profile', (cluster) => ({
      ...cluster,
      sku: { name: 'Automatic', tier: 'Standard' },
      pools: [{ ...POOL, vmSize: 'Standard_D4ps_v5' }],
    })),
    odd('AKS Automatic without default node pools, beside a fitting pool', (cluster) => ({
      ...cluster,
      sku: { name: 'Automatic', tier: 'Standard' },
      properties: { ...cluster.properties, nodeProvisioningProfile: { mode: 'Auto', defaultNodePools: 'None' } },
    })),
    odd('Premium tier', (cluster) => ({
      ...cluster,
      sku: { name: 'Base', tier: 'Premium' },
      properties: { ...cluster.properties, supportPlan: 'AKSLongTermSupport' },
    })),
    properties('node group without restrictions', { nodeResourceGroupProfile: { restrictionLevel: 'Unrestricted' } }),
    properties('manual node provisioning', { nodeProvisioningProfile: { mode: 'Manual' } }),
    properties('read-only node group by restriction', { nodeResourceGroupProfile: { restrictionLevel: 'ReadOnly' } }),
  ],
  cluster: [
    odd('user-assigned identity', (cluster) => ({ ...cluster, identity: 'UserAssigned' })),
    odd('service principal', (cluster) => ({ ...cluster, identity: 'none' })),
    properties('disk driver disabled', { storageProfile: { diskCSIDriver: { enabled: false } } }),
    properties('snapshot controller disabled', { storageProfile: { snapshotController: { enabled: false } } }),
    properties('Kubernetes of long ago', { kubernetesVersion: '1.20.9' }),
    properties('private cluster', { apiServerAccessProfile: { enablePrivateCluster: true } }),
    properties('pod identity', { podIdentityProfile: { enabled: true } }),
    odd('stopped', (cluster) => ({ ...cluster, since: { power: 'Stopped' } })),
    odd('storage profile not returned', (cluster) => ({
      ...cluster,
      tags: { ...cluster.tags, 'local-arm.leave-out': 'storageProfile' },
    })),
    odd('at work', (cluster) => ({ ...cluster, since: { state: 'Updating' } })),
    properties('isolated', { networkProfile: { outboundType: 'none' } }),
    properties('isolated by block', { networkProfile: { outboundType: 'block' } }),
    properties('NAT gateway', { networkProfile: { outboundType: 'managedNATGateway' } }),
    properties('HTTP proxy', {
      httpProxyConfig: { httpProxy: 'http://10.9.9.9:3128/', httpsProxy: 'http://10.9.9.9:3128/' },
    }),
  ],
  network: [
    rules('own network, nothing denied'),
    network('own subnet without a security group', { rules: undefined }),
    network('security group without rules', { rules: [] }),
    rules('everything out denied', DENY_OUT),
    rules(
      'everything out denied but tags',
      DENY_OUT,
      ...allowOut('VirtualNetwork', 'AzureCloud', 'MicrosoftContainerRegistry', 'AzureFrontDoor.FirstParty'),
    ),
    rules('everything out denied but the Internet', DENY_OUT, ...allowOut('VirtualNetwork', 'Internet')),
    rules('everything out denied but AzureCloud', DENY_OUT, ...allowOut('VirtualNetwork', 'AzureCloud')),
    rules('everything out denied, then allowed', DENY_OUT, out('late', 4050, { destination: 'Internet' })),
    rules('Internet denied', out('no-internet', 200, { access: 'Deny', destination: 'Internet' })),
    rules('storage denied', out('no-storage', 200, { access: 'Deny', destination: 'Storage' })),
    rules(
      'storage of another region denied',
      out('no-storage', 200, { access: 'Deny', destination: 'Storage.northeurope' }),
    ),
    rules('registry denied', out('no-registry', 200, { access: 'Deny', destination: 'MicrosoftContainerRegistry' })),
    rules('port 80 denied', out('no-http', 200, { access: 'Deny', destination: 'Internet', ports: '80' })),
    rules(
      'port range denied',
      out('no-tls', 200, { access: 'Deny', destination: 'Internet', ports: '400-500', protocol: 'Tcp' }),
    ),
    rules('UDP denied', out('no-udp', 200, { access: 'Deny', protocol: 'Udp' })),
    rules('denied for another subnet', out('elsewhere', 200, { access: 'Deny', source: '10.30.9.0/24' })),
    rules(
      'denied for the subnet',
      out('here', 200, { access: 'Deny', source: '10.30.0.0/24', destination: 'Internet' }),
    ),
    rules(
      'denied for half of the subnet',
      out('half', 200, { access: 'Deny', source: '10.30.0.0/25', destination: 'Internet' }),
    ),
    rules('other private addresses denied', out('hub', 200, { access: 'Deny', destination: '192.168.0.0/16' })),
    network('inbound AzureBackup denied', {
      rules: [
        ...ALLOW_IN,
        rule({ name: 'no', priority: 200, direction: 'Inbound', access: 'Deny', source: 'AzureBackup' }),
      ],
    }),
    network('inbound from anywhere', { rules: [rule({ name: 'in', priority: 300, direction: 'Inbound' })] }),
    network('inbound from the Internet', {
      rules: [rule({ name: 'in', priority: 300, direction: 'Inbound', source: 'Internet' })],
    }),
    network('inbound from AzureBackup only', { rules: ALLOW_IN.slice(0, 1) }),
    network('route to the Internet', { routes: byDefault('Internet') }),
    network('route to nowhere', { routes: byDefault('None') }),
    network('routes to nowhere for both halves', { routes: dropping('0.0.0.0/1', '128.0.0.0/1') }),
    network('route to nowhere for one half', { routes: dropping('128.0.0.0/1') }),
    network('route to nowhere for storage', { routes: dropping('Storage.WestEurope') }),
    network('route to nowhere for storage elsewhere', { routes: dropping('Storage.NorthEurope') }),
    network('route to nowhere for the cloud', { routes: dropping('AzureCloud') }),
    network('route to a gateway', { routes: byDefault('VirtualNetworkGateway') }),
    network('route to a foreign appliance', { routes: byDefault('VirtualAppliance', '10.99.0.4') }),
    network('routes of kubenet', {
      routes: [
        {
          name: 'node',
          properties: {
            addressPrefix: '10.244.1.0/24',
            nextHopType: 'VirtualAppliance',
            nextHopIpAddress: '10.30.0.5',
          },
        },
      ],
    }),
    network('user-defined routing without a route', { routes: [], isUserRouted: true }),
    network('firewall without rules', { ...THROUGH_FIREWALL, firewall: [] }),
    network('firewall with the tag of AKS only', {
      ...THROUGH_FIREWALL,
      firewall: [collection([application({ fqdnTags: ['AzureKubernetesService'] })])],
    }),
    network('firewall that allows everything', {
      ...THROUGH_FIREWALL,
      firewall: [collection([application({ targetFqdns: ['*'] })])],
    }),
    network('firewall with the names of the page', {
      ...THROUGH_FIREWALL,
      firewall: [collection([application({ targetFqdns: NAMES })])],
    }),
    network('firewall with all names', {
      ...THROUGH_FIREWALL,
      firewall: [collection([application({ targetFqdns: [...NAMES, ...METRICS] })])],
    }),
    network('firewall with all names but blobs', {
      ...THROUGH_FIREWALL,
      firewall: [
        collection([application({ targetFqdns: [...NAMES, ...METRICS].filter((name) => !name.startsWith('*.blob')) })]),
      ],
    }),
    network('firewall that denies one name first', {
      ...THROUGH_FIREWALL,
      firewall: [
        collection([application({ targetFqdns: ['*.azure.com'] })], 'Deny', 100),
        collection([application({ targetFqdns: ['*'] })], 'Allow', 200),
      ],
    }),
    network('firewall that denies one name last', {
      ...THROUGH_FIREWALL,
      firewall: [
        collection([application({ targetFqdns: ['*'] })], 'Allow', 100),
        collection([application({ targetFqdns: ['*.azure.com'] })], 'Deny', 200),
      ],
    }),
    network('firewall with names over HTTPS only', {
      ...THROUGH_FIREWALL,
      firewall: [collection([application({ targetFqdns: ['*'], protocols: [{ protocolType: 'Https', port: 443 }] })])],
    }),
    network('firewall with names over HTTP only', {
      ...THROUGH_FIREWALL,
      firewall: [collection([application({ targetFqdns: ['*'], protocols: [{ protocolType: 'Http', port: 80 }] })])],
    }),
    network('firewall with names for another subnet', {
      ...THROUGH_FIREWALL,
      firewall: [collection([application({ targetFqdns: ['*'], sourceAddresses: ['10.30.9.0/24'] })])],
    }),
    network('firewall that allows all addresses', {
      ...THROUGH_FIREWALL,
      firewall: [collection([networkRule({ destinationAddresses: ['*'] })])],
    }),
    network('firewall that allows a service tag', {
      ...THROUGH_FIREWALL,
      firewall: [collection([networkRule({ destinationAddresses: ['AzureCloud'] })])],
    }),
    network('own DNS servers', { dnsServers: ['10.30.0.250'] }),
    odd('one of two subnets without a way out', (cluster) => ({
      ...cluster,
      pools: [POOL, { ...USER, subnet: 'open' }],
      network: { ...OWN_NETWORK, rules: [...ALLOW_IN, DENY_OUT], hasOpenSubnet: true },
    })),
    odd('Windows subnet without a way out', (cluster) => ({
      ...cluster,
      pools: [
        { ...POOL, subnet: 'open' },
        { ...USER, name: 'win', osType: 'Windows' },
      ],
      network: { ...OWN_NETWORK, rules: [...ALLOW_IN, DENY_OUT], hasOpenSubnet: true },
    })),
  ],
  account: [
    ...[
      ['account of another region', { location: 'northeurope' }],
      ['premium account', { sku: 'Premium_LRS' }],
      ['account of block blobs', { kind: 'BlockBlobStorage', sku: 'Premium_LRS' }],
      ['account of the first generation', { kind: 'Storage' }],
      ['zone-redundant account', { sku: 'Standard_ZRS' }],
    ].map(([name, change]) =>
      odd(String(name), (cluster) => ({ ...cluster, account: { ...cluster.account, ...Object(change) } })),
    ),
    odd('no container', (cluster) => ({ ...cluster, hasContainer: false })),
    odd('container of two clusters', (cluster) => ({ ...cluster, sharesContainer: true })),
    account('account without keys', { allowSharedKeyAccess: false }),
    account('account closed, trusted services let in', firewall({})),
    account('account closed to everybody', firewall({ bypass: 'None' })),
    account('account closed, logging let in', firewall({ bypass: 'Logging, Metrics' })),
    account('account open, nothing bypasses', firewall({ defaultAction: 'Allow', bypass: 'None' })),
    odd('account lets the subnet in', (cluster) => letIn(cluster, ['Microsoft.Storage'])),
    odd('account lets the subnet in by the global endpoint', (cluster) => letIn(cluster, ['Microsoft.Storage.Global'])),
    odd('account lets a subnet without an endpoint in', (cluster) => letIn(cluster, [])),
    odd('account lets the subnet in, but the vault not', (cluster) => {
      const { account: before, ...others } = letIn(cluster, ['Microsoft.Storage']);
      const acls = { ...Object(before.properties.networkAcls), bypass: 'None' };
      return { ...others, account: { ...before, properties: { ...before.properties, networkAcls: acls } } };
    }),
    account('account lets an address in', firewall({ ipRules: [{ value: '20.30.40.50' }] })),
    account('account without public access', { publicNetworkAccess: 'Disabled', ...firewall({}) }),
    account('account without public access, endpoint unknown', {
      publicNetworkAccess: 'Disabled',
      ...firewall({}),
      privateEndpointConnections: [{ properties: { privateLinkServiceConnectionState: { status: 'Approved' } } }],
    }),
    account('account without public access, endpoint not approved', {
      publicNetworkAccess: 'Disabled',
      ...firewall({}),
      privateEndpointConnections: [{ properties: { privateLinkServiceConnectionState: { status: 'Pending' } } }],
    }),
    account('account behind a perimeter', { publicNetworkAccess: 'SecuredByPerimeter' }),
    account('account behind a perimeter, closed by rules too', {
      publicNetworkAccess: 'SecuredByPerimeter',
      ...firewall({}),
    }),
  ],
  vault: [
    odd('vault of another region', (cluster) => ({ ...cluster, vault: { ...cluster.vault, location: 'northeurope' } })),
    odd('vault with a user-assigned identity only', (cluster) => ({
      ...cluster,
      vault: { ...cluster.vault, identity: 'UserAssigned' },
    })),
    odd('vault with both identities', (cluster) => ({
      ...cluster,
      vault: { ...cluster.vault, identity: 'SystemAssigned,UserAssigned' },
    })),
    odd('vault without an identity', (cluster) => ({ ...cluster, vault: { ...cluster.vault, identity: 'None' } })),
    odd('failed vault', (cluster) => ({ ...cluster, vault: { ...cluster.vault, state: 'Failed' } })),
    ...['operational', 'vault'].flatMap((tier) =>
      ['polandcentral', 'israelcentral', 'northeurope', 'mexicocentral'].map((location) =>
        odd(`${tier} tier in ${location}`, (cluster) => ({
          ...cluster,
          tier: tier as OddCluster['tier'],
          location,
          vault: { ...cluster.vault, location },
          account: { ...cluster.account, location },
        })),
      ),
    ),
    odd('operational tier', (cluster) => ({ ...cluster, tier: 'operational' })),
    odd('no binding', (cluster) => ({ ...cluster, binding: undefined })),
    odd('binding of another vault', (cluster) => ({ ...cluster, binding: 'ofOtherVault' })),
  ],
  snapshots: [
    odd('no snapshot group', (cluster) => ({ ...cluster, snapshotGroup: 'absent' })),
    odd('snapshots in the group of the nodes', (cluster) => ({ ...cluster, snapshotGroup: 'ofNodes' })),
    ...(['snapshotGroup', 'nodeGroup', 'account', 'subscription'] as const).flatMap((scope) => [
      lock(scope, 'CanNotDelete'),
      lock(scope, 'ReadOnly'),
    ]),
    lock('cluster', 'CanNotDelete'),
    odd('protected by the own vault', (cluster) => ({ ...cluster, protectedBy: 'own' })),
    odd('protected by the own vault, in error', (cluster) => ({ ...cluster, protectedBy: 'ownInError' })),
    odd('protected by another vault', (cluster) => ({ ...cluster, protectedBy: 'other' })),
  ],
  policies: [
    policy('images of one registry only', {
      definition: IMAGES,
      scope: 'subscription',
      parameters: { effect: 'Deny', ...REGEX },
    }),
    policy('images of one registry only, by default', { definition: IMAGES, scope: 'subscription', parameters: REGEX }),
    policy('images of one registry only, audited', {
      definition: IMAGES,
      scope: 'subscription',
      parameters: { effect: 'Audit', ...REGEX },
    }),
    policy('images of one registry only, namespace excluded', {
      definition: IMAGES,
      scope: 'clusterGroup',
      parameters: { effect: 'Deny', ...REGEX, excludedNamespaces: ['kube-system', 'dataprotection-microsoft'] },
    }),
    policy('images of one registry only, for other namespaces', {
      definition: IMAGES,
      scope: 'clusterGroup',
      parameters: { effect: 'deny', ...REGEX, namespaces: ['shop'] },
    }),
    policy('images of one registry only, for some labels', {
      definition: IMAGES,
      scope: 'clusterGroup',
      parameters: { effect: 'deny', ...REGEX, labelSelector: { matchLabels: { app: 'shop' } } },
    }),
    policy('images of one registry only, not enforced', {
      definition: IMAGES,
      scope: 'subscription',
      parameters: { effect: 'Deny', ...REGEX },
      enforcementMode: 'DoNotEnforce',
    }),
    policy('images of one registry only, cluster exempt', {
      definition: IMAGES,
      scope: 'subscription',
      parameters: { effect: 'Deny', ...REGEX },
      exempt: 'cluster',
    }),
    policy('images of one registry only, elsewhere', {
      definition: IMAGES,
      scope: 'backupGroup',
      parameters: { effect: 'Deny', ...REGEX },
    }),
    policy('no privileged containers, by default', { definition: PRIVILEGED, scope: 'subscription' }),
    policy('host network audited by default', { definition: HOST_NETWORK, scope: 'subscription' }),
    policy('baseline audited by default', { definition: BASELINE, scope: 'subscription' }),
    policy('baseline denied', { definition: BASELINE, scope: 'subscription', parameters: { effect: 'deny' } }),
    odd('policies without the add-on', (cluster) => ({
      ...cluster,
      policies: [
        { name: 'images', definition: IMAGES, scope: 'subscription', parameters: { effect: 'Deny', ...REGEX } },
      ],
    })),
    ...(['snapshotGroup', 'subscription', 'backupGroup'] as const).map((scope) =>
      policy(`other regions allowed at ${scope}`, {
        definition: LOCATIONS,
        scope,
        parameters: { listOfAllowedLocations: ['northeurope'] },
      }),
    ),
    policy('own region allowed', {
      definition: LOCATIONS,
      scope: 'subscription',
      parameters: { listOfAllowedLocations: ['westeurope', 'northeurope'] },
    }),
    policy('other regions allowed, snapshot group left out', {
      definition: LOCATIONS,
      scope: 'subscription',
      parameters: { listOfAllowedLocations: ['northeurope'] },
      notScope: 'snapshotGroup',
    }),
    policy('other regions allowed, snapshot group exempt', {
      definition: LOCATIONS,
      scope: 'subscription',
      parameters: { listOfAllowedLocations: ['northeurope'] },
      exempt: 'snapshotGroup',
    }),
  ],
  extension: [
    extension('no extension', { state: 'absent' }),
    extension('failed extension', {
      state: 'Failed',
      hasIdentity: false,
      statuses: [
        {
          code: 'InstallationFailed',
          displayStatus: null,
          level: null,
          message: 'Helm installation failed',
          time: null,
        },
      ],
    }),
    extension('failed extension without a status', { state: 'Failed', hasIdentity: false }),
    extension('extension without an identity', { hasIdentity: false }),
    extension('extension whose identity was deleted', { identityExists: false }),
    extension('succeeded extension with an error', {
      statuses: [{ code: 'InstallationFailed', displayStatus: null, level: null, message: 'timed out', time: null }],
    }),
    extension('succeeded extension with an error by level', {
      statuses: [{ code: 'Unhealthy', level: 'Error', message: 'x' }],
    }),
    extension('succeeded extension with information', {
      statuses: [{ code: 'Installed', level: 'Information', message: 'x' }],
    }),
    extension('type in another casing', { type: 'Microsoft.DataProtection.Kubernetes' }),
    setting('bucket', 'elsewhere'),
    setting('config.storageAccount', 'stelsewhere'),
    setting('config.useAAD', undefined),
    setting('config.storageAccountURI', undefined),
  ],
  roles: [
    ...READY_CLUSTER.roles.map((wanted, index) =>
      odd(`role ${index} of ${wanted.holder} missing`, (cluster) => ({
        ...cluster,
        roles: cluster.roles.filter((each) => each !== wanted),
      })),
    ),
    role('data role under a condition', (each) =>
      each.role === ROLES.blobContributor ? { ...each, condition: HOSTILE_CONDITION } : each,
    ),
    role('data role under a condition for its container', (each) =>
      each.role === ROLES.blobContributor ? { ...each, condition: CONTAINER_CONDITION } : each,
    ),
    odd('data role under a condition, and without one above', (cluster) => ({
      ...cluster,
      roles: cluster.roles.flatMap((each) =>
        each.role === ROLES.blobContributor
          ? [
              { ...each, condition: CONTAINER_CONDITION },
              { ...each, scope: 'backupGroup' as const },
            ]
          : [each],
      ),
    })),
    role('data role of the vault under a condition', (each) =>
      each.role === ROLES.blobReader ? { ...each, condition: CONTAINER_CONDITION } : each,
    ),
    role('data role on the container only', (each) =>
      each.role === ROLES.blobContributor ? { ...each, scope: 'container' } : each,
    ),
    role('data role on the group', (each) =>
      each.role === ROLES.blobContributor ? { ...each, scope: 'backupGroup' } : each,
    ),
    role('data owner', (each) => (each.role === ROLES.blobContributor ? { ...each, role: ROLES.blobOwner } : each)),
    role('owner in place of the data role', (each) =>
      each.role === ROLES.blobContributor ? { ...each, role: ROLES.owner } : each,
    ),
    role('account contributor in place of the data role', (each) =>
      each.role === ROLES.blobContributor ? { ...each, role: ROLES.accountContributor } : each,
    ),
    role('contributor in place of reader', (each) =>
      each.role === ROLES.reader ? { ...each, role: ROLES.contributor } : each,
    ),
    role('owner in place of contributor', (each) =>
      each.role === ROLES.contributor ? { ...each, role: ROLES.owner } : each,
    ),
    role('contributor in place of the data operator', (each) =>
      each.role === ROLES.diskOperator ? { ...each, role: ROLES.contributor } : each,
    ),
    role('readers at the subscription', (each) =>
      each.role === ROLES.reader ? { ...each, scope: 'subscription' } : each,
    ),
  ],
};

function machines(): readonly Oddity[] {
  const { count: _, vmSize: __, ...bare } = { ...POOL, type: 'VirtualMachines' };
  const withScale = (name: string, scale: Body) =>
    odd(name, (cluster) => ({
      ...cluster,
      pools: [{ ...bare, virtualMachinesProfile: { scale } }],
      tags: { ...cluster.tags, 'local-arm.leave-out': 'agentPoolProfiles.vmSize,agentPoolProfiles.count' },
    }));
  return [
    withScale('machines of one size', { manual: [{ size: 'Standard_D4s_v5', count: 3 }] }),
    withScale('machines on Arm64', { manual: [{ size: 'Standard_D4ps_v5', count: 3 }] }),
    withScale('machines of two sizes', {
      manual: [
        { size: 'Standard_D4ps_v5', count: 3 },
        { size: 'Standard_D2s_v5', count: 1 },
      ],
    }),
    withScale('no machines', { manual: [{ size: 'Standard_D4s_v5', count: 0 }] }),
    withScale('machines by autoscaler', { autoscale: [{ size: 'Standard_D4s_v5', minCount: 0, maxCount: 3 }] }),
    withScale('machines by autoscaler to none', {
      autoscale: [{ size: 'Standard_D4s_v5', minCount: 0, maxCount: 0 }],
    }),
    withScale('machines on Arm64 by autoscaler', {
      autoscale: [{ size: 'Standard_D4ps_v5', minCount: 1, maxCount: 9 }],
    }),
    odd('machines with FIPS', (cluster) => ({
      ...cluster,
      pools: [
        {
          ...bare,
          enableFIPS: true,
          virtualMachinesProfile: { scale: { manual: [{ size: 'Standard_D4s_v5', count: 3 }] } },
        },
      ],
      tags: { ...cluster.tags, 'local-arm.leave-out': 'agentPoolProfiles.vmSize,agentPoolProfiles.count' },
    })),
    withScale('machines without a size', {}),
  ];
}

export function firewall(change: Body): Body {
  return {
    networkAcls: { defaultAction: 'Deny', bypass: 'AzureServices', ipRules: [], virtualNetworkRules: [], ...change },
  };
}

/** The account lets in the subnet of the nodes, which has these service endpoints. */
function letIn(cluster: OddCluster, serviceEndpoints: readonly string[]): OddCluster {
  const rule = { id: places('own').subnet, action: 'Allow', state: 'Succeeded' };
  return {
    ...cluster,
    network: { ...OWN_NETWORK, ...cluster.network, serviceEndpoints },
    account: {
      ...cluster.account,
      properties: { ...cluster.account.properties, ...firewall({ virtualNetworkRules: [rule] }) },
    },
  };
}
