import { app } from '@azure/functions';
import { backstay } from '../shared/doors.ts';

// Settings and profiles are read once, now: an app that is set up wrongly says so and does not start.
app.hook.appStart(async () => {
  await backstay();
});
