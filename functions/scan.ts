import { app } from '@azure/functions';
import { door } from '../shared/app/entry-points.ts';

// Look at one cluster or at many; writes nothing to Azure.
app.http('scan', door('scan'));
