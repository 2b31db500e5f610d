import { app } from '@azure/functions';
import { backstay, POISON_QUEUE } from '../shared/app/entry-points.ts';

// Where the host puts what has failed as often as host.json allows.
app.storageQueue('poisoned', {
  queueName: POISON_QUEUE,
  connection: 'AzureWebJobsStorage',
  handler: async (message, context) => (await backstay()).deadLetter(message, context),
});
