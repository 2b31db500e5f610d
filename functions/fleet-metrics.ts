import { app } from '@azure/functions';
import { backstay } from '../shared/app/entry-points.ts';

// Every half hour, off the full hour: how many targets are ready, which are not, and why.
app.timer('census', {
  schedule: '0 4,34 * * * *',
  handler: async (_timer, context) => (await backstay()).census(context),
});
