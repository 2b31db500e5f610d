import { app } from '@azure/functions';
import { backstay, EVENT_POISON_QUEUE } from '../shared/app/entry-points.ts';

// The hourly list and the drift check find what a lost event would have said.
app.storageQueue('eventGivenUp', {
  queueName: EVENT_POISON_QUEUE,
  connection: 'AzureWebJobsStorage',
  handler: async (event, context) => (await backstay()).deadLetterEvent(event, context),
});
