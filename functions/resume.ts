import { app } from '@azure/functions';
import { door } from '../shared/app/entry-points.ts';

// Act again on a target where work was undone.
app.http('resume', door('resume'));
