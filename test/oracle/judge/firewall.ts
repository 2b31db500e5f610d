import { contains, overlap } from './security-rules.ts';
import { find, listAt, numberAt, resourcesBelow, resourcesOf, same, textAt, textsAt, type World } from './world.ts';

/**
 * https://learn.microsoft.com/azure/backup/azure-kubernetes-service-cluster-backup-concept#aks-cluster
 */
export const NEEDED_NAMES: readonly string[] = [
  '*.microsoft.com',
  'mcr.microsoft.com',
  'data.mcr.microsoft.com',
  'crl.microsoft.com',
  'mscrl.microsoft.com',
  'oneocsp.microsoft.com',
  '*.azure.com',
  'management.azure.com',
  'gcs.prod.monitoring.core.windows.net',
  '*.prod.warm.ingest.monitor.core.windows.net',
  '*.blob.core.windows.net',
  '*.azmk8s.io',
  'ocsp.digicert.com',
  'cacerts.digicert.com',
  'crl3.digicert.com',
  'crl4.digicert.com',
  'ocsp.digicert.cn',
  'cacerts.digicert.cn',
  'cacerts.geotrust.com',
  'cdp.geotrust.com',
  'status.geotrust.com',
  'ocsp.msocsp.com',
  '*.azurecr.io',
  'docker.io',
  '*.dp.kubernetesconfiguration.azure.com',
];

/**
 * Certificates name these for revocation, in the clear:
 * https://learn.microsoft.com/azure/security/fundamentals/azure-ca-details
 */
function isOverHttp(name: string): boolean {
  return /^(crl|mscrl|oneocsp|ocsp|cacerts|cdp|status)\d*\./.test(name);
}

export function firewallAt(world: World, address: string | undefined): unknown {
  return resourcesOf(world, 'azureFirewalls').find((firewall) =>
    listAt(firewall, 'properties.ipConfigurations').some(
      (each) => textAt(each, 'properties.privateIPAddress') === address,
    ),
  );
}

export interface Blocked {
  readonly blocked: readonly string[];
  readonly unclear: readonly string[];
}

/** https://learn.microsoft.com/azure/firewall/rule-processing: what no rule allows is denied. */
export function namesBlockedBy(world: World, firewall: unknown, subnet: readonly string[]): Blocked {
  const policy = textAt(firewall, 'properties.firewallPolicy.id');
  const collections = policy === undefined ? classicCollections(firewall) : policyCollections(world, policy);
  if (collections === undefined) return { blocked: [], unclear: NEEDED_NAMES };
  const outcomes = NEEDED_NAMES.map((name) => ({ name, outcome: outcomeOf(collections, name, subnet) }));
  return {
    blocked: outcomes.filter(({ outcome }) => outcome === 'denied').map(({ name }) => name),
    unclear: outcomes.filter(({ outcome }) => outcome === 'unknown').map(({ name }) => name),
  };
}

interface RuleCollection {
  readonly kind: 'network' | 'application';
  readonly allows: boolean;
  readonly rules: readonly unknown[];
}

/**
 * Rules of a parent policy come first, then groups and collections by priority; network rules
 * before application rules.
 */
function policyCollections(world: World, id: string): readonly RuleCollection[] | undefined {
  const policy = find(world, id);
  if (policy === undefined) return undefined;
  const parent = textAt(policy, 'properties.basePolicy.id');
  const inherited = parent === undefined ? [] : policyCollections(world, parent);
  if (inherited === undefined) return undefined;
  const groups = [...resourcesBelow(world, id, 'ruleCollectionGroups')].sort(byPriority);
  const own = groups.flatMap((group) => [...listAt(group, 'properties.ruleCollections')].sort(byPlainPriority));
  return networkFirst([...inherited, ...own.flatMap(ofPolicy)]);
}

function ofPolicy(collection: unknown): readonly RuleCollection[] {
  const rules = listAt(collection, 'rules');
  const allows = same(textAt(collection, 'action.type'), 'Allow');
  const ofKind = (type: string) => rules.filter((rule) => textAt(rule, 'ruleType') === type);
  return [
    { kind: 'network', allows, rules: ofKind('NetworkRule') },
    { kind: 'application', allows, rules: ofKind('ApplicationRule') },
  ];
}

function classicCollections(firewall: unknown): readonly RuleCollection[] {
  const read = (path: string, kind: RuleCollection['kind']) =>
    [...listAt(firewall, path)].sort(byPriority).map((each) => ({
      kind,
      allows: same(textAt(each, 'properties.action.type'), 'Allow'),
      rules: listAt(each, 'properties.rules'),
    }));
  return [
    ...read('properties.networkRuleCollections', 'network'),
    ...read('properties.applicationRuleCollections', 'application'),
  ];
}

