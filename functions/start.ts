import { app } from '@azure/functions';
import { checkSetUp } from '../shared/doors.ts';

// An app that is set up wrongly says so and does not start.
app.hook.appStart(async () => {
  await checkSetUp();
});
