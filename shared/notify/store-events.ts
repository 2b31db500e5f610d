import type { Trail } from '../audit/trail.ts';
import type { EventOrigin } from '../events/cloud-event.ts';
import type { Log } from '../lib/log.ts';
import type { Profile } from '../model/profile.ts';
import type { RecordEntry } from '../model/record.ts';
import type { TargetState } from '../model/state.ts';
import { type Target, targetKey } from '../model/target.ts';
import { eventsOfEntry, type IntentOf } from './events-of-entry.ts';
import type { Outbox } from './outbox.ts';

export interface StoreEventsPorts {
  readonly outbox: Outbox;
  readonly trail: Pick<Trail, 'chain' | 'after' | 'last'>;
  readonly log: Pick<Log, 'error'>;
  readonly profiles: readonly Profile[];
  /** Names the app, and the span at work. */
  eventOrigin(): EventOrigin;
}

/**
 * The state with the entry from which its events are published. A target that was there before the
 * topic was configured begins with what comes now: its history is not published. Without a topic
 * there is no mark.
 */
export async function beginEvents(state: TargetState, { outbox, trail }: StoreEventsPorts): Promise<TargetState> {
  const { eventsUntil, ...rest } = state;
  if (!outbox.has('event')) return rest;
  return { ...rest, eventsUntil: eventsUntil ?? (await trail.last(state.target)) };
}

/**
 * Puts into the outbox what the entries since the last time mean to others. The mark moves with the
 * release of the target, so that a step that dies in between stores the same events again, under
 * the same ids. An outbox that cannot be written holds up no step: the mark stays.
 */
export async function storeEvents(state: TargetState, ports: StoreEventsPorts): Promise<TargetState> {
  const { target, eventsUntil } = state;
  const { outbox, trail, log } = ports;
  if (eventsUntil === undefined || !outbox.has('event')) return state;
  try {
    const entries = await trail.after(target, eventsUntil);
    const last = entries.at(-1)?.sequence;
    if (last === undefined) return state;
    const origin = ports.eventOrigin();
    const intentOf = await intentsFor(target, entries, trail);
    const events = entries.flatMap((entry) => eventsOfEntry(entry, intentOf, origin));
    await outbox.put(
      'event',
      events.map((event) => ({ id: event.id, payload: event })),
      ports.profiles.find(({ name }) => name === target.profile)?.notify?.channels,
    );
    return { ...state, eventsUntil: last };
  } catch (error) {
    const why = error instanceof Error ? error.name : 'unknown';
    log.error('Events not stored', { target: targetKey(target), why });
    return state;
  }
}

/**
 * An action that took long was intended by an earlier step: then its intent is looked up in the
 * whole chain.
 */
async function intentsFor(
  target: Target,
  entries: readonly RecordEntry[],
  trail: Pick<Trail, 'chain'>,
): Promise<IntentOf> {
  const known = intentsIn(entries);
  const isUnknown = entries.some(({ body }) => 'actionKey' in body && !known.has(body.actionKey));
  const all = isUnknown ? intentsIn((await trail.chain(target))?.entries ?? []) : known;
  return (key) => all.get(key);
}

function intentsIn(entries: readonly (RecordEntry | undefined)[]) {
  const intents = new Map<string, { readonly kind: string; readonly text: string }>();
  for (const entry of entries) {
    if (entry?.body.type !== 'actionIntended') continue;
    const { key, remedy, text } = entry.body.action;
    intents.set(key, { kind: remedy.kind, text });
  }
  return intents;
}
