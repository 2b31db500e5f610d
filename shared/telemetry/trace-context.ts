import { randomBytes } from 'node:crypto';

/** One span in one trace. https://www.w3.org/TR/trace-context/ */
export interface SpanContext {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** 16 hexadecimal digits. */
  readonly spanId: string;
}

const TRACEPARENT = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-[0-9a-f]{2}$/;

/** What a `traceparent` says; `undefined` when it is not one, wherever it comes from. */
export function parseTraceparent(text: unknown): SpanContext | undefined {
  if (typeof text !== 'string') return undefined;
  const [, traceId, spanId] = TRACEPARENT.exec(text) ?? [];
  return traceId === undefined || spanId === undefined ? undefined : { traceId, spanId };
}

/** The flag says "recorded": whether a trace is kept is decided from its id, by every step alike. See sampling.ts. */
export function traceparentOf({ traceId, spanId }: SpanContext): string {
  return `00-${traceId}-${spanId}-01`;
}

/** A span within `parent`, or the first one of a new trace. */
export function newContext(parent: SpanContext | undefined): SpanContext {
  return { traceId: parent?.traceId ?? randomId(16), spanId: randomId(8) };
}

/** Never all zeros, which mean "none": the last digit is not 0 then. */
function randomId(bytes: number): string {
  const id = randomBytes(bytes).toString('hex');
  return /^0+$/.test(id) ? id.replace(/0$/, '1') : id;
}
