import type { Resource } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import type { Log } from '../lib/log.ts';
import { keptSpans } from './kept-spans.ts';
import type { LogLine, Measurement, Telemetry } from './telemetry.ts';
import { createTracer } from './tracer.ts';

/** Gathered since the last sending. */
export interface Gathered {
  readonly spans: readonly ReadableSpan[];
  readonly measurements: readonly Measurement[];
  readonly lines: readonly LogLine[];
}

/** Sends telemetry to Application Insights. */
export interface Exporter {
  /**
   * Takes these over and sends them. Rejects when they, or others before them, could not be sent.
   */
  send(gathered: Gathered): Promise<void>;
  close(): Promise<void>;
}

export interface Recorder extends Telemetry {
  /**
   * Sends what has gathered, if it is time for it; waits for that no longer than a second. Never
   * rejects.
   */
  flush(log: Log): Promise<void>;
  /** The process ends: sends what is left. */
  close(): Promise<void>;
}

export interface RecorderOptions {
  /** The share of traces that is kept, from 0 to 1. */
  readonly ratio: number;
  /** Whose telemetry it is. */
  readonly resource?: Resource;
  /** Called when something is to be sent for the first time, and again if it has failed. */
  readonly load: () => Promise<Exporter>;
  readonly stopwatch?: Stopwatch;
}

/** Milliseconds, and the means to wait for them without keeping the process alive. */
export interface Stopwatch {
  now(): number;
  /** Calls back after so many milliseconds, until it is stopped. */
  after(milliseconds: number, callback: () => void): { stop(): void };
}

const FLUSH_EVERY_MS = 15_000;
const MAX_WAIT_MS = 1_000;
/** An instance that is at its end has a little longer. */
const MAX_GOODBYE_MS = 3_000;
/** Of each kind, until they are sent. The oldest go first. */
const MAX_KEPT = 5_000;

const realStopwatch: Stopwatch = {
  now: () => performance.now(),
  after(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds).unref();
    return { stop: () => clearTimeout(timer) };
  },
};

/**
 * Gathers telemetry, which costs next to nothing, and sends it now and then. The exporter is heavy
 * and is loaded after the first work; earlier telemetry goes with the rest.
 */
export function createRecorder({ ratio, resource, load, stopwatch = realStopwatch }: RecorderOptions): Recorder {
  const spans: ReadableSpan[] = [];
  const measurements: Measurement[] = [];
  const lines: LogLine[] = [];
  let loading: Promise<Exporter> | undefined;
  let sending: Promise<void> | undefined;
  let sentAt = Number.NEGATIVE_INFINITY;
  let later: { stop(): void } | undefined;
  let trouble: string | undefined;
  /** The last sending failed: warnings wait like all else. */
  let isDown = false;

  async function send(): Promise<void> {
    sentAt = stopwatch.now();
    try {
      loading ??= load();
      const exporter = await loading.catch((error: unknown) => {
        loading = undefined;
        throw error;
      });
      await exporter.send({ spans: spans.splice(0), measurements: measurements.splice(0), lines: lines.splice(0) });
      isDown = false;
    } catch (error) {
      isDown = true;
      trouble = error instanceof Error ? error.name : 'Unknown';
    }
  }

  /** One sending at a time: an endpoint that does not answer gathers no queue of them. */
  function sendOnce(): Promise<void> {
    later?.stop();
    later = undefined;
    sending ??= send().finally(() => {
      sending = undefined;
    });
    return sending;
  }

  const isEmpty = () => spans.length === 0 && measurements.length === 0 && lines.length === 0;

  return {
    tracer: createTracer(
      keptSpans(ratio, (span) => keep(spans, span)),
      resource,
    ),
    measured: (measurement) => keep(measurements, measurement),
    logged: (line) => keep(lines, line),
    async flush(log) {
      if (trouble !== undefined) log.warn('Telemetry not delivered', { why: trouble });
      trouble = undefined;
      if (isEmpty()) return;
      // An instance that is killed loses what it has not sent.
      if (!isDown && lines.some(({ level }) => level !== 'info')) {
        void sendOnce();
        return;
      }
      const wait = sentAt + FLUSH_EVERY_MS - stopwatch.now();
      if (wait <= 0) return within(MAX_WAIT_MS, sendOnce(), stopwatch);
      // This instance may not be called again: the rest is sent by itself.
      later ??= stopwatch.after(wait, () => void sendOnce());
    },
    async close() {
      const goodbye = async () => {
        await sending;
        if (!isEmpty()) await sendOnce();
        await (await loading)?.close();
      };
      await within(
        MAX_GOODBYE_MS,
        goodbye().catch(() => undefined),
        stopwatch,
      );
    },
  };
}

function keep<T>(kept: T[], one: T): void {
  if (kept.length >= MAX_KEPT) kept.shift();
  kept.push(one);
}

async function within(milliseconds: number, work: Promise<void>, stopwatch: Stopwatch): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = stopwatch.after(milliseconds, resolve);
  await Promise.race([work, promise]);
  timer.stop();
}
