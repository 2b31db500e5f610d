import { app } from '@azure/functions';
import { door } from '../shared/wiring.ts';

// The API describes itself, and each of its refusals.
app.http('openapi', door('openapi'));
app.http('problems', door('problems'));
