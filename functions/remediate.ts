import { app } from '@azure/functions';
import { door } from '../shared/doors.ts';

// Carry out the plan that was shown.
app.http('remediate', door('remediate'));
