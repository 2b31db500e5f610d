import { describe, expect, test } from 'vitest';
import type { FirewallRule, ObservedFirewall } from '../../../../shared/model/network.ts';
import type { EgressName } from '../../../../shared/rules/network/egress-names.ts';
import { rulesInOrder } from '../../../../shared/rules/network/firewall-order.ts';
import { firewallVerdict } from '../../../../shared/rules/network/firewall-verdict.ts';
import {
  applicationRule,
  BASE_POLICY_ID,
  classicFirewall,
  collection,
  firewallWith,
  networkRule,
  POLICY_ID,
} from '../../../support/network.ts';

const MCR: EgressName = { fqdn: 'mcr.microsoft.com', protocol: 'Https', source: '' };
const AZURE: EgressName = { fqdn: '*.azure.com', protocol: 'Https', source: '' };
const CRL: EgressName = { fqdn: 'crl.microsoft.com', protocol: 'Http', source: '' };
const PREFIXES = ['10.240.0.0/16', '10.241.0.0/24'];

const verdictOf = (observed: ObservedFirewall, name = MCR) =>
  firewallVerdict(rulesInOrder(observed), name, PREFIXES).verdict;

const mcr = applicationRule({ fqdns: ['mcr.microsoft.com'] });
const all = applicationRule({ name: 'everything', fqdns: ['*'] });
const anywhere = networkRule({ name: 'anywhere', destinations: ['*'] });
const azureCloud = networkRule({ name: 'azure', destinations: ['AzureCloud'] });

describe('one rule that lets out', () => {
  test.each<[string, FirewallRule, EgressName, string]>([
    ['the name itself', mcr, MCR, 'allowed'],
    ['in any letters', applicationRule({ fqdns: ['MCR.microsoft.COM'] }), MCR, 'allowed'],
    ['a wildcard above it', applicationRule({ fqdns: ['*.microsoft.com'] }), MCR, 'allowed'],
    ['an FQDN tag that holds it', applicationRule({ fqdnTags: ['AzureKubernetesService'] }), MCR, 'allowed'],
    ['an FQDN tag that is not known to', applicationRule({ fqdnTags: ['AzureKubernetesService'] }), AZURE, 'denied'],
    ['an FQDN tag without published names', applicationRule({ fqdnTags: ['AzureBackup'] }), MCR, 'denied'],
    ['only some of a wildcard', applicationRule({ fqdns: ['management.azure.com'] }), AZURE, 'denied'],
    ['another name', applicationRule({ fqdns: ['docker.io'] }), MCR, 'denied'],
    ['another port', applicationRule({ fqdns: ['*'], protocols: [{ type: 'Https', port: 8443 }] }), MCR, 'denied'],
    [
      'https, asked for http',
      applicationRule({ fqdns: ['*'], protocols: [{ type: 'https', port: 443 }] }),
      CRL,
      'denied',
    ],
    [
      'http, asked for http',
      applicationRule({ fqdns: ['*'], protocols: [{ type: 'HTTP', port: 80 }] }),
      CRL,
      'allowed',
    ],
    [
      'a port that is not returned',
      applicationRule({ fqdns: ['*'], protocols: [{ type: 'Https', port: undefined }] }),
      MCR,
      'untold',
    ],
    ['no protocol', applicationRule({ fqdns: ['*'], protocols: [] }), MCR, 'denied'],
    ['a web category', applicationRule({ otherTargets: ['ComputersAndTechnology'] }), MCR, 'untold'],
    ['all addresses', anywhere, MCR, 'allowed'],
    ['all addresses by UDP', networkRule({ destinations: ['*'], protocols: ['UDP'] }), MCR, 'denied'],
    ['all addresses on other ports', networkRule({ destinations: ['*'], ports: ['1194', '9000-9010'] }), MCR, 'denied'],
    ['all addresses on a range of ports', networkRule({ destinations: ['*'], ports: ['1-1024'] }), MCR, 'allowed'],
    ['all addresses on ports that are odd', networkRule({ destinations: ['*'], ports: ['https', ''] }), MCR, 'denied'],
    ['a service tag', azureCloud, MCR, 'untold'],
    ['an IP group', networkRule({ destinationIpGroups: ['/subscriptions/x'] }), MCR, 'untold'],
    ['private addresses', networkRule({ destinations: ['10.0.0.0/8'] }), MCR, 'denied'],
    ['a rule of an unknown kind', { kind: 'unknown', name: 'new' }, MCR, 'untold'],
    ['the name by a network rule', networkRule({ fqdns: ['mcr.microsoft.com'] }), MCR, 'untold'],
    [
      'some sources only',
      applicationRule({ fqdns: ['*'], sources: { addresses: ['10.240.0.0/17'], ipGroups: [] } }),
      MCR,
      'untold',
    ],
    [
      'all subnets as sources',
      applicationRule({ fqdns: ['*'], sources: { addresses: ['10.240.0.0/15'], ipGroups: [] } }),
      MCR,
      'allowed',
    ],
    [
      'other sources',
      applicationRule({ fqdns: ['*'], sources: { addresses: ['192.168.0.0/16'], ipGroups: [] } }),
      MCR,
      'denied',
    ],
    [
      'sources in an IP group',
      applicationRule({ fqdns: ['*'], sources: { addresses: [], ipGroups: ['/g'] } }),
      MCR,
      'untold',
    ],
    [
      'sources that are odd',
      applicationRule({ fqdns: ['*'], sources: { addresses: ['fe80::1'], ipGroups: [] } }),
      MCR,
      'untold',
    ],
    ['no sources', applicationRule({ fqdns: ['*'], sources: { addresses: [], ipGroups: [] } }), MCR, 'untold'],
  ])('for %s', (_, rule, name, expected) => {
    expect(verdictOf(firewallWith(collection('allow', 200, rule)), name)).toBe(expected);
  });

  test('counts by its name in a network rule where the firewall is the proxy for DNS', () => {
    const observed = firewallWith(collection('allow', 200, networkRule({ fqdns: ['mcr.microsoft.com'] })));
    const policies = observed.policies.map((policy) => ({ ...policy, dnsProxy: true }));
    expect(verdictOf({ ...observed, policies })).toBe('allowed');
  });
});

