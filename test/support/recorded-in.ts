import type { RecordBody } from '../../shared/model/record.ts';

/** The recorded entry, if this line of the host's log reports one. */
export function recordedIn(line: string): RecordBody | undefined {
  if (!line.startsWith('{')) return undefined;
  const { message, body } = JSON.parse(line) as { message?: string; body?: RecordBody };
  return message === 'Recorded' ? body : undefined;
}
