export type LogFields = Readonly<Record<string, unknown>>;

/**
 * For operators, and may be sampled; the record (`audit/`) is for auditors, and may not. The
 * message is constant, what varies goes into the fields. Never tokens, bodies, claims or names of
 * people.
 */
export interface Log {
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

type Level = keyof Log;

/**
 * A log that hands one JSON line at a time to the given writers, such as the `context` of an
 * invocation. `traceId` is the trace that a line belongs to, when it is written.
 */
export function jsonLog(
  write: Readonly<Record<Level, (line: string) => void>>,
  traceId: () => string | undefined = () => undefined,
): Log {
  const at = (level: Level) => (message: string, fields?: LogFields) =>
    write[level](JSON.stringify({ message, ...fields, traceId: traceId() }));
  return { info: at('info'), warn: at('warn'), error: at('error') };
}
