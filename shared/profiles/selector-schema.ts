import * as z from 'zod';
import type { ClusterSelector } from '../model/profile.ts';
import { type ClusterId, partsOf } from '../model/resource-id.ts';
import { locationName, TAG } from './resolve-profile.ts';
import { clusterIds } from './resource-id-schema.ts';

const groupNames = z
  .array(
    z
      .string()
      .min(1)
      .transform((name) => name.toLowerCase()),
  )
  .min(1);

const locations = z
  .array(
    z
      .string()
      .transform(locationName)
      .refine((name) => /^[a-z0-9]{2,40}$/.test(name), 'must be the name of a region, such as westeurope'),
  )
  .min(1);

/**
 * Characters that names of tags cannot have, and lengths:
 * https://learn.microsoft.com/azure/azure-resource-manager/management/tag-resources#limitations
 */
const TAG_NAME = /^[^<>%&\\?/\p{C}]{1,512}$/u;
const tagValue = z.string().max(256, 'must have at most 256 characters');

const tags = z
  .record(z.string(), z.union([tagValue, z.array(tagValue).min(1)]))
  .superRefine((written, context) => {
    const names = Object.keys(written);
    const refuse = (path: PropertyKey[], message: string) => context.addIssue({ code: 'custom', path, message });
    if (names.length === 0) refuse([], 'must name a tag');
    for (const [index, name] of names.entries()) {
      const lower = name.toLowerCase();
      if (!TAG_NAME.test(name)) refuse([name], 'must be the name of a tag: 1 to 512 characters, none of <>%&\\?/');
      else if (lower === TAG) refuse([name], `must be another tag: "${TAG}" opts a cluster out or picks a profile`);
      else if (names.findIndex((other) => other.toLowerCase() === lower) !== index)
        refuse([name], 'is there twice: names of tags do not differ by case in Azure');
    }
  })
  .transform((written) =>
    Object.fromEntries(Object.entries(written).map(([name, value]) => [name.toLowerCase(), [value].flat()])),
  );

const SUBSCRIPTION = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

const subscriptionId = z.string().transform((text, context): string => {
  const id = text.toLowerCase();
  if (SUBSCRIPTION.test(id)) return id;
  const message =
    text === '*' ? '"*" is many subscriptions: run `backstay profiles expand`' : 'must be a subscription id';
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
});

interface Parts {
  readonly resourceGroups?: readonly string[] | undefined;
  readonly clusters?: readonly ClusterId[] | undefined;
}

export const selectorSchema = z
  .strictObject({
    subscriptions: z
      .array(subscriptionId)
      .min(1)
      .describe('Subscriptions whose clusters the profile is for; ["*"] for all that "managementGroups" have.'),
    managementGroups: z
      .array(z.string().regex(/^[\w().-]{1,90}$/, 'must be the name of a management group, not its id'))
      .min(1)
      .optional()
      .describe(
        'Management groups whose subscriptions the profile is for, with those of the groups below. `backstay profiles expand` lists them for the deployment.',
      ),
    resourceGroups: groupNames.optional().describe('Only clusters in these resource groups; all groups when left out.'),
    clusters: clusterIds().optional().describe('Only these clusters; all when left out.'),
    locations: locations
      .optional()
      .describe('Only clusters in these regions, such as "westeurope"; all when left out.'),
    tags: tags
      .optional()
      .describe(
        'Only clusters with each of these tags: its value, or a list of the values that count. People who may tag a cluster decide then whether the profile is for it.',
      ),
    exclude: z
      .strictObject({
        resourceGroups: groupNames.optional().describe('No cluster in these resource groups.'),
        clusters: clusterIds().optional().describe('None of these clusters.'),
      })
      .refine(({ resourceGroups, clusters }) => (resourceGroups ?? clusters) !== undefined, 'excludes nothing')
      .optional()
      .describe('Clusters that are left out of those that the other parts select.'),
  })
  .superRefine(refuseExcluded)
  .superRefine(refuseImpossible)
  .describe('Which clusters the profile is for. All parts that are given must match.');

/** The selector without the parts that are left out. */
export function selectorOf({
  subscriptions,
  managementGroups,
  resourceGroups,
  clusters,
  locations,
  tags,
  exclude,
}: z.infer<typeof selectorSchema>): ClusterSelector {
  return {
    subscriptions,
    ...(managementGroups && { managementGroups }),
    ...(resourceGroups && { resourceGroups }),
    ...(clusters && { clusters }),
    ...(locations && { locations }),
    ...(tags && { tags }),
    ...(exclude && { exclude: excludedBy(exclude) }),
  };
}

function excludedBy({ resourceGroups, clusters }: Parts) {
  return { ...(resourceGroups && { resourceGroups }), ...(clusters && { clusters }) };
}

/** A part of a selector that names exactly what `exclude` leaves out: a mistake. */
function refuseExcluded(
  { resourceGroups = [], clusters = [], exclude = {} }: Parts & { readonly exclude?: Parts | undefined },
  context: z.RefinementCtx,
): void {
  const refuse = (path: PropertyKey[]) =>
    context.addIssue({ code: 'custom', path, message: 'is left out by "exclude"' });
  for (const [index, clusterId] of clusters.entries()) {
    const group = partsOf(clusterId).resourceGroup ?? '';
    if (exclude.clusters?.includes(clusterId) || exclude.resourceGroups?.includes(group)) refuse(['clusters', index]);
  }
  for (const [index, group] of resourceGroups.entries()) {
    if (exclude.resourceGroups?.includes(group)) refuse(['resourceGroups', index]);
  }
}

/** Clusters that all are outside of the other parts: no cluster can ever be selected. */
function refuseImpossible(
  { subscriptions, resourceGroups, clusters }: Parts & { readonly subscriptions: readonly string[] },
  context: z.RefinementCtx,
): void {
  const isPossible = (clusterId: ClusterId) => {
    const { subscriptionId, resourceGroup = '' } = partsOf(clusterId);
    return subscriptions.includes(subscriptionId) && (resourceGroups?.includes(resourceGroup) ?? true);
  };
  if (clusters === undefined || clusters.some(isPossible)) return;
  const message =
    resourceGroups === undefined
      ? 'selects nothing: none of them is in one of the "subscriptions"'
      : 'selects nothing: none of them is in one of the "subscriptions" and one of the "resourceGroups"';
  context.addIssue({ code: 'custom', path: ['clusters'], message });
}
