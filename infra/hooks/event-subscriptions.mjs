// The event subscriptions that infra/events.bicep makes: where they are, and those that have to go
// before another try.

/** As infra/events/subscriptions.bicep has them, whichever way the events go. */
export const FUNCTIONS = ['clusterWritten', 'vaultWritten'];
export const EVENT_GRID_VERSION = '2025-02-15';

/** Ids of the system topics, as infra/events.bicep chooses them. */
export function topicsOf(listened, suffix, existing) {
  return listened.map(
    (subscription) =>
      existing.find((id) => id.toLowerCase().startsWith(`/subscriptions/${subscription}/`)) ??
      `/subscriptions/${subscription}/resourceGroups/rg-backstay-events-${suffix}/providers/Microsoft.EventGrid/systemTopics/evgt-backstay-${suffix}`,
  );
}

/**
 * An event subscription that failed stays so through every deployment, until it is deleted.
 * https://github.com/Azure/azure-sdk-for-net/issues/51014
 */
export function deleteFailed({ run, topics, suffix, say }) {
  const ours = FUNCTIONS.map((name) => `backstay-${name}-${suffix}`.toLowerCase());
  for (const topic of topics) {
    const url = `${topic}/eventSubscriptions?api-version=${EVENT_GRID_VERSION}`;
    const { status, stdout } = run('az', ['rest', '--method', 'get', '--url', url, '--output', 'json']);
    // No topic yet, or none that may be read: the next try says what is wrong.
    if (status !== 0) continue;
    const failed = (JSON.parse(stdout || '{}').value ?? []).filter(
      ({ name, properties }) => properties?.provisioningState === 'Failed' && ours.includes(name.toLowerCase()),
    );
    for (const { id, name } of failed) {
      const deleted = run('az', [
        'resource',
        'delete',
        '--ids',
        id,
        '--api-version',
        EVENT_GRID_VERSION,
        '--output',
        'none',
      ]);
      const how =
        deleted.status === 0 ? 'was deleted' : `could not be deleted (${deleted.stderr.trim().split('\n').at(-1)})`;
      say(`The failed event subscription ${name} ${how}`);
    }
  }
}
