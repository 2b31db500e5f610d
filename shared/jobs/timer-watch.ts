import * as z from 'zod';
import { type Clock, secondsAfter } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { changeNote, type Notes } from '../ports/notes.ts';

/** Two sweeps in a row are missing then. */
const MAX_SILENCE_SECONDS = 20 * 60;
const NOTE = 'sweeps';

const noteSchema = z.object({ at: z.iso.datetime() });

/**
 * Notices when the timers of the app have stopped, as Flex Consumption lets them after some
 * deployments while everything else goes on.
 * https://github.com/Azure/azure-functions-host/issues/11828
 */
export interface TimerWatch {
  /** The timer has run a sweep. */
  swept(): Promise<void>;
  /**
   * Requests a sweep if the timer has run none for 20 minutes. Of all instances only one requests
   * it.
   */
  check(log: Log): Promise<void>;
}

/** @param requestSweep has a sweep run in an invocation of its own */
export function createTimerWatch(notes: Notes, clock: Clock, requestSweep: () => Promise<void>): TimerWatch {
  // Until then nothing has to be read: an instance asks the table about three times an hour.
  let quietUntil: Date | undefined;

  return {
    async swept() {
      const now = clock.now();
      await changeNote<void>(notes, NOTE, () => ({ write: { at: now.toISOString() }, answer: undefined }));
      quietUntil = secondsAfter(now, MAX_SILENCE_SECONDS);
    },
    async check(log) {
      const now = clock.now();
      if (quietUntil !== undefined && now < quietUntil) return;
      const last = await changeNote<Date | undefined>(notes, NOTE, (value) => {
        const at = noteSchema.safeParse(value).data?.at;
        const isSilent = at !== undefined && secondsAfter(new Date(at), MAX_SILENCE_SECONDS) <= now;
        // A new app has no note yet: its timers have as long as all others.
        const write = at === undefined || isSilent ? { write: { at: now.toISOString() } } : {};
        return { ...write, answer: at === undefined ? undefined : new Date(at) };
      });
      const isSilent = last !== undefined && secondsAfter(last, MAX_SILENCE_SECONDS) <= now;
      quietUntil = secondsAfter(isSilent || last === undefined ? now : last, MAX_SILENCE_SECONDS);
      if (!isSilent) return;
      log.error('Timers stopped', { lastSweep: last.toISOString() });
      await requestSweep();
    },
  };
}
