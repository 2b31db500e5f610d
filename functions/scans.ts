import { app } from '@azure/functions';
import { door } from '../shared/doors.ts';

// How far a scan of many is.
app.http('scans', door('scans'));
