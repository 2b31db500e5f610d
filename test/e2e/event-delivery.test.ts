import { test } from 'vitest';
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
