import { TableClient } from '@azure/data-tables';
import { expect, test } from 'vitest';
import { NOTES_TABLE } from '../../shared/storage/names.ts';
import { createTableNotes } from '../../shared/storage/table-notes.ts';
import { onStage, recordedIn } from '../support/on-stage.ts';
import { untilTrue } from '../support/until.ts';

// The host would answer 401 to each delivery; a queue does not ask it.
test('delivered to a queue, an event is accepted by the same parsing, and no key is in the way', () =>
  onStage({ eventDelivery: 'queue', settings: { LOCAL_EVENT_GRID_COLD_ANSWERS: '1000' } }, async (stage) => {
    const accepted: string[] = [];
    const host = await stage.startHost((line) => {
      const body = recordedIn(line);
      if (body?.type === 'eventAccepted') accepted.push(body.operation);
    });
    await stage.prepare();
    await stage.createCluster();
    await untilTrue(() => accepted.includes('microsoft.containerservice/managedclusters/write'));
    await host.stop();
  }));

test('an event starts a sweep while the timers have stopped', () =>
  onStage({ settings: { LOCAL_TIMERS_STOPPED: 'true' } }, async (stage) => {
    const said: { readonly message?: string; readonly by?: string; readonly lastSweep?: string }[] = [];
    const host = await stage.startHost((line) => {
      if (line.startsWith('{')) said.push(JSON.parse(line));
    });
    const at = new Date(Date.now() - 21 * 60_000).toISOString();
    const table = TableClient.fromConnectionString(stage.storage, NOTES_TABLE, { allowInsecureConnection: true });
    await createTableNotes(table).write('sweeps', { at }, undefined);
    await stage.prepare();
    await untilTrue(() => said.some(({ message, by }) => message === 'Swept' && by === 'request'));
    expect(said.filter(({ message }) => message === 'Timers stopped').map(({ lastSweep }) => lastSweep)).toEqual([at]);
    await host.stop();
  }));
