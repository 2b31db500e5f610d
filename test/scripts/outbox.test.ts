import { expect, test } from 'vitest';
import { runOutbox } from '../../scripts/outbox/run-outbox.ts';
import { OUTBOX_TABLE } from '../../shared/storage/names.ts';
import { createTableOutbox } from '../../shared/storage/table-outbox.ts';
import { runScript, startScript } from '../support/run-script.ts';
import { claimStorage } from '../support/shared-storage.ts';
import { storageAt } from '../support/stored-targets.ts';

const T = '2026-01-01T00:00:00.000Z';
const row = { schemaVersion: 1, consumer: 'teams', payload: {}, createdAt: T, failures: 0 } as const;

test('what waits and what is dead-lettered is listed, and can be made due again', async () => {
  const AzureWebJobsStorage = claimStorage();
  const run = (...args: readonly string[]) => runScript(runOutbox, args, { AzureWebJobsStorage });
  // A reader makes no table.
  expect(await run('list')).toEqual({ code: 0, out: 'The outbox is empty.\n', err: '' });

  const outbox = createTableOutbox(storageAt(AzureWebJobsStorage).table(OUTBOX_TABLE));
  await outbox.add({ ...row, id: 'waiting', dueAt: T });
  await outbox.add({ ...row, id: 'dead', deadLetteredAt: T });
  expect((await run('list')).out).toBe(`teams: 1 waiting (oldest ${T}), 1 dead-lettered\n`);
  expect(await run('retry', 'teams')).toEqual({ code: 0, out: '1 message is due again.\n', err: '' });
  expect((await run('list')).out).toContain('2 waiting');
});

test('a storage that is not there is said in one line, with exit code 1; a wrong consumer is a mistake of use', async () => {
  const env = { AzureWebJobsStorage: '', AzureWebJobsStorage__accountName: '' };
  expect(await runScript(runOutbox, ['list'], env)).toMatchObject({ code: 1, out: '' });
  const wrong = await startScript('scripts/outbox.ts', ['retry', 'nowhere'], { env });
  expect(wrong).toMatchObject({ code: 2, out: '' });
  expect(wrong.err.trim().split('\n')).toHaveLength(1);
});
