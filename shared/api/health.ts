import { type Clock, secondsAfter } from '../lib/clock.ts';
import { within } from '../lib/within.ts';
import type { UncoveredSubscription } from '../model/coverage.ts';
import { CONSUMERS, type ConsumerName, type OutboxCount } from '../model/outbox.ts';
import type { DeliveryHealth } from '../notify/delivery-health.ts';
import type { ArmReader } from '../ports/arm.ts';
import type { ActiveProfiles } from '../profiles/active-profiles.ts';
import type { TargetStore } from '../storage/target-store.ts';
import { describeCoverage } from '../wording/describe-coverage.ts';
import type { HealthCheck } from './calls.ts';
import { checkDelivery } from './delivery-check.ts';
import { checkSignIn, type SignInState } from './sign-in-state.ts';

export interface HealthPorts {
  readonly targets: Pick<TargetStore, 'summaries'>;
  readonly arm: Pick<ArmReader, 'getProvider'>;
  /** The profiles that are gone by, and why not those of the file. */
  inForce(): Promise<ActiveProfiles>;
  readonly clock: Clock;
  /** The receivers of messages; `teams` is checked in any case. */
  readonly consumers: { readonly has: (consumer: ConsumerName) => boolean };
  /** How the last delivery to a consumer went. */
  delivery(consumer: ConsumerName): Promise<DeliveryHealth>;
  readonly signIn: SignInState;
  /** What is in the outbox. */
  outbox(): Promise<readonly OutboxCount[]>;
  /** Subscriptions that the deployment does not cover. */
  coverage(): Promise<readonly UncoveredSubscription[]>;
}

/** Anybody may ask, however often: what was seen counts for these seconds. */
const COUNTS_SECONDS = 10;
/**
 * A check that takes longer has failed: probes get an answer within two seconds, also while storage
 * and Azure give none.
 */
const LIMIT_MS = 1_500;

/**
 * Whether the app can do its work: its storage can be reached, and Azure answers. Checks again when
 * the last result is old.
 */
export function createHealth(ports: HealthPorts): () => Promise<readonly HealthCheck[]> {
  let last: { readonly checks: Promise<readonly HealthCheck[]>; readonly until: number } | undefined;
  return () => {
    const now = ports.clock.now();
    if (last === undefined || last.until <= now.getTime()) {
      last = { checks: assess(ports), until: secondsAfter(now, COUNTS_SECONDS).getTime() };
    }
    return last.checks;
  };
}

async function assess({
  targets,
  arm,
  inForce,
  consumers,
  delivery,
  outbox,
  coverage,
  signIn,
  clock,
}: HealthPorts): Promise<readonly HealthCheck[]> {
  const active = inForce();
  return Promise.all([
    check('storage', async () => {
      await targets.summaries({ limit: 1 });
      return 'The table of targets can be read.';
    }),
    check('resourceManager', async () => {
      const [subscriptionId = ''] = (await active).profiles.flatMap(({ selector }) => selector.subscriptions);
      const answer = await arm.getProvider(subscriptionId, 'Microsoft.DataProtection');
      if (!answer.ok) throw new Error(`${answer.failure.code}: ${answer.failure.message}`);
      return `Subscription ${subscriptionId} can be read.`;
    }),
    inTime(active.then(checkProfiles), 'profiles'),
    ...CONSUMERS.filter((name) => name === 'teams' || consumers.has(name)).map((name) =>
      checkDelivery(name, (consumer) => within(LIMIT_MS, delivery(consumer), noAnswer)),
    ),
    checkSignIn(signIn),
    inTime(
      outbox().then((counts) => outboxCheck(counts, clock.now()), outboxUnknown),
      'outbox',
    ),
    inTime(coverage().then(coverageCheck, coverageUnknown), 'coverage'),
  ]);
}

/** Not needed for the work: a check without an answer in time takes no app out of service. */
function inTime(answer: Promise<HealthCheck>, name: string): Promise<HealthCheck> {
  return within(LIMIT_MS, answer, () => ({ name, ok: false, needed: false, detail: NO_ANSWER }));
}

const NO_ANSWER = `There was no answer within ${LIMIT_MS / 1000} s.`;

function noAnswer(): never {
  throw new Error(NO_ANSWER);
}

/**
 * A wrong file is no reason to take the app out of service: the profiles from before stay active.
 */
function checkProfiles({ profiles, refused }: ActiveProfiles): HealthCheck {
  const about = { name: 'profiles', ok: refused === undefined, needed: false };
  const read = `${profiles.length} active: ${profiles.map(({ name, mode }) => `${name} (${mode})`).join(', ')}.`;
  if (refused === undefined) return { ...about, detail: read };
  return { ...about, detail: `${read} The file is wrong, seen at ${refused.since}, and not active. ${refused.why}` };
}

/** A message that waits longer than this is late: the first retries come within minutes. */
const LATE_SECONDS = 3600;

/** A receiver that does not accept messages is no reason to take the app out of service. */
function outboxCheck(counts: readonly OutboxCount[], now: Date): HealthCheck {
  const about = { name: 'outbox', needed: false };
  if (counts.length === 0) return { ...about, ok: true, detail: 'No message waits.' };
  const late = secondsAfter(now, -LATE_SECONDS).toISOString();
  const isLate = ({ oldestAt }: OutboxCount) => oldestAt !== undefined && oldestAt < late;
  const lines = counts.map(
    ({ consumer, waiting, oldestAt, deadLettered }) =>
      `${consumer}: ${waiting} waiting${oldestAt === undefined ? '' : `, the oldest since ${oldestAt}`}, ${deadLettered} dead-lettered.`,
  );
  return { ...about, ok: !counts.some((each) => each.deadLettered > 0 || isLate(each)), detail: lines.join(' ') };
}

/** New subscriptions are no reason to take the app out of service. */
function coverageCheck(uncovered: readonly UncoveredSubscription[]): HealthCheck {
  const detail = describeCoverage(uncovered).join(' ');
  return { name: 'coverage', ok: detail === '', needed: false, detail: detail || 'No subscription is left out.' };
}

function coverageUnknown(): HealthCheck {
  return { name: 'coverage', ok: false, needed: false, detail: 'The last count of subscriptions cannot be read.' };
}

function outboxUnknown(): HealthCheck {
  return { name: 'outbox', ok: false, needed: false, detail: 'The outbox cannot be read.' };
}

/**
 * A failed check has the answer of the other side in one line; only callers with the right to read
 * see it.
 */
async function check(name: string, read: () => Promise<string>): Promise<HealthCheck> {
  try {
    return { name, ok: true, needed: true, detail: await within(LIMIT_MS, read(), noAnswer) };
  } catch (error) {
    return { name, ok: false, needed: true, detail: error instanceof Error ? error.message : String(error) };
  }
}
