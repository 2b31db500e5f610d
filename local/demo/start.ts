// `npm start`: Azure, Teams, storage and the functions host on this machine, and the story of a
// cluster from created to protected.
import { spawnSync } from 'node:child_process';
import { Option } from 'commander';
import pc from 'picocolors';
import { aboveZero, commandLine } from '../../scripts/command-line.ts';
import { parseClusterId } from '../../shared/model/resource-id.ts';
import { targetKey } from '../../shared/model/target.ts';
import { targetIdOf } from '../../shared/model/target-id.ts';
import { trustCertificate } from '../azure/arm/trust.ts';
import { freePort } from '../host/free-port.ts';
import { CASE_NAMES, EXAMPLES, type Example, exampleNamed, SHOP } from './example.ts';
import { createNarrator } from './narrator.ts';
import { createPerson, mintPersonToken, signInSettings } from './person.ts';
import { writeScanEnv } from './scan-env.ts';
import { createScreen } from './screen.ts';
import { setStage } from './stage.ts';
import { createStory } from './story.ts';
import { CLUSTER_ID, VAULT_ID } from './world.ts';
import { writeCurlFiles } from './write-curl-files.ts';

/** Only ends a hang: a busy machine takes many times as long as a quiet one. */
const MAX_STORY_SECONDS = 30 * 60;

/** Where everything listens when it stays up; 7071 is what Azure Functions Core Tools take. */
const PORTS = { armPort: 8443, hostPort: 7071, teamsPort: 7072 };

const { once, speed, events, record, cluster } = commandLine(
  'npm start --',
  'Azure on this machine: a cluster is created, becomes ready and is protected.',
)
  .option(
    '--once',
    'approve by the API, undo the protection and end, with exit code 0, or 1 if the cluster was not protected',
    false,
  )
  .addOption(
    new Option('--cluster <name>', 'an example cluster or a case in place of the cluster of the demo').argParser(
      exampleNamed,
    ),
  )
  .option('--speed <factor>', 'how many times faster than Azure', aboveZero, 60)
  .addOption(new Option('--events <how>', 'how Event Grid delivers').choices(['function', 'queue']).default('function'))
  .option('--record <file>', 'write down every exchange with the Resource Manager, one JSON line each')
  .addHelpText(
    'after',
    `\nExample clusters:\n${EXAMPLES.map(({ name, description }) => `  ${name.padEnd(24)}${description}`).join('\n')}

Cases (docs/cases.md), whose profile makes clusters ready and no more; their exit code is 0 if the cluster is Ready:
  ${CASE_NAMES.join('\n  ')}`,
  )
  .parse()
  .opts<{
    readonly once: boolean;
    readonly speed: number;
    readonly events: 'function' | 'queue';
    readonly record?: string;
    readonly cluster?: Example;
  }>();
const example = cluster ?? SHOP;

const ports = once ? undefined : await freePorts();
// Two that run at the same time must not share their files.
const folder =
  ports === undefined ? '.local/once' : ports.armPort === PORTS.armPort ? '.local' : `.local/${ports.armPort}`;
const screen = createScreen(process.stdout, speed);
const token = mintPersonToken();
const stage = await setStage({
  speed,
  folder,
  withBlobs: true,
  ...example.settings,
  settings: {
    ...signInSettings(token),
    ...(ports && { BACKSTAY_PUBLIC_URL: `http://127.0.0.1:${ports.hostPort}` }),
  },
  onEvent: ({ type }) => screen.line(pc.blue('⇢'), `Event Grid received an event: ${pc.dim(String(type))}`),
  eventDelivery: events,
  ...(record !== undefined && { recordTo: record }),
  ...ports,
});
trustCertificate(stage.arm.certificatePem);
await writeCurlFiles(folder, { resourceManager: stage.arm.url, azureToken: stage.client.token, apiToken: token });

let closeLogin: (() => Promise<void>) | undefined;
const clusterId = parseClusterId(example.clusterId);
if (clusterId === undefined) throw new Error(`${example.clusterId} is no id of a cluster.`);
const target = { clusterId, profile: 'standard' };
const pageOf = (query: string) => `${host.url}/api/report?target=${targetIdOf(target)}${query}`;
const story = createStory((approvalId) => {
  if (once) void createPerson(host.url, token).approve(targetIdOf(target), approvalId);
  else screen.line(' ', `Approve it by a click: ${pc.underline(pageOf('#approvals'))}`);
});
const narrate = createNarrator(screen, (body, of) => {
  // A second cluster has a story too, but not this one.
  if (of === targetKey(target)) story.hear(body);
});
const host = await stage.startHost(narrate);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void leave(130));

