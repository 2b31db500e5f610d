import { app } from '@azure/functions';
import { httpRoute, ROUTE_NAMES } from '../shared/app/entry-points.ts';

// Each route is a function of its own at the host. `shared/api/routes` has their paths, rights and
// handlers.
for (const name of ROUTE_NAMES) app.http(name, httpRoute(name));
