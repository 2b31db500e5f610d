import { app } from '@azure/functions';
import { door } from '../shared/doors.ts';

// Take back what was done; at first only shown.
app.http('undo', door('undo'));
