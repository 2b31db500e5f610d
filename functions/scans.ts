import { app } from '@azure/functions';
import { door } from '../shared/wiring.ts';

// How far a scan of many is.
app.http('scans', door('scans'));
