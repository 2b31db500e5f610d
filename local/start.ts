// `npm start`: Azure, Teams, storage and the functions host on this machine, and the story of a cluster that becomes ready for backup.
import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import pc from 'picocolors';
import type { Verdict } from '../shared/model/state.ts';
import { trustCertificate } from './arm/trust.ts';
import { createNarrator } from './story/narrator.ts';
import { createScreen } from './story/screen.ts';
import { setStage } from './story/stage.ts';

const FOLDER = '.local';
/** The story is over long before; a run that takes this long has failed. */
const PATIENCE_SECONDS = 180;

const { values: options } = parseArgs({
  options: {
    once: { type: 'boolean', default: false },
    speed: { type: 'string', default: '60' },
    record: { type: 'string' },
  },
});
const speed = Number(options.speed);
if (!(speed > 0)) fail(`--speed must be a number above 0, not "${options.speed}".`);

const stage = await setStage({
  speed,
  folder: FOLDER,
  ...(options.record !== undefined && { recordTo: options.record }),
  ...(!options.once && { armPort: 8443, hostPort: 7071, teamsPort: 7072 }),
});
trustCertificate(stage.arm.certificatePem);
await writeFile(
  `${FOLDER}/curlrc`,
  `cacert = "${FOLDER}/arm.pem"\nheader = "Authorization: Bearer ${stage.client.token}"\nheader = "Content-Type: application/json"\n`,
);

const screen = createScreen(process.stdout, speed);
const settled = Promise.withResolvers<Verdict>();
const narrate = createNarrator(screen, settled.resolve);
const host = await stage.startHost(narrate);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void leave(130));

process.stdout.write(`
${pc.bold('Backstay')} makes every AKS cluster ready for Azure Backup. Here all of Azure runs on this machine, ${speed} times faster.

  Resource Manager  ${pc.underline(stage.arm.url)}
  functions host    ${pc.underline(host.url)}
  Teams             ${pc.underline(new URL(stage.teams.url).origin)}

`);

screen.line('·', 'A vault, a storage account and a group for snapshots are made; a profile names them.');
await stage.prepare();
screen.line('·', 'Someone creates a cluster …');
screen.begin('cluster', 'managedCluster', 'AKS creates the cluster');
await stage.createCluster();
screen.line('·', `The cluster is there. ${pc.dim(`${screen.end('cluster').toFixed(1)} s`)}`);

const verdict = await Promise.race([settled.promise, patience()]);
const audit = spawnSync(process.execPath, ['scripts/audit.ts', 'verify'], {
  encoding: 'utf8',
  env: { ...process.env, AzureWebJobsStorage: stage.storage },
});
screen.line(
  audit.status === 0 ? pc.green('§') : pc.red('§'),
  `record    ${audit.stdout.trim().split('\n').at(-1) ?? ''}${audit.stderr}`,
);

if (options.once) await leave(verdict === 'Ready' && audit.status === 0 ? 0 : 1);
process.stdout.write(`
It stays up. In another terminal, for a second cluster:

  curl -K ${FOLDER}/curlrc -X PUT '${stage.arm.url}/subscriptions/5f0c2b1e-8a3d-4c7b-9e21-6d4f8a1b2c3d/resourceGroups/rg-shop/providers/Microsoft.ContainerService/managedClusters/aks-two?api-version=2024-05-01' -d @local/story/cluster.json

Ctrl-C ends everything.

`);

async function leave(code: number): Promise<void> {
  screen.close();
  await host.stop();
  await stage.close();
  process.exit(code);
}

function patience(): Promise<'late'> {
  return new Promise((resolve) => setTimeout(() => resolve('late'), PATIENCE_SECONDS * 1000).unref());
}

function fail(why: string): never {
  process.stderr.write(`${why}\n`);
  process.exit(1);
}
