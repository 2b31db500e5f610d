import { app } from '@azure/functions';
import { backstay, SCAN_QUEUE } from '../shared/app/entry-points.ts';

app.storageQueue('scanStep', {
  queueName: SCAN_QUEUE,
  connection: 'AzureWebJobsStorage',
  handler: async (message, context) => (await backstay()).scanStep(message, context),
});
