import { app } from '@azure/functions';
import { door } from '../shared/app/entry-points.ts';

// How far a scan of many is.
app.http('scans', door('scans'));
