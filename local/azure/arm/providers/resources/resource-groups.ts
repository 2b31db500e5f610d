import { z } from 'zod';
import type { Platform } from '../../platform.ts';
import { type ArmApp, type ArmContext, originOf } from '../../server/arm-env.ts';
import { gatewayError, resourceGroupNotFound } from '../../server/errors.ts';
import { pageOf } from '../../server/paging.ts';
import { readBody } from '../../server/request-body.ts';
import { locationSchema, tagsSchema } from '../../server/request-schemas.ts';
import { underPolicies } from '../authorization/policy/policy-effects.ts';
import { newResourceGroup, type ResourceGroup } from './resource-group.ts';

const GROUPS = '/subscriptions/:subscriptionId/resourcegroups';
/** https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules */
const NAME = /^[-\w._()]{0,89}[-\w_()]$/u;

const groupPutSchema = z.object({ location: locationSchema, tags: tagsSchema, managedBy: z.string().optional() });
const groupPatchSchema = z.object({ tags: tagsSchema });

/** https://learn.microsoft.com/rest/api/resources/resource-groups */
export function routeResourceGroups(app: ArmApp, platform: Platform): void {
  const { state } = platform;

  app.get(GROUPS, (c) =>
    c.json(pageOf(c, platform, state.resourceGroups.below(`/subscriptions/${c.req.param('subscriptionId')}`))),
  );
  app.get(`${GROUPS}/:resourceGroupName`, (c) => {
    // The same route answers HEAD, which asks whether the group exists and for nothing else.
    if (c.req.method === 'HEAD') return c.body(null, state.exists(groupId(c)) ? 204 : 404);
    return c.json(requireGroup(c, platform));
  });
  app.put(`${GROUPS}/:resourceGroupName`, (c) => putGroup(c, platform));
  app.patch(`${GROUPS}/:resourceGroupName`, (c) => patchGroup(c, platform));
  app.delete(`${GROUPS}/:resourceGroupName`, (c) => deleteGroup(c, platform));
  app.get('/subscriptions/:subscriptionId/operationresults/:operationId', (c) => {
    const operation = platform.operations.get(c.req.param('operationId'));
    if (operation === undefined) throw gatewayError(404, 'NotFound', 'The operation was not found.');
    if (operation.status === 'InProgress') linkToResult(c, platform, operation.id);
    return c.body(null, operation.status === 'InProgress' ? 202 : 200);
  });
}

function groupId(c: ArmContext): string {
  return `/subscriptions/${c.req.param('subscriptionId')}/resourceGroups/${c.req.param('resourceGroupName')}`;
}

function requireGroup(c: ArmContext, { state }: Platform): ResourceGroup {
  const group = state.resourceGroups.get(groupId(c));
  if (group === undefined) throw resourceGroupNotFound(c.req.param('resourceGroupName') ?? '');
  return group;
}

function putGroup(c: ArmContext, platform: Platform): Response {
  const { state, events } = platform;
  const { subscriptionId = '', resourceGroupName = '' } = c.req.param();
  if (!NAME.test(resourceGroupName)) {
    throw gatewayError(
      400,
      'InvalidResourceGroup',
      `The provided resource group name '${resourceGroupName}' is invalid.`,
    );
  }
  const wishes = readBody(c, groupPutSchema);
  const current = state.resourceGroups.get(groupId(c));
  if (current?.properties.provisioningState === 'Deleting') throw beingDeleted(current);
  if (current !== undefined && current.location !== wishes.location) {
    const message =
      `Invalid resource group location '${wishes.location}'. ` +
      `The Resource group already exists in location '${current.location}'.`;
    throw gatewayError(409, 'InvalidResourceGroupLocation', message);
  }
  const wanted = newResourceGroup(subscriptionId, current?.name ?? resourceGroupName, wishes);
  const { tags } = underPolicies(platform, { ...wanted, type: 'Microsoft.Resources/subscriptions/resourceGroups' });
  const group = state.resourceGroups.set({ ...wanted, tags });
  events.publish({ kind: 'Write', outcome: 'Success', resourceId: group.id, origin: originOf(c) });
  return c.json(group, current === undefined ? 201 : 200);
}

function patchGroup(c: ArmContext, platform: Platform): Response {
  const current = requireGroup(c, platform);
  if (current.properties.provisioningState === 'Deleting') throw beingDeleted(current);
  const { tags = current.tags } = readBody(c, groupPatchSchema);
  const group = platform.state.resourceGroups.set({ ...current, tags });
  platform.events.publish({ kind: 'Write', outcome: 'Success', resourceId: group.id, origin: originOf(c) });
  return c.json(group);
}

function beingDeleted({ name }: ResourceGroup) {
  const message = `The resource group '${name}' is in deprovisioning state and cannot perform this operation.`;
  return gatewayError(409, 'ResourceGroupBeingDeleted', message);
}

/** Takes everything in the group along; each resource's end is an event of its own. */
function deleteGroup(c: ArmContext, platform: Platform): Response {
  const { state, operations, events } = platform;
  const group = requireGroup(c, platform);
  state.resourceGroups.set({ ...group, properties: { provisioningState: 'Deleting' } });
  const origin = originOf(c);
  const operation = operations.start({
    resourceId: group.id,
    duration: 'resourceGroupDelete',
    finish: () => {
      const nodeGroups = state.managedClusters
        .below(group.id)
        .map(({ properties }) => groupIdBeside(group, properties.nodeResourceGroup));
      for (const resourceId of [group.id, ...nodeGroups].flatMap((id) => state.remove(id))) {
        events.publish({ kind: 'Delete', outcome: 'Success', resourceId, origin });
      }
      return undefined;
    },
  });
  linkToResult(c, platform, operation.id);
  return c.body(null, 202);
}

function groupIdBeside(group: ResourceGroup, name: string): string {
  return group.id.replace(/[^/]+$/, name);
}

function linkToResult(c: ArmContext, platform: Platform, operationId: string): void {
  const path = `/subscriptions/${c.req.param('subscriptionId')}/operationresults/${operationId}`;
  c.header('Location', `${platform.publicUrl()}${path}?api-version=2024-07-01`);
}
