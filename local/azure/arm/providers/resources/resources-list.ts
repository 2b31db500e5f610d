import type { Platform } from '../../platform.ts';
import type { ArmApp, ArmContext } from '../../server/arm-env.ts';
import { gatewayError } from '../../server/errors.ts';
import { pageOf } from '../../server/paging.ts';
import { readResourceId } from '../../state/resource-id.ts';
import type { TrackedResource } from '../../state/wire.ts';

const SUBSCRIPTION = '/subscriptions/:subscriptionId';

/**
 * All resources of a subscription or a group, without their properties.
 *
 * @see https://learn.microsoft.com/rest/api/resources/resources/list
 */
export function routeResourcesList(app: ArmApp, platform: Platform): void {
  app.get(`${SUBSCRIPTION}/resources`, (c) => list(c, platform, `/subscriptions/${c.req.param('subscriptionId')}`));
  app.get(`${SUBSCRIPTION}/resourcegroups/:resourceGroupName/resources`, (c) => {
    const { subscriptionId, resourceGroupName } = c.req.param();
    return list(c, platform, `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroupName}`);
  });
}

function list(c: ArmContext, platform: Platform, scope: string): Response {
  const isWanted = readFilter(c.req.query('$filter'));
  const found = platform.state.trackedBelow(scope).filter(isWanted);
  const withState = c.req.query('$expand')?.split(',').includes('provisioningState') ?? false;
  return c.json(
    pageOf(
      c,
      platform,
      found.map((resource) => describe(resource, withState)),
    ),
  );
}

interface Described extends TrackedResource {
  readonly kind?: string;
  readonly managedBy?: string;
  readonly sku?: object;
  readonly identity?: object;
  readonly properties?: { readonly provisioningState?: string };
}

function describe(resource: Described, withState: boolean): object {
  const { id, name, type, location, tags, kind, managedBy, sku, identity, properties } = resource;
  return {
    id,
    name,
    type,
    location,
    ...(kind !== undefined && { kind }),
    ...(managedBy !== undefined && { managedBy }),
    ...(sku !== undefined && { sku }),
    ...(identity !== undefined && { identity }),
    ...(tags !== undefined && { tags }),
    ...(withState && { provisioningState: properties?.provisioningState ?? 'Succeeded' }),
  };
}

type Test = (resource: TrackedResource) => boolean;

const TESTS: Readonly<Record<string, (value: string) => Test>> = {
  resourcetype:
    (value) =>
    ({ type }) =>
      type.toLowerCase() === value,
  resourcegroup:
    (value) =>
    ({ id }) =>
      readResourceId(id).resourceGroupName?.toLowerCase() === value,
  name:
    (value) =>
    ({ name }) =>
      name.toLowerCase() === value,
  location:
    (value) =>
    ({ location }) =>
      location === value.replaceAll(' ', ''),
  tagname:
    (value) =>
    ({ tags }) =>
      Object.keys(tags ?? {}).some((tag) => tag.toLowerCase() === value),
  // Beside a name of a tag; which tag has the value is compared with that name by Azure, and here
  // with all of them.
  tagvalue:
    (value) =>
    ({ tags }) =>
      Object.values(tags ?? {}).some((each) => each.toLowerCase() === value),
};

/** Comparisons with `eq`, joined by `and`: as much as the Azure CLI sends. */
function readFilter(filter: string | undefined): Test {
  // Without a filter the Azure CLI sends an empty one.
  if (filter === undefined || filter === '') return () => true;
  const tests = filter.split(/\s+and\s+/i).map((term) => {
    const [, property = '', value = ''] = /^\s*(\w+)\s+eq\s+'([^']*)'\s*$/i.exec(term) ?? [];
    const test = TESTS[property.toLowerCase()];
    if (test !== undefined) return test(value.toLowerCase());
    throw gatewayError(400, 'InvalidFilterInQueryString', `Invalid $filter '${filter}' specified in the query string.`);
  });
  return (resource) => tests.every((test) => test(resource));
}
