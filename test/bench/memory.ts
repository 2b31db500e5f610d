import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { trustCertificate } from '../../local/azure/arm/trust.ts';
import { startIdentityEndpoint } from '../../local/azure/identity/endpoint.ts';
import { setStage } from '../../local/demo/stage.ts';
import { BOT } from '../../local/demo/world.ts';
import type { Figure } from './figure.ts';

const MOST_MIB = 150;

/** What a process holds that has loaded the package and reconciled a cluster; see reconcile-once.ts. */
export async function measureMemory(app: string): Promise<Figure> {
  const folder = mkdtempSync(join(tmpdir(), 'backstay-memory-'));
  const stage = await setStage({ speed: 120, folder, app });
  trustCertificate(stage.arm.certificatePem);
  const identity = await startIdentityEndpoint(BOT);
  try {
    await stage.prepare();
    await stage.createCluster();
    const { Values } = JSON.parse(await readFile(join(folder, 'settings.json'), 'utf8'));
    const { stdout } = await promisify(execFile)(process.execPath, ['test/bench/reconcile-once.ts', app], {
      env: { ...process.env, ...Values, ...identity.environment, NODE_EXTRA_CA_CERTS: join(folder, 'arm.pem') },
    });
    const { registered, once, ready } = JSON.parse(stdout) as Readonly<Record<'registered' | 'once' | 'ready', number>>;
    return {
      what: 'memory of a process that has reconciled a cluster once, the runtime included (functions registered; cluster ready)',
      measured: `${once} MiB (${registered} MiB; ${ready} MiB)`,
      wanted: `< ${MOST_MIB} MiB`,
      reached: once < MOST_MIB,
    };
  } finally {
    await identity.close();
    await stage.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
