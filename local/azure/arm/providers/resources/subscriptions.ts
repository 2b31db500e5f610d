import type { Platform } from '../../platform.ts';
import type { ArmApp, ArmContext } from '../../server/arm-env.ts';
import { gatewayError } from '../../server/errors.ts';
import { REGIONS, type Region } from '../regions.ts';
import type { Subscription } from './subscription.ts';

/** https://learn.microsoft.com/rest/api/resources/subscriptions */
export function routeSubscriptions(app: ArmApp, { state, access }: Platform): void {
  app.get('/subscriptions', (c) => {
    // Those in which the caller holds anything, wherever it is.
    const seen = state.subscriptions.all().filter(({ id }) => access.reaches(c.var.caller.oid, id));
    return c.json({ value: seen.map(describe), nextLink: '' });
  });

  app.get('/subscriptions/:subscriptionId', (c) => c.json(describe(requireSubscription(c))));
  app.get('/subscriptions/:subscriptionId/locations', (c) => {
    const { id } = requireSubscription(c);
    return c.json({ value: REGIONS.map((region) => describeRegion(id, region)) });
  });

  function requireSubscription(c: ArmContext): Subscription {
    const subscriptionId = c.req.param('subscriptionId') ?? '';
    const subscription = state.subscriptions.get(`/subscriptions/${subscriptionId}`);
    if (subscription !== undefined) return subscription;
    throw gatewayError(404, 'SubscriptionNotFound', `The subscription '${subscriptionId}' could not be found.`);
  }
}

function describe({ id, subscriptionId, tenantId }: Subscription): object {
  return {
    id,
    subscriptionId,
    tenantId,
    displayName: 'Local subscription',
    state: 'Enabled',
    authorizationSource: 'RoleBased',
    subscriptionPolicies: {
      locationPlacementId: 'Public_2014-09-01',
      quotaId: 'PayAsYouGo_2014-09-01',
      spendingLimit: 'Off',
    },
    managedByTenants: [],
  };
}

function describeRegion(subscriptionId: string, { name, displayName, geographyGroup }: Region): object {
  return {
    id: `${subscriptionId}/locations/${name}`,
    name,
    type: 'Region',
    displayName,
    regionalDisplayName: `(${geographyGroup}) ${displayName}`,
    metadata: { regionType: 'Physical', regionCategory: 'Recommended', geographyGroup },
  };
}
