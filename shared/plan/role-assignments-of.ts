/**
 * How many role assignments each subscription has, by its id in small letters. Those of management
 * groups do not count.
 */
export function roleAssignmentsOf(scopes: readonly Readonly<Record<string, unknown>>[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { id, assignments } of scopes) {
    const [, subscription] = /^\/subscriptions\/([^/]+)/i.exec(String(id)) ?? [];
    if (subscription === undefined || typeof assignments !== 'number') continue;
    const key = subscription.toLowerCase();
    counts.set(key, (counts.get(key) ?? 0) + assignments);
  }
  return counts;
}
