import { app } from '@azure/functions';
import { door } from '../shared/wiring.ts';

// The page for people.
app.http('report', door('report'));
