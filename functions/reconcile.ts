import { app } from '@azure/functions';
import { backstay, WAKE_QUEUE } from '../shared/app/entry-points.ts';

app.storageQueue('reconcile', {
  queueName: WAKE_QUEUE,
  connection: 'AzureWebJobsStorage',
  handler: async (message, context) => (await backstay()).reconcile(message, context),
});
