import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { trustCertificate } from '../../local/azure/arm/trust.ts';
import { startIdentityEndpoint } from '../../local/azure/identity/endpoint.ts';
import { type LocalMonitor, startMonitor } from '../../local/azure/monitor/start-monitor.ts';
import { setStage } from '../../local/demo/stage.ts';
import { BOT } from '../../local/demo/world.ts';
import type { Figure } from './figure.ts';

const MAX_MIB = 150;

/**
 * The memory of a process that has loaded the package and reconciled a cluster, without telemetry
 * and with it.
 */
export async function measureMemory(app: string): Promise<readonly Figure[]> {
  const without = await memoryOf(app, undefined);
  const monitor = await startMonitor();
  const sending = await memoryOf(app, monitor);
  await monitor.close();
  return [
    {
      what: 'memory of a process that has reconciled a cluster once, the runtime included (functions registered; cluster ready)',
      measured: `${without.once} MiB (${without.registered} MiB; ${without.ready} MiB)`,
      wanted: `< ${MAX_MIB} MiB`,
      reached: without.once < MAX_MIB,
    },
    {
      what: 'the same, with telemetry sent to Application Insights',
      measured: `${sending.once} MiB (${sending.registered} MiB; ${sending.ready} MiB)`,
      wanted: 'no limit set',
      reached: true,
    },
  ];
}

type Memory = Readonly<Record<'registered' | 'once' | 'ready', number>>;

/** In MiB; see reconcile-once.ts. */
async function memoryOf(app: string, monitor: LocalMonitor | undefined): Promise<Memory> {
  const folder = mkdtempSync(join(tmpdir(), 'backstay-memory-'));
  const stage = await setStage({ speed: 120, folder, app, ...(monitor && { monitor }) });
  trustCertificate(stage.arm.certificatePem);
  const identity = await startIdentityEndpoint(BOT);
  try {
    await stage.prepare();
    await stage.createCluster();
    const { Values } = JSON.parse(await readFile(join(folder, 'settings.json'), 'utf8'));
    const { stdout } = await promisify(execFile)(process.execPath, ['test/bench/reconcile-once.ts', app], {
      env: { ...process.env, ...Values, ...identity.environment, NODE_EXTRA_CA_CERTS: join(folder, 'arm.pem') },
    });
    return JSON.parse(stdout) as Memory;
  } finally {
    await identity.close();
    await stage.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
