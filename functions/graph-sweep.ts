import { app } from '@azure/functions';
import { backstay } from '../shared/app/entry-points.ts';

// Every quarter of an hour: Resource Graph shows changes that came without an event.
app.timer('graphSweep', {
  schedule: '50 3,18,33,48 * * * *',
  handler: async (_timer, context) => (await backstay()).sweepGraph(context),
});
