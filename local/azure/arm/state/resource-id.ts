/** The parts of an ARM id. */
export interface ResourceIdParts {
  readonly subscriptionId: string | undefined;
  readonly resourceGroupName: string | undefined;
  /** `Microsoft.ContainerService`; `Microsoft.Resources` for subscriptions and resource groups. */
  readonly namespace: string;
  /** `managedClusters/trustedAccessRoleBindings`. */
  readonly type: string;
  readonly name: string;
}

/** Reads an ARM id in any casing; the last `/providers/` says what the resource is. */
export function readResourceId(id: string): ResourceIdParts {
  const segments = id.split('/').slice(1);
  const lower = segments.map((segment) => segment.toLowerCase());
  const subscriptionId = lower[0] === 'subscriptions' ? segments[1] : undefined;
  const resourceGroupName = lower[2] === 'resourcegroups' ? segments[3] : undefined;
  const name = segments.at(-1) ?? '';

  const providers = lower.lastIndexOf('providers');
  if (providers === -1) {
    const type = resourceGroupName === undefined ? 'subscriptions' : 'subscriptions/resourceGroups';
    return { subscriptionId, resourceGroupName, namespace: 'Microsoft.Resources', type, name };
  }
  const namespace = segments[providers + 1] ?? '';
  const type = segments
    .slice(providers + 2)
    .filter((_, index) => index % 2 === 0)
    .join('/');
  return { subscriptionId, resourceGroupName, namespace, type, name };
}

/**
 * The scopes above an id, nearest first: for a resource its parents, its group and its
 * subscription.
 */
export function scopesAbove(id: string): readonly string[] {
  const segments = id.split('/').slice(1);
  const ends = segments.map((_, index) => index + 1).filter((end) => end % 2 === 0 && end < segments.length);
  return ends
    .map((end) => `/${segments.slice(0, end).join('/')}`)
    .filter((scope) => !/\/providers\/[^/]+$/i.test(scope))
    .reverse();
}
