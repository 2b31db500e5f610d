import { Cron } from 'croner';

/** When a timer is due. */
export interface Schedule {
  /** The first time after `time`. */
  after(time: Date): Date;
  /** Whether it is due so often that its status is not worth storing: more than once a minute. */
  readonly isFrequent: boolean;
}

/**
 * Reads an NCRONTAB expression of six fields, seconds first, in UTC.
 * https://learn.microsoft.com/azure/azure-functions/functions-bindings-timer#ncrontab-expressions
 * @throws Error that shows how one looks.
 */
export function parseSchedule(expression: string): Schedule {
  const cron = parse(expression);
  const after = (time: Date): Date => {
    const next = cron.nextRun(time);
    if (next === null) throw new Error(`The schedule "${expression}" never comes.`);
    return next;
  };
  const first = after(new Date());
  return { after, isFrequent: after(first).getTime() - first.getTime() < 60_000 };
}

function parse(expression: string): Cron {
  try {
    // Where both day of month and day of week are given, NCRONTAB wants both to fit.
    return new Cron(expression, { mode: '6-part', timezone: 'UTC', domAndDow: true, paused: true });
  } catch (error) {
    throw new Error(
      `The schedule "${expression}" is no NCRONTAB expression of six fields, such as "0 */5 * * * *": ${error}`,
      { cause: error },
    );
  }
}
