import { app } from '@azure/functions';
import { door } from '../shared/app/entry-points.ts';

// The API describes itself, and each of its refusals.
app.http('openapi', door('openapi'));
app.http('problems', door('problems'));
