import { app } from '@azure/functions';
import { backstay } from '../shared/app/entry-points.ts';

// Hourly, and off the full hour, when everybody's timers run. A run that was missed is made up for
// at the next start.
app.timer('anchor', {
  schedule: '0 7 * * * *',
  handler: async (_timer, context) => (await backstay()).anchor(context),
});
