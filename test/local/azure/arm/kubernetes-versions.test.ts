import { afterEach, beforeEach, expect, test } from 'vitest';
import { SUBSCRIPTION_ID } from '../../../../local/demo/world.ts';
import { CLUSTER, CLUSTER_PUT, GROUP_ID, startTestArm, type TestArm } from '../../../support/local-arm.ts';

const VERSIONS = `/subscriptions/${SUBSCRIPTION_ID}/providers/Microsoft.ContainerService/locations/westeurope/kubernetesVersions`;

let azure: TestArm;
let runs = 0;

beforeEach(async () => {
  azure = await startTestArm({ recordTo: `.traffic/arm-versions-${process.pid}-${++runs}.ndjson` });
});
afterEach(() => azure.arm.close());

interface Version {
  readonly version: string;
  readonly isDefault?: boolean;
  readonly capabilities: { readonly supportPlan: readonly string[] };
  readonly patchVersions: Readonly<Record<string, { readonly upgrades: readonly string[] }>>;
}

const list = async (): Promise<readonly Version[]> => (await azure.send('GET', VERSIONS)).body.values;

test.each([
  ['1.37', ['KubernetesOfficial', 'AKSLongTermSupport']],
  ['1.36', ['KubernetesOfficial', 'AKSLongTermSupport']],
  ['1.35', ['KubernetesOfficial', 'AKSLongTermSupport']],
  ['1.34', ['KubernetesOfficial', 'AKSLongTermSupport']],
  ['1.33', ['AKSLongTermSupport']],
  ['1.32', ['AKSLongTermSupport']],
])('%s is supported under %j', async (version, supportPlan) => {
  expect((await list()).find((one) => one.version === version)?.capabilities).toEqual({ supportPlan });
});

test('a patch can be upgraded to later ones and to those of the next minor version', async () => {
  const found = (await list()).find(({ version }) => version === '1.36');
  expect(found?.patchVersions).toEqual({
    '1.36.1': { upgrades: ['1.36.2', '1.37.0', '1.37.1'] },
    '1.36.2': { upgrades: ['1.37.0', '1.37.1'] },
  });
});

test('1.34 is there to the end of November 2026, and no longer', async () => {
  const listed = async () => (await list()).map(({ version }) => version);
  await azure.timeline.advanceTo(new Date('2026-11-30T23:59:59Z'));
  expect(await listed()).toContain('1.34');
  await azure.timeline.advanceTo(new Date('2026-12-01T00:00:00Z'));
  expect(await listed()).toEqual(['1.37', '1.36', '1.35', '1.33', '1.32']);
});

test.each([
  ['none', undefined, '1.36', '1.36.2'],
  ['a minor version', '1.35', '1.35', '1.35.5'],
  ['a full version', '1.37.0', '1.37.0', '1.37.0'],
  ['one that AKS has long dropped', '1.20.9', '1.20.9', '1.20.9'],
])('a cluster that names %s shows what was asked for and what runs', async (_, sent, kubernetesVersion, current) => {
  await azure.send('PUT', GROUP_ID, { location: 'westeurope' });
  const properties = { ...CLUSTER_PUT.properties, ...(sent && { kubernetesVersion: sent }) };
  const { body } = await azure.send('PUT', CLUSTER, { ...CLUSTER_PUT, properties });
  expect(body.properties).toMatchObject({ kubernetesVersion, currentKubernetesVersion: current });
});

test('what a cluster gets that names no version is the default of the list', async () => {
  expect((await list()).filter(({ isDefault }) => isDefault).map(({ version }) => version)).toEqual(['1.36']);
});
