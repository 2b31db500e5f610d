import { app } from '@azure/functions';
import { backstay } from '../shared/app/entry-points.ts';

// Targets that a lost message or a dead instance left behind are requeued within a quarter of an
// hour.
app.timer('sweep', {
  schedule: '30 */10 * * * *',
  handler: async (_timer, context) => (await backstay()).sweep(context),
});
