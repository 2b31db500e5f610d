import { app } from '@azure/functions';
import { sayGoodbye } from '../shared/app/entry-points.ts';

// The instance ends: its remaining telemetry is sent.
app.hook.appTerminate(sayGoodbye);
