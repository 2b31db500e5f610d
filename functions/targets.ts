import { app } from '@azure/functions';
import { door } from '../shared/app/entry-points.ts';

// The fleet, and one target of it.
app.http('targets', door('targets'));
app.http('target', door('target'));
