// Loads an app as a worker does, sends it the cluster of the story, and has that reconciled
// until it is Ready. Prints the resident memory of this process, which holds nothing else of size:
// `{ registered, once, ready }`, in MiB.

import { CLUSTER_ID, PROFILES } from '../../local/demo/world.ts';
import { FunctionsApp } from '../../local/host/app/functions-app.ts';
import { createInvoke } from '../../local/host/app/invoker.ts';
import { loadApp } from '../../local/host/app/load-app.ts';
import { supplyCore } from '../../local/host/app/supply-core.ts';

const [root = '.'] = process.argv.slice(2);
const MAX_STEPS = 300;
const PAUSE_MS = 200;

let isReady = false;
const app = new FunctionsApp();
supplyCore(app.core(() => undefined));
await loadApp(root);
await app.runHooks('appStart', { hookData: {}, appHookData: {}, functionAppDirectory: root });
await app.seal();
const invoke = createInvoke(app, 300_000, ({ message }) => {
  isReady ||= message.includes('"verdictChanged"') && message.includes('"to":"Ready"');
});
const registered = residentMib();

await call('clusterWritten', {
  id: 'bench',
  topic: CLUSTER_ID.split('/').slice(0, 3).join('/'),
  subject: CLUSTER_ID,
  eventType: 'Microsoft.Resources.ResourceWriteSuccess',
  eventTime: new Date().toISOString(),
  data: { operationName: 'Microsoft.ContainerService/managedClusters/write' },
  dataVersion: '2',
  metadataVersion: '1',
});
const wake = { v: 1, clusterId: CLUSTER_ID, profile: PROFILES.profiles[0]?.name };
await call('reconcile', wake);
const once = residentMib();
for (let step = 0; step < MAX_STEPS && !isReady; step++) {
  await call('reconcile', wake);
  await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
}
if (!isReady) throw new Error(`The cluster is not Ready after ${MAX_STEPS} steps.`);
process.stdout.write(`${JSON.stringify({ registered, once, ready: residentMib() })}\n`);
process.exit(0);

async function call(name: string, data: object): Promise<void> {
  const fn = app.functions.find((each) => each.name === name);
  if (fn === undefined) throw new Error(`The app has no function "${name}".`);
  await invoke(fn, { data: { string: JSON.stringify(data) } });
}

function residentMib(): number {
  return Math.round(process.memoryUsage.rss() / 1024 / 1024);
}
