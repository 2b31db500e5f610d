// `npm run azure`: only the Resource Manager, to try a client against it.
import { writeFile } from 'node:fs/promises';
import { Command, InvalidArgumentError, Option } from 'commander';
import { EVENT_FUNCTIONS, operationsFor } from '../../../shared/model/event-operations.ts';
import { mintToken } from '../identity/token.ts';
import type { Throttling } from './server/throttling.ts';
import { startArm } from './start-arm.ts';

const TENANT_ID = '72a6b1d0-5c1f-4f5e-9d6a-3f0c5b0a9e11';
const SUBSCRIPTION_ID = '5f0c2b1e-8a3d-4c7b-9e21-6d4f8a1b2c3d';

const DEFAULT_PORT = 8443;

const options = new Command('azure')
  .description('An Azure Resource Manager of your own, in memory.')
  .option('--port <number>', `port to listen on (default: ${DEFAULT_PORT}, or a free one)`, number)
  .option('--speed <factor>', 'how many times faster than Azure', number, 60)
  .option('--record <file>', 'write down every exchange, one JSON line each, without tokens')
  .addOption(
    new Option('--throttling <how>', 'whether requests beyond the quota are refused')
      .choices(['enforced', 'headersOnly'])
      .default('enforced'),
  )
  .option('--subscription <id...>', 'ids of the subscriptions that exist', [SUBSCRIPTION_ID])
  .option('--certificate <file>', 'where to put the certificate that clients must trust', 'arm.pem')
  .option('--events <url>', 'address of a functions host (with ?code=KEY) that hears of clusters and vaults')
  .parse()
  .opts<{
    port?: number;
    speed: number;
    record?: string;
    throttling: Throttling;
    subscription: string[];
    certificate: string;
    events?: string;
  }>();

const startAt = (port: number) =>
  startArm({
    port,
    speed: options.speed,
    throttling: options.throttling,
    subscriptions: options.subscription.map((id) => ({ id, tenantId: TENANT_ID })),
    ...(options.record !== undefined && { recordTo: options.record }),
  });
const arm = await startAt(options.port ?? DEFAULT_PORT)
  .catch((error: NodeJS.ErrnoException) => {
    if (options.port !== undefined || error.code !== 'EADDRINUSE') throw error;
    process.stderr.write(`Port ${DEFAULT_PORT} is taken, so another one is used.\n`);
    return startAt(0);
  })
  .catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    process.exit(1);
  });
await writeFile(options.certificate, arm.certificatePem);
if (options.events !== undefined) await subscribe(options.events);

const token = mintToken(
  { aud: 'https://management.azure.com', oid: TENANT_ID, appid: TENANT_ID, tid: TENANT_ID },
  new Date(),
);
process.stdout.write(`
The Resource Manager listens at ${arm.url}, ${options.speed} times faster than Azure. Ctrl-C ends it.

  curl --cacert ${options.certificate} -H 'Authorization: Bearer ${token}' \\
    '${arm.url}/subscriptions/${options.subscription[0]}/providers/Microsoft.KubernetesConfiguration?api-version=2024-07-01'

`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(0));

async function subscribe(host: string): Promise<void> {
  const { origin, search } = new URL(host);
  for (const name of EVENT_FUNCTIONS) {
    const url = `${origin}/runtime/webhooks/EventGrid?functionName=${name}&${search.slice(1)}`;
    await arm.subscribe({ name, url, includedOperationNames: operationsFor(name), schema: 'EventGridSchema' });
  }
}

function number(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError('It must be a number above 0.');
  return value;
}
