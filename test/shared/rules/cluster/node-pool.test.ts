import { describe, expect, test } from 'vitest';
import type { NodePool } from '../../../../shared/model/azure.ts';
import { nodePool } from '../../../../shared/rules/cluster/node-pool.ts';
import { mayRunCommands } from '../../../../shared/rules/cluster/pool-hosting.ts';
import { CLUSTER, must, READY } from '../../../support/facts.ts';
import { judge } from '../../../support/judge.ts';

const fits = must(CLUSTER.nodePools[0]);
const windows: NodePool = { ...fits, name: 'win', osType: 'Windows' };
const tainted = (...taints: readonly string[]): NodePool => ({ ...fits, taints });
const sized = (vmSize: string | undefined): NodePool => ({ ...fits, vmSize });

const machines = (...groups: NodePool['machines']): NodePool => ({
  ...fits,
  vmSize: undefined,
  count: undefined,
  machines: groups,
});
const AMD64 = 'Standard_D4s_v5';
const ARM64 = 'Standard_D4ps_v5';

test.each<[string, readonly NodePool[], string]>([
  ['one that fits', [fits], 'satisfied'],
  ['Windows and Linux', [windows, fits], 'satisfied'],
  ['Linux in other letters', [{ ...fits, osType: 'linux' }], 'satisfied'],
  ['Windows only', [windows], 'manual'],
  ['Arm64 (Dpsv5)', [sized(ARM64)], 'manual'],
  ['Arm64 (Epds)', [sized('Standard_E8pds_v6')], 'manual'],
  ['Arm64 (Bpts)', [sized('Standard_B2pts_v2')], 'manual'],
  ['Arm64 by its image alone', [{ ...fits, imageVersion: 'AKSUbuntu-2204gen2arm64containerd-1' }], 'manual'],
  ['amd64 with a P in the family', [sized('Standard_NP10s')], 'satisfied'],
  ['amd64 with constrained cores', [sized('Standard_E4-2ds_v5')], 'satisfied'],
  ['a taint that keeps pods away', [tainted('team=a:NoSchedule')], 'manual'],
  ['the taint of system pools', [tainted('CriticalAddonsOnly=true:NoSchedule')], 'satisfied'],
  ['the taint of system pools without a value', [tainted('CriticalAddonsOnly:NoSchedule')], 'satisfied'],
  ['a taint that only begins like it', [tainted('CriticalAddonsOnlyish=true:NoSchedule')], 'manual'],
  [
    'the taint of system pools and another',
    [tainted('CriticalAddonsOnly=true:NoSchedule', 'a=b:NoSchedule')],
    'manual',
  ],
  ['a taint that throws pods out', [tainted('team=a:NoExecute')], 'manual'],
  ['a taint that only prefers', [tainted('team=a:PreferNoSchedule')], 'satisfied'],
  ['all tainted', [tainted('a:NoSchedule'), tainted('b:NoSchedule')], 'manual'],
  ['a gateway pool', [{ ...fits, mode: 'Gateway' }], 'manual'],
  ['a spot pool', [{ ...fits, priority: 'Spot' }], 'manual'],
  ['FIPS', [{ ...fits, fips: true }], 'manual'],
  ['FIPS beside one that fits', [{ ...fits, fips: true }, fits], 'satisfied'],
  ['no nodes', [{ ...fits, count: 0 }], 'manual'],
  ['no nodes, and an autoscaler that may add some', [{ ...fits, count: 0, autoscalerMax: 3 }], 'satisfied'],
  ['no nodes, and an autoscaler that may not', [{ ...fits, count: 0, autoscalerMax: 0 }], 'manual'],
  ['a count that is not returned', [{ ...fits, count: undefined }], 'unknown'],
  ['a stopped pool', [{ ...fits, powerState: 'Stopped' }], 'manual'],
  ['a pool that is being deleted', [{ ...fits, provisioningState: 'Deleting' }], 'manual'],
  ['a pool that AKS manages', [{ ...fits, mode: 'ManagedSystem', vmSize: undefined, count: undefined }], 'unknown'],
  ['machines of one size', [machines({ vmSize: AMD64, most: 3 })], 'satisfied'],
  ['machines on Arm64', [machines({ vmSize: ARM64, most: 3 })], 'manual'],
  ['machines of both kinds', [machines({ vmSize: ARM64, most: 3 }, { vmSize: AMD64, most: 1 })], 'satisfied'],
  ['no machines', [machines({ vmSize: AMD64, most: 0 })], 'manual'],
  ['no amd64 machines', [machines({ vmSize: ARM64, most: 3 }, { vmSize: AMD64, most: 0 })], 'manual'],
  ['machines without a size', [machines({ vmSize: undefined, most: 3 })], 'unknown'],
  ['an operating system that is not returned', [{ ...fits, osType: undefined }], 'unknown'],
  ['a size that is not returned', [sized(undefined)], 'unknown'],
  ['a size that is not returned, beside one that fits', [sized(undefined), fits], 'satisfied'],
  ['none returned', [], 'unknown'],
])('%s', (_, nodePools, outcome) => {
  expect(judge(nodePool, { cluster: { ...CLUSTER, nodePools }, backupExtensions: [] })).toMatchObject({ outcome });
});

