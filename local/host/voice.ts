import pc from 'picocolors';
import type { LogLevel } from './app/functions-core.ts';
import type { LogLine } from './log.ts';
import type { LocalHost } from './start-host.ts';

/** How the host speaks on its standard output. */
export interface Voice {
  ready(host: LocalHost): void;
  log(line: LogLine): void;
}

/**
 * For programs: one JSON object per line; the one that says that the host is ready has an `event`.
 */
export const jsonVoice: Voice = {
  ready: ({ url, keys, functions }) => writeLine(JSON.stringify({ event: 'ready', url, keys, functions })),
  log: (line) => writeLine(JSON.stringify(line)),
};

const COLORS: Readonly<Record<LogLevel, (text: string) => string>> = {
  trace: pc.dim,
  debug: pc.dim,
  information: (text) => text,
  warning: pc.yellow,
  error: pc.red,
  critical: pc.red,
};

/** For people. */
export const plainVoice: Voice = {
  ready({ url, keys, functions }) {
    writeLine('\nFunctions:\n');
    for (const { name, trigger, http } of functions) {
      writeLine(`  ${pc.bold(name)}: ${http === undefined ? trigger : `[${http.methods}] ${http.url}`}`);
    }
    writeLine(`\nEvent Grid delivers to  ${url}/runtime/webhooks/EventGrid?functionName=NAME&code=${keys.eventGrid}`);
    writeLine(`HTTP functions take     code=${keys.function} (function), code=${keys.master} (admin)\n`);
  },
  log({ time, level, functionName, message }) {
    const who = functionName === undefined ? '' : pc.cyan(` ${functionName}`);
    writeLine(`${pc.dim(time.slice(11, 23))}${who} ${COLORS[level](message)}`);
  },
};

function writeLine(text: string): void {
  process.stdout.write(`${text}\n`);
}
