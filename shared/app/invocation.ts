import type { InvocationContext } from '@azure/functions';
import type { Log } from '../lib/log.ts';
import { begin, reportTo } from '../telemetry/at-work.ts';
import type { Recorder } from '../telemetry/recorder.ts';
import type { Attributes } from '../telemetry/telemetry.ts';
import { parseTraceparent } from '../telemetry/trace-context.ts';

export interface Invocation {
  readonly name: string;
  /**
   * The `traceparent` that its message carries, if it carries one. For eyes only: nothing is
   * decided by it.
   */
  readonly traceparent?: unknown;
  readonly attributes?: Attributes;
  /** A person waits for the answer: nothing is waited for after the work. */
  readonly hasty?: true;
}

/**
 * Runs one invocation as a span: in the trace of the message that set it off, or else in that of
 * the invocation itself, which for an event is its trace. Its telemetry is sent afterwards, within
 * a second.
 */
export async function observed<T>(
  recorder: Recorder,
  context: InvocationContext,
  log: Log,
  { name, traceparent, attributes, hasty }: Invocation,
  work: () => Promise<T>,
): Promise<T> {
  const own = parseTraceparent(context.traceContext?.traceParent);
  // A caller of the API sends what he likes: he neither chooses whether he is traced, nor whose
  // trace he is in.
  const parent = hasty ? undefined : (parseTraceparent(traceparent) ?? own);
  // The host reports the invocation in another trace; the link leads from ours to there.
  const link = parent === own ? undefined : own;
  try {
    return await begin(
      recorder,
      { name, parent, link, attributes: { ...attributes, 'faas.invocation_id': context.invocationId } },
      work,
    );
  } finally {
    const flushed = reportTo(recorder, () => recorder.flush(log));
    if (hasty === undefined) await flushed;
  }
}
