import { expect, test } from 'vitest';
import { isWithin, parseClusterId, parseResourceId, parseVaultId, partsOf } from '../../../shared/model/resource-id.ts';
import { CLUSTER_ID, must, SUBSCRIPTION } from '../../support/facts.ts';

const S = `/subscriptions/${SUBSCRIPTION}`;
const CLUSTER = `${S}/resourceGroups/apps/providers/Microsoft.ContainerService/managedClusters/shop`;

test.each([CLUSTER, CLUSTER.replace('resourceGroups', 'resourcegroups'), CLUSTER.toUpperCase(), `${CLUSTER}/`])(
  '%s is one and the same cluster',
  (text) => {
    expect(parseClusterId(text)).toBe(CLUSTER_ID);
  },
);

test.each([
  ['a child of a cluster', `${CLUSTER}/agentPools/one`],
  ['a vault', `${S}/resourceGroups/apps/providers/Microsoft.DataProtection/backupVaults/safe`],
  ['a vault of the other kind', `${S}/resourceGroups/apps/providers/Microsoft.RecoveryServices/vaults/safe`],
  ['an absolute address', `https://evil.example${CLUSTER}`],
  ['an address without protocol', `//evil.example${CLUSTER}`],
  ['a step up', `${S}/resourceGroups/../providers/Microsoft.ContainerService/managedClusters/shop`],
  ['an encoded slash', CLUSTER.replace('shop', 'shop%2f..')],
  ['a query', `${CLUSTER}?api-version=2020-01-01`],
  ['a fragment', `${CLUSTER}#x`],
  ['a back slash', CLUSTER.replace('shop', 'sh\\op')],
  ['a line break', `${CLUSTER}\nHost: evil`],
  ['a blank', CLUSTER.replace('shop', 'sh op')],
  ['an empty name', CLUSTER.replace('shop', '')],
  ['a subscription that is no UUID', CLUSTER.replace(SUBSCRIPTION, 'abc')],
  ['a null byte', `${CLUSTER}\0`],
  ['a very long name', CLUSTER.replace('shop', 'x'.repeat(300))],
  ['nothing', ''],
])('%s is no cluster id', (_, text) => {
  expect(parseClusterId(text)).toBeUndefined();
});

test.each([
  [S, 'microsoft.resources/subscriptions', SUBSCRIPTION],
  [`${S}/resourceGroups/Größe_(1)`, 'microsoft.resources/resourcegroups', 'größe_(1)'],
  [`${CLUSTER}/agentPools/one`, 'microsoft.containerservice/managedclusters/agentpools', 'one'],
  [
    `${CLUSTER}/providers/Microsoft.KubernetesConfiguration/extensions/azure-aks-backup`,
    'microsoft.kubernetesconfiguration/extensions',
    'azure-aks-backup',
  ],
])('%s is of type %s', (text, type, name) => {
  expect(partsOf(must(parseResourceId(text)))).toMatchObject({ subscriptionId: SUBSCRIPTION, type, name });
});

test('only backup vaults are vaults', () => {
  expect(parseVaultId(`${S}/resourceGroups/apps/providers/Microsoft.DataProtection/BackupVaults/Safe`)).toBeDefined();
  expect(parseVaultId(CLUSTER)).toBeUndefined();
});

test.each([
  [CLUSTER, S, true],
  [CLUSTER, `${S}/resourceGroups/apps`, true],
  [CLUSTER, CLUSTER, true],
  [CLUSTER, `${S}/resourceGroups/app`, false],
  [`${S}/resourceGroups/apps`, CLUSTER, false],
])('%s within %s: %s', (inner, outer, expected) => {
  expect(isWithin(must(parseResourceId(inner)), must(parseResourceId(outer)))).toBe(expected);
});
