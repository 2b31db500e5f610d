import type { RecordBody } from '../../shared/model/record.ts';

/** What was put on record, if this line of the host's log tells of it. */
export function recordedIn(line: string): RecordBody | undefined {
  if (!line.startsWith('{')) return undefined;
  const { message, body } = JSON.parse(line) as { message?: string; body?: RecordBody };
  return message === 'Recorded' ? body : undefined;
}
