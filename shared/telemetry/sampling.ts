import type { EndedSpan } from './telemetry.ts';

const DIGITS = 8;
const ALL = 16 ** DIGITS;

/**
 * Whether a span is kept. The share `ratio` of all traces is, from 0 to 1, by the last digits of the trace's id, which are random: so all
 * steps of one event decide alike without asking each other. What failed is kept whatever the ratio.
 * https://www.w3.org/TR/trace-context-2/#random-trace-id-flag
 */
export function isKept({ context, failed }: Pick<EndedSpan, 'context' | 'failed'>, ratio: number): boolean {
  return failed || isInSample(context.traceId, ratio);
}

export function isInSample(traceId: string, ratio: number): boolean {
  return Number.parseInt(traceId.slice(-DIGITS), 16) / ALL < ratio;
}

/** How many spans one that was kept stands for, as Azure Monitor wants it: in percent of all. What failed stands for itself. */
export function sampleRateOf({ context, failed }: Pick<EndedSpan, 'context' | 'failed'>, ratio: number): number {
  return failed || !isInSample(context.traceId, ratio) ? 100 : ratio * 100;
}
