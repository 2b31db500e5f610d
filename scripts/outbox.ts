// `npm run outbox -- list` shows what waits in the outbox; `retry CONSUMER` sends its dead-lettered messages again. Ends with 0, or with 1 and
// what stands in the way.
import { Argument } from 'commander';
import { CONSUMERS, type ConsumerName } from '../shared/model/outbox.ts';
import { OUTBOX_TABLE } from '../shared/storage/names.ts';
import { createTableOutbox } from '../shared/storage/table-outbox.ts';
import { commandLine } from './command-line.ts';
import { openStorage } from './open-storage.ts';

const program = commandLine(
  'npm run outbox --',
  'Shows the messages that wait for their delivery, and sends them again.',
);
program
  .command('list')
  .description('counts waiting and dead-lettered messages of each consumer')
  .action(() =>
    run(async () => {
      const counts = await (await openOutbox()).count();
      if (counts.length === 0) print('The outbox is empty.');
      for (const { consumer, waiting, oldestAt, deadLettered } of counts) {
        print(
          `${consumer}: ${waiting} waiting${oldestAt ? ` (oldest ${oldestAt})` : ''}, ${deadLettered} dead-lettered`,
        );
      }
    }),
  );
program
  .command('retry')
  .addArgument(new Argument('<consumer>', 'whose messages').choices(CONSUMERS))
  .description('makes all dead-lettered messages due; the app sends them at its next sweep, within 20 minutes')
  .action((consumer: ConsumerName) =>
    run(async () => {
      const revived = await (await openOutbox()).revive(consumer, new Date().toISOString());
      print(`${revived} messages are due again.`);
    }),
  );
await program.parseAsync();

async function openOutbox() {
  return createTableOutbox((await openStorage(process.env)).table(OUTBOX_TABLE));
}

async function run(command: () => Promise<void>): Promise<void> {
  try {
    await command();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    process.exitCode = 1;
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
