import { app } from '@azure/functions';
import { backstay, OUTBOX_POISON_QUEUE, OUTBOX_QUEUE } from '../shared/app/entry-points.ts';

// Sends cards and events, apart from the step that stored them: a slow receiver holds up no
// cluster.
app.storageQueue('outbox', {
  queueName: OUTBOX_QUEUE,
  connection: 'AzureWebJobsStorage',
  handler: async (message, context) => (await backstay()).deliver(message, context),
});

// The rows stay in the outbox, and the sweep queues them again.
app.storageQueue('outboxPoisoned', {
  queueName: OUTBOX_POISON_QUEUE,
  connection: 'AzureWebJobsStorage',
  handler: async (message, context) => (await backstay()).deadLetterDelivery(message, context),
});