function networkFirst(collections: readonly RuleCollection[]): readonly RuleCollection[] {
  const ofKind = (kind: RuleCollection['kind']) => collections.filter((each) => each.kind === kind);
  return [...ofKind('network'), ...ofKind('application')];
}

function byPriority(a: unknown, b: unknown): number {
  return (numberAt(a, 'properties.priority') ?? 0) - (numberAt(b, 'properties.priority') ?? 0);
}

function byPlainPriority(a: unknown, b: unknown): number {
  return (numberAt(a, 'priority') ?? 0) - (numberAt(b, 'priority') ?? 0);
}

type Outcome = 'allowed' | 'denied' | 'unknown';

function outcomeOf(collections: readonly RuleCollection[], name: string, subnet: readonly string[]): Outcome {
  for (const { kind, allows, rules } of collections) {
    const fits = rules.map((rule) =>
      kind === 'network' ? networkFit(rule, name, subnet) : applicationFit(rule, name, subnet),
    );
    if (fits.includes('whole')) return allows ? 'allowed' : 'denied';
    if (fits.includes('part')) return 'unknown';
  }
  return 'denied';
}

type Fit = 'whole' | 'part' | 'none';

function networkFit(rule: unknown, name: string, subnet: readonly string[]): Fit {
  const protocols = [...textsAt(rule, 'ipProtocols'), ...textsAt(rule, 'protocols')];
  if (!protocols.some((each) => same(each, 'TCP') || same(each, 'Any'))) return 'none';
  const port = isOverHttp(name) ? 80 : 443;
  if (!textsAt(rule, 'destinationPorts').some((ports) => hasPort(ports, port))) return 'none';
  const source = sourceFit(rule, subnet);
  if (source === 'none') return 'none';
  const names = textsAt(rule, 'destinationFqdns');
  const addresses = textsAt(rule, 'destinationAddresses');
  if (addresses.includes('*') || addresses.includes('0.0.0.0/0') || names.some((each) => same(each, name)))
    return source;
  // Which names are behind an address, a tag or a group of addresses is not known.
  return addresses.length > 0 || textsAt(rule, 'destinationIpGroups').length > 0 ? 'part' : 'none';
}

function applicationFit(rule: unknown, name: string, subnet: readonly string[]): Fit {
  const wanted = isOverHttp(name) ? { type: 'Http', port: 80 } : { type: 'Https', port: 443 };
  const isOpen = listAt(rule, 'protocols').some(
    (each) => same(textAt(each, 'protocolType'), wanted.type) && numberAt(each, 'port') === wanted.port,
  );
  if (!isOpen) return 'none';
  const source = sourceFit(rule, subnet);
  if (source === 'none') return 'none';
  if (textsAt(rule, 'targetFqdns').some((each) => matches(each, name))) return source;
  if (textsAt(rule, 'fqdnTags').some((tag) => tagHas(tag, name))) return source;
  return textsAt(rule, 'targetUrls').length > 0 || textsAt(rule, 'webCategories').length > 0 ? 'part' : 'none';
}

function sourceFit(rule: unknown, subnet: readonly string[]): Fit {
  const sources = textsAt(rule, 'sourceAddresses');
  if (
    sources.includes('*') ||
    (subnet.length > 0 && subnet.every((own) => sources.some((each) => contains(each, own))))
  ) {
    return 'whole';
  }
  if (textsAt(rule, 'sourceIpGroups').length > 0) return 'part';
  return subnet.some((own) => sources.some((each) => overlap(each, own))) ? 'part' : 'none';
}

function hasPort(ports: string, port: number): boolean {
  const [first = Number.NaN, last = first] = ports.split('-').map(Number);
  return ports === '*' || (first <= port && port <= last);
}

/** `*` is everything, `*.a.b` everything below a.b. A name with a star is needed as a whole. */
function matches(pattern: string, name: string): boolean {
  if (pattern === '*' || same(pattern, name)) return true;
  return pattern.startsWith('*.') && name.toLowerCase().endsWith(pattern.slice(1).toLowerCase());
}

/**
 * Names that AKS needs for itself: https://learn.microsoft.com/azure/aks/outbound-rules-control-egress
 */
function tagHas(tag: string, name: string): boolean {
  return same(tag, 'AzureKubernetesService') && ['mcr.microsoft.com', 'management.azure.com'].includes(name);
}
