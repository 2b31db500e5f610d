import { expect, test } from 'vitest';
import { CLUSTER_ID } from '../../../local/demo/world.ts';
import { deadLetterEvent } from '../../../shared/jobs/accept-event.ts';

async function givenUp(event: unknown) {
  const said: (readonly [string, unknown])[] = [];
  await deadLetterEvent(event, { info() {}, warn() {}, error: (message, about) => void said.push([message, about]) });
  return said;
}

test('an event that was dead-lettered is named by its id and operation, and by nothing of the person behind it', async () => {
  const event = {
    id: 'e1',
    subject: CLUSTER_ID,
    eventType: 'Microsoft.Resources.ResourceWriteSuccess',
    eventTime: '2026-01-01T00:00:00Z',
    dataVersion: '2',
    metadataVersion: '1',
    topic: '/subscriptions/s',
    data: {
      operationName: 'Microsoft.ContainerService/managedClusters/write',
      claims: { name: 'Somebody' },
    },
  };
  expect(await givenUp(event)).toEqual([
    ['Event dead-lettered', { eventId: 'e1', operation: 'microsoft.containerservice/managedclusters/write' }],
  ]);
});

test('what is no event is dead-lettered all the same', async () => {
  expect(await givenUp('{')).toEqual([['Event dead-lettered', { because: 'InvalidEvent' }]]);
});
