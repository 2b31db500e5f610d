import type { TokenCredential } from '@azure/identity';
import { createEventPublisher } from '../azure/event-publisher.ts';
import { systemClock } from '../lib/clock.ts';
import { VERSION } from '../lib/version.ts';
import type { Consumer } from '../model/consumer.ts';
import type { ConsumerName } from '../model/outbox.ts';
import { withDeliveryHealth } from '../notify/delivery-health.ts';
import { createGithubConsumer } from '../notify/github.ts';
import { observedConsumer } from '../notify/observed-consumer.ts';
import { createSlackConsumer } from '../notify/slack.ts';
import { createTeamsConsumer } from '../notify/teams.ts';
import { createWebhookConsumer } from '../notify/webhook.ts';
import type { Notes } from '../ports/notes.ts';
import type { Settings } from '../settings/settings.ts';

/** The receivers of the outbox that the settings configure. */
export function consumersOf(
  { teams, slack, github, webhook, eventsEndpoint: endpoint }: Settings,
  credential: TokenCredential,
  notes: Notes,
): ReadonlyMap<ConsumerName, Consumer> {
  const clock = systemClock;
  const consumers = new Map<ConsumerName, Consumer>();
  if (teams.webhook !== undefined) {
    consumers.set('teams', createTeamsConsumer({ ...teams, webhook: teams.webhook }));
  }
  if (slack.webhook !== undefined) {
    consumers.set('slack', createSlackConsumer({ ...slack, webhook: slack.webhook }));
  }
  if (github !== undefined) {
    consumers.set(
      'github',
      createGithubConsumer({ ...github, allowedHosts: [new URL(github.api).host], notes, clock }),
    );
  }
  if (endpoint !== undefined) {
    consumers.set('events', createEventPublisher({ endpoint, credential, version: VERSION }));
  }
  if (webhook !== undefined) consumers.set('webhook', createWebhookConsumer({ ...webhook, clock }));
  return new Map(
    [...consumers].map(([name, consumer]) => [
      name,
      observedConsumer(name, withDeliveryHealth(name, consumer, notes, clock)),
    ]),
  );
}
