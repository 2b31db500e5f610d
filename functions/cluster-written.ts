import { app } from '@azure/functions';
import { backstay } from '../shared/app/entry-points.ts';

// Clusters, their extensions and their bindings. Event Grid waits 30 s for the answer and sends
// again what was not answered, so this only takes note.
app.eventGrid('clusterWritten', {
  handler: async (event, context) => (await backstay()).acceptEvent(event, context),
});
