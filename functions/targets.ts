import { app } from '@azure/functions';
import { door } from '../shared/doors.ts';

// The fleet, and one target of it.
app.http('targets', door('targets'));
app.http('target', door('target'));