const nodeProvisioning = (change: object) => ({ ...CLUSTER.nodeProvisioning, ...change });

test.each([
  ['AKS Automatic', { automaticSku: true }, 'satisfied', 'NodesProvisioned'],
  ['node auto-provisioning', { mode: 'Auto', defaultNodePools: 'Auto' }, 'satisfied', 'NodesProvisioned'],
  ['node auto-provisioning by default', { mode: 'auto' }, 'satisfied', 'NodesProvisioned'],
  ['node auto-provisioning for own node pools', { mode: 'Auto', defaultNodePools: 'None' }, 'unknown', 'OwnNodePools'],
  ['manual provisioning', { mode: 'Manual', defaultNodePools: 'Auto' }, 'manual', 'NoSuitableNodePool'],
  ['provisioning that is not returned', {}, 'manual', 'NoSuitableNodePool'],
])('%s, where no pool fits', (_, change, outcome, reason) => {
  const cluster = { ...CLUSTER, nodePools: [sized(ARM64)], nodeProvisioning: nodeProvisioning(change) };
  expect(judge(nodePool, { cluster, backupExtensions: [] })).toMatchObject({ outcome, reason });
});

test('a pool that fits is enough where provisioned nodes are not known', () => {
  const cluster = { ...CLUSTER, nodeProvisioning: nodeProvisioning({ mode: 'Auto', defaultNodePools: 'None' }) };
  expect(judge(nodePool, { cluster })).toMatchObject({ outcome: 'satisfied', reason: 'RequirementsMet' });
});

const OWN_NODE_POOLS = {
  ...CLUSTER,
  nodePools: [sized(ARM64)],
  nodeProvisioning: nodeProvisioning({ mode: 'Auto', defaultNodePools: 'None' }),
};
const NO_POOLS = { ...CLUSTER, nodePools: [] };

describe.each([
  ['node pools that were made inside the cluster', OWN_NODE_POOLS],
  ['node pools that are not returned', NO_POOLS],
])('%s', (_, cluster) => {
  const [installed] = READY.backupExtensions;

  test('are settled by an install that has succeeded', () => {
    expect(judge(nodePool, { cluster })).toMatchObject({ outcome: 'satisfied', reason: 'ProvenByInstall' });
  });

  test.each([
    ['without an extension', []],
    ['by one that failed', [{ ...must(installed), provisioningState: 'Failed' }]],
    ['by one without an identity', [{ ...must(installed), principalId: undefined }]],
  ])('are not settled %s, and the steps name two ways on', (__, backupExtensions) => {
    expect(judge(nodePool, { cluster, backupExtensions })).toMatchObject({
      outcome: 'unknown',
      steps: expect.arrayContaining([
        expect.stringContaining('install the extension yourself'),
        expect.stringMatching(/^az aks nodepool add .* --os-type Linux$/),
      ]),
    });
  });
});

