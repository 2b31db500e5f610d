import { app } from '@azure/functions';
import { checkSetUp } from '../shared/app/entry-points.ts';

// An app that is set up wrongly says so and does not start.
app.hook.appStart(async () => {
  await checkSetUp();
});
