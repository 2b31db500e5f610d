import { app } from '@azure/functions';
import { backstay } from '../shared/app/entry-points.ts';

// Hourly: one list for each subscription finds clusters without an event.
app.timer('discover', {
  schedule: '40 17 * * * *',
  handler: async (_timer, context) => (await backstay()).discover(context),
});
