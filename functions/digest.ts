import { app } from '@azure/functions';
import { backstay } from '../shared/app/entry-points.ts';

// Changes of a burst go out on one card, at most five minutes and a little later.
app.timer('news', {
  schedule: '45 */5 * * * *',
  handler: async (_timer, context) => (await backstay()).sendBurstDigest(context),
});

// Once a day; every ten minutes it is seen whether today's is still to be sent.
app.timer('digest', {
  schedule: '15 */10 * * * *',
  handler: async (_timer, context) => (await backstay()).sendDailyDigest(context),
});
