import type { LogLevel } from './app/functions-core.ts';

/**
 * One line of the log: what a function said through its `context`, or what the host says about
 * itself and its invocations.
 */
export interface LogLine {
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly level: LogLevel;
  readonly from: 'function' | 'host';
  readonly message: string;
  readonly functionName?: string;
  readonly invocationId?: string;
}

export type Log = (line: Omit<LogLine, 'time'>) => void;

/**
 * The printed form of an error: its stack, which begins with its message, and that of what caused
 * it.
 */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const text = error.stack ?? error.message;
  return error.cause === undefined ? text : `${text}\ncaused by ${describeError(error.cause)}`;
}
