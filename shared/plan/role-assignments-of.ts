/**
 * How many role assignments each subscription has, by its id in small letters. Those of management
 * groups do not count.
 */
export function roleAssignmentsOf(rows: readonly Readonly<Record<string, unknown>>[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { id } of rows) {
    const [, subscription] = /^\/subscriptions\/([^/]+)/i.exec(String(id)) ?? [];
    if (subscription !== undefined) {
      const key = subscription.toLowerCase();
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  return counts;
}
