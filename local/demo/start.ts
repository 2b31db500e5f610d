// `npm start`: Azure, Teams, storage and the functions host on this machine, and the story of a cluster that becomes ready for backup.
import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { Option } from 'commander';
import pc from 'picocolors';
import { aboveZero, commandLine } from '../../scripts/command-line.ts';
import type { Verdict } from '../../shared/model/state.ts';
import { trustCertificate } from '../azure/arm/trust.ts';
import { freePort } from '../host/free-port.ts';
import { createNarrator } from './narrator.ts';
import { writeScanEnv } from './scan-env.ts';
import { createScreen } from './screen.ts';
import { setStage } from './stage.ts';
import { CLUSTER_ID } from './world.ts';

/** Only ends a hang: a busy machine takes many times as long as a quiet one. */
const MAX_STORY_SECONDS = 30 * 60;

/** Where everything listens when it stays up; 7071 is what Azure Functions Core Tools take. */
const PORTS = { armPort: 8443, hostPort: 7071, teamsPort: 7072 };

const { once, speed, events, record } = commandLine(
  'npm start --',
  'Azure on this machine: a cluster is created and becomes ready.',
)
  .option('--once', 'end when the cluster is ready, with exit code 0, or 1 if it did not become ready', false)
  .option('--speed <factor>', 'how many times faster than Azure', aboveZero, 60)
  .addOption(new Option('--events <how>', 'how Event Grid delivers').choices(['function', 'queue']).default('function'))
  .option('--record <file>', 'write down every exchange with the Resource Manager, one JSON line each')
  .parse()
  .opts<{
    readonly once: boolean;
    readonly speed: number;
    readonly events: 'function' | 'queue';
    readonly record?: string;
  }>();

const ports = once ? undefined : await freePorts();
// Two that run at the same time must not share their files.
const folder =
  ports === undefined ? '.local/once' : ports.armPort === PORTS.armPort ? '.local' : `.local/${ports.armPort}`;
const screen = createScreen(process.stdout, speed);
const stage = await setStage({
  speed,
  folder,
  withBlobs: true,
  onEvent: ({ type }) => screen.line(pc.blue('⇢'), `Event Grid took an event: ${pc.dim(String(type))}`),
  eventDelivery: events,
  ...(record !== undefined && { recordTo: record }),
  ...ports,
});
trustCertificate(stage.arm.certificatePem);
await writeFile(
  `${folder}/curlrc`,
  `cacert = "${folder}/arm.pem"\nheader = "Authorization: Bearer ${stage.client.token}"\nheader = "Content-Type: application/json"\n`,
);

let closeLogin: (() => Promise<void>) | undefined;
const settled = Promise.withResolvers<Verdict>();
const narrate = createNarrator(screen, settled.resolve);
const host = await stage.startHost(narrate);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void leave(130));

const forPeople = `\
  report            ${address(`${host.url}/api/report?code=${host.functionKey}`)}
  Teams cards       ${address(stage.teams.cardsUrl, 'teamsPort')}`;
process.stdout.write(`
${pc.bold('Backstay')} makes every AKS cluster ready for Azure Backup. Here all of Azure runs on this machine, ${speed} times faster.

  Resource Manager  ${address(stage.arm.url, 'armPort')}
  functions host    ${address(host.url, 'hostPort')}
${forPeople}

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

if (once) await leave(verdict === 'Ready' && audit.status === 0 ? 0 : 1);
closeLogin = await writeScanEnv(folder, stage.arm.url);
process.stdout.write(`
Backstay stays up. Open in a browser:

${forPeople}

In another terminal:

  ${pc.dim('# scan the cluster: reads, and changes nothing')}
  node scripts/with-node.mjs --env ${folder}/scan.env scripts/scan.ts --cluster ${CLUSTER_ID}

  ${pc.dim('# create a second cluster')}
  curl -K ${folder}/curlrc -X PUT '${stage.arm.url}${CLUSTER_ID.replace(/[^/]+$/, 'aks-two')}?api-version=2024-05-01' -d @local/demo/cluster.json

Ctrl-C ends everything.

`);

async function leave(code: number): Promise<void> {
  screen.close();
  await closeLogin?.();
  await host.stop();
  await stage.close();
  process.exit(code);
}

function patience(): Promise<'late'> {
  return new Promise((resolve) => setTimeout(() => resolve('late'), MAX_STORY_SECONDS * 1000).unref());
}

async function freePorts(): Promise<typeof PORTS> {
  return {
    armPort: await freePort(PORTS.armPort),
    hostPort: await freePort(PORTS.hostPort),
    teamsPort: await freePort(PORTS.teamsPort),
  };
}

/** An address as the console shows it, with the port that it would have had. */
function address(url: string, usual?: keyof typeof PORTS): string {
  const isTaken = usual !== undefined && ports !== undefined && ports[usual] !== PORTS[usual];
  return `${pc.underline(url)}${isTaken ? pc.yellow(`  (port ${PORTS[usual]} is taken)`) : ''}`;
}
