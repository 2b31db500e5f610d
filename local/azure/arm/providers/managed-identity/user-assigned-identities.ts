import { z } from 'zod';
import type { Platform } from '../../platform.ts';
import { type ArmApp, type ArmContext, originOf } from '../../server/arm-env.ts';
import { resourceNotFound } from '../../server/errors.ts';
import { pageOf } from '../../server/paging.ts';
import { readBody } from '../../server/request-body.ts';
import { locationSchema, tagsSchema } from '../../server/request-schemas.ts';
import { createUserAssignedIdentity } from './create-identity.ts';

const IDENTITIES =
  '/subscriptions/:subscriptionId/resourcegroups/:resourceGroupName/providers/microsoft.managedidentity/userassignedidentities';

const identityRequestSchema = z.object({
  location: locationSchema,
  tags: tagsSchema,
  properties: z.object({ isolationScope: z.enum(['None', 'Regional']).optional() }).optional(),
});

/** https://learn.microsoft.com/rest/api/managedidentity/user-assigned-identities */
export function routeUserAssignedIdentities(app: ArmApp, platform: Platform): void {
  const { state, events } = platform;

  app.get('/subscriptions/:subscriptionId/providers/microsoft.managedidentity/userassignedidentities', (c) =>
    c.json(pageOf(c, platform, state.userAssignedIdentities.below(`/subscriptions/${c.req.param('subscriptionId')}`))),
  );
  app.get(IDENTITIES, (c) => {
    const { subscriptionId, resourceGroupName } = c.req.param();
    const group = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroupName}`;
    return c.json(pageOf(c, platform, state.userAssignedIdentities.below(group)));
  });
  app.get(`${IDENTITIES}/:resourceName`, (c) => {
    const identity = state.userAssignedIdentities.get(identityId(c));
    if (identity !== undefined) return c.json(identity);
    const { resourceGroupName, resourceName } = c.req.param();
    throw resourceNotFound('Microsoft.ManagedIdentity/userAssignedIdentities', resourceName, resourceGroupName);
  });

  app.put(`${IDENTITIES}/:resourceName`, (c) => {
    const existed = state.exists(identityId(c));
    const { properties, ...wishes } = readBody(c, identityRequestSchema);
    const identity = createUserAssignedIdentity(platform, identityId(c), { ...wishes, ...properties });
    events.publish({ kind: 'Write', outcome: 'Success', resourceId: identity.id, origin: originOf(c) });
    return c.json(identity, existed ? 200 : 201);
  });

  app.delete(`${IDENTITIES}/:resourceName`, (c) => {
    const identity = state.userAssignedIdentities.get(identityId(c));
    if (identity === undefined) return c.body(null, 204);
    state.remove(identity.id);
    events.publish({ kind: 'Delete', outcome: 'Success', resourceId: identity.id, origin: originOf(c) });
    return c.body(null, 200);
  });
}

function identityId(c: ArmContext): string {
  const { subscriptionId, resourceGroupName, resourceName } = c.req.param();
  return `/subscriptions/${subscriptionId}/resourcegroups/${resourceGroupName}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${resourceName}`;
}
