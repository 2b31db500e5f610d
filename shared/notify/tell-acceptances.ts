import { isActive, remindAt } from '../acceptances/active.ts';
import { uuid5 } from '../lib/uuid5.ts';
import type { TargetState } from '../model/state.ts';
import { targetKey } from '../model/target.ts';
import { acceptanceEndsCard } from './cards/acceptance-ends.ts';
import type { TellPorts } from './tell-people.ts';

type ReminderPorts = Pick<TellPorts, 'outbox' | 'clock' | 'log' | 'profiles' | 'publicUrl' | 'portal'>;

/**
 * One card a week before accepted findings count again. Answers the state with the acceptances that
 * people were reminded of.
 */
export async function tellAcceptances(state: TargetState, ports: ReminderPorts): Promise<TargetState> {
  const now = ports.clock.now().toISOString();
  const { target, acceptances = [] } = state;
  const ending = acceptances.filter((each) => isActive(each, now) && !each.reminded && remindAt(each) <= now);
  if (ending.length === 0) return state;
  const { mentions = [], channels } = ports.profiles.find(({ name }) => name === target.profile)?.notify ?? {};
  const ids = new Set(ending.map(({ id }) => id));
  try {
    const payload = acceptanceEndsCard(target, ending, ports, mentions);
    // A step that is repeated after a crash makes the same id.
    await ports.outbox.put('card', [{ id: `acceptance-${uuid5(JSON.stringify([...ids].sort()))}`, payload }], channels);
  } catch (error) {
    const why = error instanceof Error ? error.name : 'unknown';
    ports.log.error('Card not stored', { target: targetKey(target), why });
    return state;
  }
  return {
    ...state,
    acceptances: acceptances.map((each) => (ids.has(each.id) ? { ...each, reminded: true as const } : each)),
  };
}
