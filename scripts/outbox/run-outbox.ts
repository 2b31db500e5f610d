import { Argument } from 'commander';
import { CONSUMERS, type ConsumerName } from '../../shared/model/outbox.ts';
import { OUTBOX_TABLE } from '../../shared/storage/names.ts';
import { createTableOutbox } from '../../shared/storage/table-outbox.ts';
import { commandLine } from '../command-line.ts';
import { exitCodeOf } from '../explain-storage-error.ts';
import { openStorage } from '../open-storage.ts';
import type { Surroundings } from '../surroundings.ts';

const ROLES = 'to list wants the role Storage Table Data Reader, to retry Storage Table Data Contributor';

/** Carries out `npm run outbox -- …`; answers with the exit code. */
export async function runOutbox(
  args: readonly string[],
  { env, stdout, stderr }: Surroundings,
  name = 'npm run outbox --',
): Promise<number> {
  let exitCode = 0;
  const program = commandLine(name, 'Shows messages that wait for their delivery, and sends them again.');
  program
    .command('list')
    .description('counts waiting and dead-lettered messages of each consumer')
    .action(() =>
      run(async () => {
        const counts = await (await openOutbox()).count();
        if (counts.length === 0) print('The outbox is empty.');
        for (const { consumer, waiting, oldestAt, deadLettered } of counts) {
          const oldest = oldestAt === undefined ? '' : ` (oldest ${oldestAt})`;
          print(`${consumer}: ${waiting} waiting${oldest}, ${deadLettered} dead-lettered`);
        }
      }),
    );
  program
    .command('retry')
    .addArgument(new Argument('<consumer>', 'whose messages').choices(CONSUMERS))
    .description('makes all dead-lettered messages due; the app sends them within 20 minutes')
    .action((consumer: ConsumerName) =>
      run(async () => {
        const revived = await (await openOutbox()).revive(consumer, new Date().toISOString());
        print(`${revived} ${revived === 1 ? 'message is' : 'messages are'} due again.`);
      }),
    );
  await program.parseAsync(args, { from: 'user' });
  return exitCode;

  async function openOutbox() {
    return createTableOutbox((await openStorage(env)).table(OUTBOX_TABLE));
  }

  async function run(command: () => Promise<void>): Promise<void> {
    exitCode = await exitCodeOf(command, { stderr }, ROLES);
  }

  function print(line: string): void {
    stdout.write(`${line}\n`);
  }
}
