import { describe, expect, test } from 'vitest';
import type { FactValues } from '../../../../shared/model/fact.ts';
import { customDns } from '../../../../shared/rules/network/custom-dns.ts';
import { egress } from '../../../../shared/rules/network/egress.ts';
import { egressToMetrics } from '../../../../shared/rules/network/egress-to-metrics.ts';
import { httpProxy } from '../../../../shared/rules/network/http-proxy.ts';
import { CLUSTER, READY } from '../../../support/facts.ts';
import { judge } from '../../../support/judge.ts';
import {
  applicationRule,
  CLUSTER_IN_SUBNET,
  collection,
  firewallWith,
  network,
  nodeSubnet,
  OTHER_APPLIANCE,
  THROUGH_FIREWALL,
  virtualNetwork,
} from '../../../support/network.ts';

const NOT_INSTALLED = { backupExtensions: [] } as const;
const NO_IDENTITY = { backupExtensions: READY.backupExtensions.map((each) => ({ ...each, principalId: undefined })) };

describe('an HTTP proxy', () => {
  const cluster = { ...CLUSTER, network: { ...CLUSTER.network, httpProxy: true } };

  test.each<[string, Partial<FactValues>, string, string]>([
    ['that there is none of', { ...NOT_INSTALLED }, 'notApplicable', 'NoProxy'],
    ['before the install', { cluster, ...NOT_INSTALLED }, 'unknown', 'HttpProxy'],
    ['before the extension has its identity', { cluster, ...NO_IDENTITY }, 'unknown', 'HttpProxy'],
    ['that the installed extension got through', { cluster }, 'satisfied', 'ProvenByInstall'],
  ])('%s', (_, changes, outcome, reason) => {
    expect(judge(httpProxy, changes)).toMatchObject({ outcome, reason, severity: 'recommended' });
  });

  test('comes with the list of names', () => {
    const finding = judge(httpProxy, { cluster, ...NOT_INSTALLED });
    expect('steps' in finding && finding.steps.join()).toContain('*.dp.kubernetesconfiguration.azure.com');
  });
});

describe('DNS servers', () => {
  const inNetwork = (...dnsServers: readonly string[]): Partial<FactValues> => ({
    cluster: CLUSTER_IN_SUBNET,
    nodeNetwork: { ...network(nodeSubnet()), networks: [virtualNetwork({ dnsServers })] },
  });

  test.each<[string, Partial<FactValues>, string, string]>([
    ['of Azure in a managed network', { ...NOT_INSTALLED }, 'notApplicable', 'AzureDns'],
    ['of Azure in an own network', { ...inNetwork(), ...NOT_INSTALLED }, 'notApplicable', 'AzureDns'],
    ['of Azure by their address', { ...inNetwork('168.63.129.16'), ...NOT_INSTALLED }, 'notApplicable', 'AzureDns'],
    ['of the owner before the install', { ...inNetwork('10.0.0.4'), ...NOT_INSTALLED }, 'unknown', 'CustomDnsServers'],
    [
      'of the owner with an install that hangs',
      { ...inNetwork('10.0.0.4'), ...NO_IDENTITY },
      'unknown',
      'CustomDnsServers',
    ],
    ['of the owner that the installed extension used', inNetwork('10.0.0.4'), 'satisfied', 'ProvenByInstall'],
  ])('%s', (_, changes, outcome, reason) => {
    expect(judge(customDns, changes)).toMatchObject({ outcome, reason, severity: 'recommended' });
  });

  test('are named with the names that they must resolve', () => {
    const finding = judge(customDns, { ...inNetwork('10.0.0.4'), ...NOT_INSTALLED });
    expect(finding.message).toContain('10.0.0.4');
    expect('steps' in finding && finding.steps.join()).toContain('mcr.microsoft.com');
  });
});

describe('the metrics endpoints', () => {
  const METRICS = ['*.ingestion.msftcloudes.com', '*.microsoftmetrics.com'];
  const behind = (...fqdns: readonly string[]): Partial<FactValues> => ({
    cluster: CLUSTER_IN_SUBNET,
    nodeNetwork: network(THROUGH_FIREWALL),
    egressFirewall: [firewallWith(collection('allow', 100, applicationRule({ fqdns })))],
  });

  test.each<[string, Partial<FactValues>, string]>([
    ['without a firewall', {}, 'notApplicable'],
    ['behind a firewall that lets them out', behind(...METRICS), 'satisfied'],
    ['behind a firewall that does not', behind('mcr.microsoft.com'), 'manual'],
    ['behind an appliance', { ...behind(), egressFirewall: [OTHER_APPLIANCE] }, 'unknown'],
    [
      'in a cloud that documents none',
      { ...behind(), cluster: { ...CLUSTER_IN_SUBNET, location: 'chinaeast2' } },
      'notApplicable',
    ],
  ])('%s', (_, changes, outcome) => {
    expect(judge(egressToMetrics, changes)).toMatchObject({ outcome, severity: 'recommended' });
  });

  test('their command takes neither the name nor the priority of the one for backups', () => {
    const values = behind('example.com');
    const options = [egress, egressToMetrics].map((rule) => {
      const finding = judge(rule, values);
      const steps = 'steps' in finding ? finding.steps.join() : '';
      return [/ --name (\S+)/.exec(steps)?.[1], / --collection-priority (\d+)/.exec(steps)?.[1]];
    });
    expect(options).toEqual([
      ['backstay-aks-backup', '1000'],
      ['backstay-aks-metrics', '999'],
    ]);
  });
});
