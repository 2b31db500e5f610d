// `npm run audit -- verify` checks every chain of the record; `npm run audit -- show NAME` tells the story of a cluster.
import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import type { Chain } from '../shared/audit/chain-rows.ts';
import { createTableChainRows } from '../shared/audit/table-chain-rows.ts';
import { verifyChain } from '../shared/audit/verify.ts';
import { cloudOf } from '../shared/azure/clouds.ts';
import { managedIdentity } from '../shared/azure/credential.ts';
import type { RecordEntry } from '../shared/model/record.ts';
import { RECORD_TABLE } from '../shared/state/names.ts';
import { connectStorage } from '../shared/state/storage-connection.ts';

const program = new Command('audit').description('Reads the tamper-evident record of Backstay.');
program
  .command('verify')
  .description('follows every chain from its first entry to its head, and names the first broken entry')
  .action(verify);
program
  .command('show')
  .argument('<cluster>', 'name or id of the cluster')
  .description('tells what was seen and done for a cluster, entry by entry')
  .action(show);
await program.parseAsync();

async function verify(): Promise<void> {
  let [chains, entries, broken] = [0, 0, 0];
  for await (const chain of await readChains()) {
    chains++;
    entries += chain.entries.length;
    const result = verifyChain(chain.entries, chain.head);
    if (!result.ok) broken++;
    print(
      `${result.ok ? 'unbroken' : 'BROKEN  '}  ${nameOf(chain)}  ${result.ok ? `${result.entries} entries` : result.message}`,
    );
  }
  print(`chains ${chains}, entries ${entries}, broken ${broken}`);
  if (broken > 0) process.exitCode = 1;
}

async function show(cluster: string): Promise<void> {
  let found = false;
  for await (const chain of await readChains()) {
    const { clusterId } = chain.target;
    if (clusterId !== cluster.toLowerCase() && !clusterId.endsWith(`/${cluster.toLowerCase()}`)) continue;
    found = true;
    print(nameOf(chain));
    for (const entry of chain.entries) print(`${String(entry.sequence).padStart(5)}  ${entry.at}  ${tell(entry)}`);
  }
  if (found) return;
  process.stderr.write(`There is nothing on record of a cluster "${cluster}". Give its name or its whole id.\n`);
  process.exitCode = 1;
}

function tell({ body }: RecordEntry): string {
  switch (body.type) {
    case 'eventAccepted':
      return `event ${body.operation} (${body.eventId})`;
    case 'findingsChanged':
      return body.changes
        .map(({ ruleId, from, to, message }) => `${ruleId} ${from} → ${to}: ${message}`)
        .join('\n'.padEnd(35));
    case 'actionIntended':
      return `intends: ${body.action.text}, for ${body.action.ruleIds.join(', ')} [${body.action.key}]`;
    case 'actionAccepted':
      return `Azure has taken it on [${body.actionKey}]${correlation(body.trace)}`;
    case 'actionSucceeded':
      return `done (${body.how}) [${body.actionKey}]${correlation(body.trace)}`;
    case 'actionFailed':
      return `failed [${body.actionKey}] ${body.failure.code}: ${body.failure.message}${correlation(body.trace)}`;
    case 'actionNotCarriedOut':
      return `was not carried out [${body.actionKey}]`;
    case 'verdictChanged':
      return `verdict ${body.from} → ${body.to} (${body.reason})`;
    case 'notificationSent':
      return `people were told "${body.about}" (${body.channel})`;
    case 'notificationFailed':
      return `people could not be told "${body.about}" (${body.channel}): ${body.why}`;
  }
}

function correlation(trace: { readonly correlationId?: string } | undefined): string {
  return trace?.correlationId === undefined ? '' : `, correlation id ${trace.correlationId}`;
}

function nameOf({ target }: Chain): string {
  return `${target.clusterId} (${target.profile})`;
}

async function readChains(): Promise<AsyncIterable<Chain>> {
  const settings = { ...(await localSettings()), ...process.env };
  const storage = connectStorage(settings, managedIdentity(cloudOf({ name: 'public' }), undefined));
  return createTableChainRows(storage.table(RECORD_TABLE)).chains();
}

/** Beside the app, the storage is named where the host reads it from as well. */
async function localSettings(): Promise<Readonly<Record<string, string>>> {
  try {
    const { Values } = JSON.parse(await readFile('local.settings.json', 'utf8')) as { Values?: Record<string, string> };
    return Values ?? {};
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    throw new Error('local.settings.json could not be read.', { cause: error });
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
