import { app } from '@azure/functions';
import { sayGoodbye } from '../shared/app/entry-points.ts';

// The instance is taken away: what it has still to tell is sent.
app.hook.appTerminate(sayGoodbye);
