/**
 * Azure Firewalls, their policies and rules as they come: policies and classic firewalls name the
 * same things differently.
 */
import type {
  AzureFirewall,
  FirewallPolicy,
  FirewallRule,
  RuleCollection,
  RuleCollectionGroup,
} from '../model/network.ts';
import { parseResourceId } from '../model/resource-id.ts';
import { UnreadableAnswer } from './ask.ts';
import { itemsIn, numberIn, optionalItemsIn, propertiesOf, referenceIn, resourceIn } from './network-shapes.ts';
import { flag, isRecord, text, texts } from './shapes.ts';

type Item = Readonly<Record<string, unknown>>;

/** https://learn.microsoft.com/rest/api/firewall/azure-firewalls/get */
export function readFirewall(answer: unknown): AzureFirewall {
  const { id, name, properties } = resourceIn(answer, 'Microsoft.Network/azureFirewalls');
  return {
    id,
    name,
    addresses: optionalItemsIn(properties.ipConfigurations, 'addresses').flatMap(readAddress),
    policyId: referenceIn(properties.firewallPolicy, 'firewall policy'),
    classicCollections: [
      ...optionalItemsIn(properties.networkRuleCollections, 'rule collections').map(readClassic(readNetworkRule)),
      ...optionalItemsIn(properties.applicationRuleCollections, 'rule collections').map(
        readClassic(readApplicationRule),
      ),
    ],
    // https://learn.microsoft.com/azure/firewall/dns-settings
    dnsProxy: yesOrNo(isRecord(properties.additionalProperties) ? properties.additionalProperties : {}),
  };
}

export function readFirewallPolicy(answer: unknown): FirewallPolicy {
  const { id, properties } = resourceIn(answer, 'Microsoft.Network/firewallPolicies');
  const { dnsSettings } = properties;
  return {
    id,
    basePolicyId: referenceIn(properties.basePolicy, 'base policy'),
    dnsProxy: isRecord(dnsSettings) ? flag(dnsSettings.enableProxy) : undefined,
  };
}

export function readRuleCollectionGroup(item: Item): RuleCollectionGroup {
  const properties = propertiesOf(item);
  return {
    name: text(item.name) ?? '',
    priority: numberIn(properties.priority, 'the priority of a rule collection group'),
    collections: optionalItemsIn(properties.ruleCollections, 'rule collections').flatMap(readCollection),
  };
}

/** One that translates addresses is for traffic from outside. */
function readCollection(item: Item): readonly RuleCollection[] {
  const type = text(item.ruleCollectionType)?.toLowerCase();
  if (type === 'firewallpolicynatrulecollection') return [];
  return [
    {
      name: text(item.name) ?? '',
      priority: numberIn(item.priority, 'the priority of a rule collection'),
      action: type === 'firewallpolicyfilterrulecollection' ? actionIn(item.action) : 'unknown',
      rules: optionalItemsIn(item.rules, 'rules').map(readPolicyRule),
    },
  ];
}

function readPolicyRule(rule: Item): FirewallRule {
  switch (text(rule.ruleType)?.toLowerCase()) {
    case 'networkrule':
      return readNetworkRule(rule);
    case 'applicationrule':
      return readApplicationRule(rule);
    default:
      return { kind: 'unknown', name: text(rule.name) ?? '' };
  }
}

function readClassic(readRule: (rule: Item) => FirewallRule): (item: Item) => RuleCollection {
  return (item) => {
    const properties = propertiesOf(item);
    return {
      name: text(item.name) ?? '',
      priority: numberIn(properties.priority, 'the priority of a rule collection'),
      action: actionIn(properties.action),
      rules: itemsIn(properties.rules, 'rules').map(readRule),
    };
  };
}

function readNetworkRule(rule: Item): FirewallRule {
  return {
    kind: 'network',
    name: text(rule.name) ?? '',
    sources: sourcesIn(rule),
    protocols: [...texts(rule.ipProtocols), ...texts(rule.protocols)],
    destinations: texts(rule.destinationAddresses),
    destinationIpGroups: texts(rule.destinationIpGroups),
    fqdns: texts(rule.destinationFqdns),
    ports: texts(rule.destinationPorts),
  };
}

function readApplicationRule(rule: Item): FirewallRule {
  return {
    kind: 'application',
    name: text(rule.name) ?? '',
    sources: sourcesIn(rule),
    protocols: optionalItemsIn(rule.protocols, 'protocols').map(({ protocolType, port }) => ({
      type: text(protocolType) ?? '',
      port: typeof port === 'number' ? port : undefined,
    })),
    fqdns: texts(rule.targetFqdns),
    fqdnTags: texts(rule.fqdnTags),
    otherTargets: [...texts(rule.targetUrls), ...texts(rule.webCategories), ...texts(rule.destinationAddresses)],
  };
}

function sourcesIn(rule: Item) {
  return { addresses: texts(rule.sourceAddresses), ipGroups: texts(rule.sourceIpGroups) };
}

/** A configuration without an address is one that is being made. */
function readAddress(configuration: Item): AzureFirewall['addresses'] {
  const { privateIPAddress, subnet } = propertiesOf(configuration);
  const privateAddress = text(privateIPAddress);
  const subnetId = parseResourceId((isRecord(subnet) ? text(subnet.id) : undefined) ?? '');
  return privateAddress === undefined || subnetId === undefined ? [] : [{ privateAddress, subnetId }];
}

function actionIn(value: unknown): RuleCollection['action'] {
  const word = isRecord(value) ? text(value.type)?.toLowerCase() : undefined;
  return word === 'allow' || word === 'deny' ? word : 'unknown';
}

/** Classic firewalls keep their switches as texts. */
function yesOrNo(switches: Item): boolean | undefined {
  const word = text(switches['Network.DNS.EnableProxy'])?.toLowerCase();
  if (word === undefined) return undefined;
  if (word !== 'true' && word !== 'false') throw new UnreadableAnswer('a switch that is neither on nor off');
  return word === 'true';
}