test('a pool that is known not to fit is not settled by an install', () => {
  const cluster = { ...CLUSTER, nodePools: [sized(ARM64)] };
  expect(judge(nodePool, { cluster })).toMatchObject({ outcome: 'manual', reason: 'NoSuitableNodePool' });
});

test('says of each pool what is in the way', () => {
  const nodePools = [windows, sized(ARM64), tainted('team=a:NoSchedule'), { ...fits, name: 'user', count: 0 }];
  expect(judge(nodePool, { cluster: { ...CLUSTER, nodePools } })).toMatchObject({
    message:
      'No node pool of cluster Shop takes the pods of the extension (win: Windows; system: Arm64 (Standard_D4ps_v5); system: taint team=a:NoSchedule; user: no nodes).',
    evidence: {
      pools: ['win: Windows', 'system: Arm64 (Standard_D4ps_v5)', 'system: taint team=a:NoSchedule', 'user: no nodes'],
    },
  });
});

test.each<[string, Partial<NodePool>, RegExp]>([
  ['without nodes is scaled', { count: 0 }, /^az aks nodepool scale .* --name user --node-count 1$/],
  [
    'whose autoscaler stays at none gets other limits',
    { count: 0, autoscalerMax: 0 },
    /^az aks nodepool update .* --name user --update-cluster-autoscaler --min-count 1 --max-count 3$/,
  ],
  ['that is stopped is started', { powerState: 'Stopped' }, /^az aks nodepool start .* --name user$/],
  ['of Windows gets one beside it', { osType: 'Windows' }, /^az aks nodepool add .* --os-type Linux$/],
  ['of machines gets one beside it', { machines: [{ vmSize: AMD64, most: 0 }] }, /^az aks nodepool add /],
])('a pool %s', (_, change, step) => {
  const nodePools = [tainted('team=a:NoSchedule'), { ...fits, name: 'user', ...change }];
  const outcome = judge(nodePool, { cluster: { ...CLUSTER, nodePools } });
  expect(outcome.outcome === 'manual' && outcome.steps).toEqual([expect.stringMatching(step)]);
});

test.each<[string, readonly NodePool[], boolean]>([
  ['a pool without taints', [fits], true],
  ['no pool returned', [], true],
  ['the taint of system pools', [tainted('CriticalAddonsOnly=true:NoSchedule')], false],
  ['the taint of system pools beside a pool without', [tainted('CriticalAddonsOnly=true:NoSchedule'), fits], true],
  ['a taint that throws pods out', [tainted('team=a:NoExecute')], false],
  ['a taint that only prefers', [tainted('team=a:PreferNoSchedule')], true],
  ['Windows', [windows], false],
  ['a gateway pool', [{ ...fits, mode: 'Gateway' }], false],
  ['a spot pool', [{ ...fits, priority: 'Spot' }], false],
  ['FIPS', [{ ...fits, fips: true }], true],
  ['Arm64', [sized(ARM64)], true],
  ['a stopped pool', [{ ...fits, powerState: 'Stopped' }], false],
  ['a pool that is being deleted', [{ ...fits, provisioningState: 'Deleting' }], false],
  ['no nodes', [{ ...fits, count: 0 }], false],
  ['no nodes yet, with an autoscaler', [{ ...fits, count: 0, autoscalerMax: 3 }], false],
  ['a count that is not returned', [{ ...fits, count: undefined }], true],
  ['machines', [machines({ vmSize: AMD64, most: 3 })], true],
  ['no machines', [machines({ vmSize: AMD64, most: 0 })], false],
])('%s: a run-command may find a node: %s', (_, nodePools, expected) => {
  expect(mayRunCommands({ ...CLUSTER, nodePools })).toBe(expected);
});

test('a cluster that provisions nodes may run commands on tainted pools', () => {
  const nodeProvisioning = { automaticSku: true, mode: 'Auto', defaultNodePools: 'Auto' };
  const nodePools = [tainted('CriticalAddonsOnly=true:NoSchedule')];
  expect(mayRunCommands({ ...CLUSTER, nodePools, nodeProvisioning })).toBe(true);
});