const forPeople = `\
  report            ${address(`${host.url}/api/report`)}
  Teams cards       ${address(stage.teams.cardsUrl, 'teamsPort')}`;
process.stdout.write(`
${pc.bold('Backstay')} makes every AKS cluster ready for Azure Backup. Here all of Azure runs on this machine, ${speed} times faster.

  Resource Manager  ${address(stage.arm.url, 'armPort')}
  functions host    ${address(host.url, 'hostPort')}
${forPeople}

`);

screen.line('·', 'A vault, a storage account and a group for snapshots are made; a profile names them.');
await stage.prepare();
screen.line('·', cluster === undefined ? 'Someone creates a cluster …' : `Someone creates: ${example.description}`);
screen.begin('cluster', 'managedCluster', 'AKS creates the cluster');
await example.create(stage, speed, story.rest);
screen.line('·', `The cluster is there. ${pc.dim(`${screen.end('cluster').toFixed(1)} s`)}`);

if (once) await leave((await playToTheEnd()) && isRecordWhole() ? 0 : 1);
if (example.protects) await Promise.race([story.waiting, story.ended, patience()]);
isRecordWhole();
void showEnd();
closeLogin = await writeScanEnv(folder, stage.arm.url);
process.stdout.write(`
Backstay stays up. Open in a browser:

${forPeople}

In another terminal:

  ${pc.dim('# scan the cluster: reads, and changes nothing')}
  node scripts/with-node.mjs --env ${folder}/scan.env scripts/scan.ts --cluster ${example.clusterId}

  ${pc.dim('# call the API as the person who is signed in')}
  curl -K ${folder}/apirc ${host.url}/api/targets

  ${pc.dim('# create another cluster')}
  curl -K ${folder}/curlrc -X PUT '${stage.arm.url}${CLUSTER_ID.replace(/[^/]+$/, 'aks-two')}?api-version=2024-05-01' -d @local/demo/cluster.json

  ${pc.dim('# create a stopped one')}
  curl -K ${folder}/clusters/stopped.curl

  ${pc.dim(`# create one behind a firewall; ${folder}/clusters has ${EXAMPLES.length - 2} more`)}
  curl -K ${folder}/clusters/own-egress.curl

To begin with another one: npm start -- --cluster stopped (--help lists all)
Ctrl-C ends everything.

`);

/** The person approves by the API in place of clicks, and has the protection undone. */
async function playToTheEnd(): Promise<boolean> {
  if (!example.protects) return story.verdict() === 'Ready';
  const end = await Promise.race([story.ended, patience()]);
  if (end !== 'protected') return false;
  screen.line(
    pc.bold('●'),
    `${pc.bold('Protected')}: Azure Backup confirmed the cluster, and its first backup is done.`,
  );
  const { undone, kept } = await createPerson(host.url, token).undo(targetIdOf(target));
  screen.line('·', `Undo: ${undone.join('; ')}. ${kept} other changes stay, because backups need them.`);
  await Promise.race([story.stopped, patience()]);
  return showProtection();
}

/** While it stays up, the person decides whether the protection is undone. */
async function showEnd(): Promise<void> {
  if ((await story.ended) !== 'protected') return;
  screen.line(
    pc.bold('●'),
    `${pc.bold('Protected')}: Azure Backup confirmed the cluster, and its first backup is done.`,
  );
  screen.line(' ', `Undo it by a click: ${pc.underline(pageOf('&undo=show#undo'))}`);
  await story.stopped;
  await showProtection();
}

/**
 * Reads from Azure what the undo has left: true where the protection is stopped and its backups are
 * kept.
 */
async function showProtection(): Promise<boolean> {
  const [instance] = await stage.client.list(`${VAULT_ID}/backupInstances`, '2024-04-01');
  const points = instance === undefined ? [] : await stage.client.list(`${instance.id}/recoveryPoints`, '2024-04-01');
  const state = String(instance?.properties.currentProtectionState);
  const isKept = state === 'ProtectionStopped' && points.length > 0;
  screen.line(
    isKept ? pc.green('✔') : pc.red('✘'),
    `The backup instance is ${state}; recovery points kept: ${points.length}.`,
  );
  return isKept;
}

function isRecordWhole(): boolean {
  const audit = spawnSync(process.execPath, ['scripts/audit.ts', 'verify'], {
    encoding: 'utf8',
    env: { ...process.env, AzureWebJobsStorage: stage.storage },
  });
  const isWhole = audit.status === 0;
  screen.line(
    isWhole ? pc.green('§') : pc.red('§'),
    `record    ${audit.stdout.trim().split('\n').at(-1) ?? ''}${audit.stderr}`,
  );
  return isWhole;
}

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
