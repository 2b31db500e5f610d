import { app } from '@azure/functions';
import { backstay, EVENT_QUEUE } from '../shared/app/entry-points.ts';

// Events that Event Grid delivers to a Storage queue, with BACKSTAY_EVENT_DELIVERY=queue. In the
// other mode the queue stays empty.
app.storageQueue('eventQueued', {
  queueName: EVENT_QUEUE,
  connection: 'AzureWebJobsStorage',
  handler: async (event, context) => (await backstay()).acceptEvent(event, context),
});
