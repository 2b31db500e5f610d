import { app } from '@azure/functions';
import { backstay } from '../shared/app/entry-points.ts';

// A vault that was made, moved or changed concerns every cluster that it protects.
app.eventGrid('vaultWritten', {
  handler: async (event, context) => (await backstay()).acceptEvent(event, context),
});
