import { app } from '@azure/functions';
import { door } from '../shared/doors.ts';

// Approve or decline one action.
app.http('approvals', door('approvals'));
