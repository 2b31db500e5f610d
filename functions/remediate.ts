import { app } from '@azure/functions';
import { door } from '../shared/app/entry-points.ts';

// Carry out the plan that was shown.
app.http('remediate', door('remediate'));
