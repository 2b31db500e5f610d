import { app } from '@azure/functions';
import { door } from '../shared/wiring.ts';

// Approve or decline one action.
app.http('approvals', door('approvals'));
