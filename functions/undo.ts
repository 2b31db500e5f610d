import { app } from '@azure/functions';
import { door } from '../shared/app/entry-points.ts';

// Take back what was done; at first only shown.
app.http('undo', door('undo'));
