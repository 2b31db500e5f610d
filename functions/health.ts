import { app } from '@azure/functions';
import { door } from '../shared/app/entry-points.ts';

// Live and ready, for probes; why not, for those who may read.
app.http('health', door('health'));
app.http('healthDetails', door('healthDetails'));
