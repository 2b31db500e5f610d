import type { Fact } from '../model/fact.ts';
import type { Confirmation } from '../model/protection.ts';
import type { Reader } from './reading.ts';

const OFF: Fact<Confirmation> = { state: 'known', value: 'off', sources: [] };

/** Reads nothing: to ask Azure Backup is an action, and its answer is kept with the target. */
export const readConfirmation: Reader<'confirmation'> = async ({ confirmation = OFF }) => confirmation;

/** Kept with the target as well. */
export const readReadiness: Reader<'readiness'> = async ({ readiness = 'notKnown' }) => ({
  state: 'known',
  value: readiness,
  sources: [],
});
