import { app } from '@azure/functions';
import { door } from '../shared/app/entry-points.ts';

// Approve or decline one action.
app.http('approvals', door('approvals'));
