import { expect, test } from 'vitest';
import type { NodePool } from '../../../../shared/model/azure.ts';
import { nodePool } from '../../../../shared/rules/cluster/node-pool.ts';
import { CLUSTER, must } from '../../../support/facts.ts';
import { judge } from '../../../support/judge.ts';

const fits = must(CLUSTER.nodePools[0]);
const windows: NodePool = { ...fits, name: 'win', osType: 'Windows' };
const tainted = (...taints: readonly string[]): NodePool => ({ ...fits, taints });
const sized = (vmSize: string | undefined): NodePool => ({ ...fits, vmSize });

test.each<[string, readonly NodePool[], string]>([
  ['one that fits', [fits], 'satisfied'],
  ['Windows and Linux', [windows, fits], 'satisfied'],
  ['Linux in other letters', [{ ...fits, osType: 'linux' }], 'satisfied'],
  ['Windows only', [windows], 'manual'],
  ['Arm64 (Dpsv5)', [sized('Standard_D4ps_v5')], 'manual'],
  ['Arm64 (Epds)', [sized('Standard_E8pds_v6')], 'manual'],
  ['Arm64 (Bpts)', [sized('Standard_B2pts_v2')], 'manual'],
  ['amd64 with a P in the family', [sized('Standard_NP10s')], 'satisfied'],
  ['amd64 with constrained cores', [sized('Standard_E4-2ds_v5')], 'satisfied'],
  ['a taint that keeps pods away', [tainted('team=a:NoSchedule')], 'manual'],
  ['system pods only', [tainted('CriticalAddonsOnly=true:NoSchedule')], 'manual'],
  ['a taint that throws pods out', [tainted('team=a:NoExecute')], 'manual'],
  ['a taint that only prefers', [tainted('team=a:PreferNoSchedule')], 'satisfied'],
  ['all tainted', [tainted('a:NoSchedule'), tainted('b:NoSchedule')], 'manual'],
  ['a gateway pool', [{ ...fits, mode: 'Gateway' }], 'manual'],
  ['a system that is not told', [{ ...fits, osType: undefined }], 'unknown'],
  ['a size that is not told', [sized(undefined)], 'unknown'],
  ['a size that is not told, beside one that fits', [sized(undefined), fits], 'satisfied'],
  ['none told', [], 'unknown'],
])('%s', (_, nodePools, outcome) => {
  expect(judge(nodePool, { cluster: { ...CLUSTER, nodePools } })).toMatchObject({ outcome });
});

test('says of each pool what is in the way', () => {
  const nodePools = [windows, sized('Standard_D4ps_v5'), tainted('team=a:NoSchedule')];
  expect(judge(nodePool, { cluster: { ...CLUSTER, nodePools } })).toMatchObject({
    evidence: { pools: ['win: Windows', 'system: Arm64 (Standard_D4ps_v5)', 'system: taint team=a:NoSchedule'] },
  });
});