describe('the order', () => {
  const keep = (priority: number, ...rules: readonly FirewallRule[]) => collection('deny', priority, ...rules);
  const let_ = (priority: number, ...rules: readonly FirewallRule[]) => collection('allow', priority, ...rules);

  test.each<[string, ObservedFirewall, EgressName, string]>([
    ['nothing lets out', firewallWith(), MCR, 'denied'],
    ['a deny first', firewallWith(let_(300, mcr), keep(200, all)), MCR, 'denied'],
    ['an allow first', firewallWith(let_(200, mcr), keep(300, all)), MCR, 'allowed'],
    [
      'a network deny counts before an application allow',
      firewallWith(let_(100, mcr), keep(900, anywhere)),
      MCR,
      'denied',
    ],
    [
      'a network allow counts before an application deny',
      firewallWith(keep(100, mcr), let_(900, anywhere)),
      MCR,
      'allowed',
    ],
    ['a deny by service tag first', firewallWith(keep(100, azureCloud), let_(200, mcr)), MCR, 'untold'],
    ['an allow by service tag first', firewallWith(let_(100, azureCloud), let_(200, mcr)), MCR, 'allowed'],
    ['an allow by service tag, then a deny', firewallWith(let_(100, azureCloud), keep(200, all)), MCR, 'untold'],
    ['a deny by service tag, then nothing', firewallWith(keep(100, azureCloud)), MCR, 'denied'],
    ['a deny by service tag, then a deny', firewallWith(keep(100, azureCloud), keep(200, all)), MCR, 'denied'],
    [
      'a deny of some of a wildcard first',
      firewallWith(keep(100, applicationRule({ fqdns: ['x.azure.com'] })), let_(200, all)),
      AZURE,
      'untold',
    ],
    [
      'a deny of another name first',
      firewallWith(keep(100, applicationRule({ fqdns: ['docker.io'] })), let_(200, all)),
      MCR,
      'allowed',
    ],
    [
      'a deny of a tag with unknown names',
      firewallWith(keep(100, applicationRule({ fqdnTags: ['WindowsUpdate'] })), let_(200, all)),
      MCR,
      'untold',
    ],
    ['an action that is not known', firewallWith(collection('unknown', 100, all), let_(200, all)), MCR, 'untold'],
    ['classic rules', classicFirewall(keep(200, all), let_(100, mcr)), MCR, 'allowed'],
    ['classic rules, deny first', classicFirewall(keep(100, all), let_(200, mcr)), MCR, 'denied'],
  ])('%s', (_, observed, name, expected) => {
    expect(verdictOf(observed, name)).toBe(expected);
  });

  const group = (name: string, priority: number, ...collections: ReturnType<typeof collection>[]) => ({
    name,
    priority,
    collections,
  });
  const inherited = (above: ReturnType<typeof group>[], own: ReturnType<typeof group>[]): ObservedFirewall => ({
    ...firewallWith(),
    policies: [
      { id: BASE_POLICY_ID, basePolicyId: undefined, dnsProxy: undefined, groups: above },
      { id: POLICY_ID, basePolicyId: BASE_POLICY_ID, dnsProxy: undefined, groups: own },
    ],
  });

  test.each<[string, ObservedFirewall, string]>([
    [
      'the parent policy first, at any priority',
      inherited([group('a', 900, keep(900, all))], [group('b', 100, let_(100, mcr))]),
      'denied',
    ],
    [
      'network rules of the child before application rules of the parent',
      inherited([group('a', 100, keep(100, all))], [group('b', 900, let_(900, anywhere))]),
      'allowed',
    ],
    [
      'groups by priority',
      inherited([], [group('late', 400, let_(100, mcr)), group('early', 300, keep(900, all))]),
      'denied',
    ],
  ])('%s', (_, observed, expected) => {
    expect(verdictOf(observed)).toBe(expected);
  });
});
