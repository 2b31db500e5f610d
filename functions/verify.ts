import { app } from '@azure/functions';
import { backstay } from '../shared/app/entry-points.ts';

// Once a day, while little else happens: whether the whole record still holds.
app.timer('verify', {
  schedule: '0 23 3 * * *',
  handler: async (_timer, context) => (await backstay()).verify(context),
});
