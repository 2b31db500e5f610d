import { spawnSync } from 'node:child_process';
import { afterAll, describe, expect, test } from 'vitest';
import { FORMATS } from '../../../shared/scan/formats/index.ts';
import { arrangementOf } from '../../oracle/arrangement.ts';
import { startOddAzure } from '../../oracle/odd-azure.ts';
import { type OddCluster, READY_CLUSTER } from '../../oracle/odd-clusters.ts';
import { profileOf, scannerOf } from '../../oracle/second-opinion.ts';
import { clientOf } from './carry-out.ts';
import { runScript } from './run-script.ts';

const HOUR_MS = 3_600_000;
const MAX_SCRIPTS = 5;

/** Nothing but the cluster, the vault and the account. */
const BARE: OddCluster = {
  ...READY_CLUSTER,
  properties: { storageProfile: { diskCSIDriver: { enabled: false } } },
  hasContainer: false,
  snapshotGroup: 'absent',
  extension: { ...READY_CLUSTER.extension, state: 'absent' },
  binding: undefined,
  roles: [],
};

const azure = await startOddAzure();
const scan = scannerOf(azure);
afterAll(() => azure.close());

async function make(cluster: OddCluster) {
  const arrangement = arrangementOf(cluster, await azure.make(cluster));
  const profile = profileOf(arrangement);
  return async () => {
    const result = await scan(arrangement.cluster, profile);
    return { result, script: FORMATS.script({ startedAt: '2026-01-01T00:00:00.000Z', results: [result] }) };
  };
}

describe('scripts that a scan prints', () => {
  test('make a bare cluster ready, scan by scan, each run twice', async () => {
    const assess = await make(BARE);
    let { result, script } = await assess();
    let scripts = 0;
    for (; result.verdict !== 'Ready' && scripts < MAX_SCRIPTS; scripts++) {
      expect(spawnSync('sh', ['-n'], { input: script }).status, script).toBe(0);
      await runScript(script, clientOf(azure));
      const once = await azure.bodies();
      await runScript(script, clientOf(azure));
      expect([...(await azure.bodies()).keys()].sort(), script).toEqual([...once.keys()].sort());
      await azure.timeline.advanceTo(new Date(azure.timeline.now().getTime() + HOUR_MS));
      ({ result, script } = await assess());
    }
    expect(result.verdict, script).toBe('Ready');
    // The identity of the extension exists only after it is installed.
    expect(scripts).toBeLessThanOrEqual(3);
  });

  test('name each rule, and do first what others stand on', async () => {
    const { script } = await (await make(BARE))();
    const at = (text: string) => script.indexOf(text);
    expect(script).toContain('# BKS-504: ');
    expect(at('az storage container-rm create')).toBeGreaterThan(0);
    expect(at('az storage container-rm create')).toBeLessThan(at('az k8s-extension create'));
    expect(script).toMatch(
      /^if ! az k8s-extension show .* >\/dev\/null 2>&1; then\n {2}az k8s-extension create .*\nfi$/m,
    );
  });

  test('leave a decision to the person, and all that waits for it', async () => {
    const { script } = await (await make({ ...BARE, locks: [{ scope: 'cluster', level: 'ReadOnly' }] }))();
    const commands = script.split('\n').filter((line) => /^ *az /.test(line));
    expect(script).toMatch(/^# az lock delete /m);
    expect(commands.some((line) => line.includes('lock delete'))).toBe(false);
    // The lock refuses writes to the cluster.
    expect(script).toMatch(/^# Waits for .*BKS-113/m);
    expect(commands.some((line) => line.includes('k8s-extension create'))).toBe(false);
  });

  test('have the commands that clusters share once', async () => {
    const { result } = await (await make(BARE))();
    const other = { ...result, target: { ...result.target, profile: 'another' } };
    const script = FORMATS.script({ startedAt: '', results: [result, other] });
    expect(script.match(/^ *az storage container-rm create /gm)).toHaveLength(1);
    expect(script).toContain('profile another');
  });

  test('keep text of others out of what the shell reads', async () => {
    const { result } = await (await make(BARE))();
    const hostile = result.findings.map((finding) => ({ ...finding, message: 'a\nrm -rf /\u2028`id` $(id)' }));
    const script = FORMATS.script({ startedAt: 'x\ny', results: [{ ...result, findings: hostile }] });
    expect(script).not.toMatch(/^(?!#|$|set -eu$|if ! az |fi$| *az )/m);
    const failed = FORMATS.script({ startedAt: '', results: [{ clusterId: 'c\nd', code: 'e', problem: 'f\ng' }] });
    expect(failed.split('\n').filter((line) => line !== '' && !line.startsWith('#'))).toEqual(['set -eu']);
  });
});
