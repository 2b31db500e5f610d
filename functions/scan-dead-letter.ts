import { app } from '@azure/functions';
import { backstay, SCAN_POISON_QUEUE } from '../shared/app/entry-points.ts';

// A cluster that cannot be scanned counts as done, so that the scan ends.
app.storageQueue('scanGivenUp', {
  queueName: SCAN_POISON_QUEUE,
  connection: 'AzureWebJobsStorage',
  handler: async (message, context) => (await backstay()).deadLetterScan(message, context),
});
