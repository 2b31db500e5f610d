import { app } from '@azure/functions';
import { backstay } from '../shared/app/entry-points.ts';

// Vaults and other resources that clusters share: role assignments, locks, storage accounts, parts
// of networks.
app.eventGrid('vaultWritten', {
  handler: async (event, context) => (await backstay()).acceptEvent(event, context),
});
