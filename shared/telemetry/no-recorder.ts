import type { Recorder } from './recorder.ts';
import { NO_TELEMETRY } from './telemetry.ts';

/** Where no telemetry is wanted. */
export const NO_RECORDER: Recorder = { ...NO_TELEMETRY, flush: async () => undefined, close: async () => undefined };
