import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { HostKeys } from '../../../local/host/http/keys.ts';
import type { LogLine } from '../../../local/host/log.ts';

export interface HostChild {
  readonly url: string;
  readonly keys: HostKeys;
  /** Its log up to now. */
  readonly lines: readonly LogLine[];
  /** The JSON lines of a function up to now. */
  said(functionName: string): readonly unknown[];
  /** Ends it; answers with its exit code and what it wrote to its standard error. */
  stop(signal?: NodeJS.Signals): Promise<{ readonly code: number | null; readonly errors: string }>;
}

export interface ChildOptions {
  readonly root: string;
  readonly settings?: Readonly<Record<string, string>>;
  readonly speed?: number;
  readonly port?: number;
}

/** The host as a process of its own: the library looks for its core once in a process. */
export async function spawnHost(options: ChildOptions): Promise<HostChild> {
  const { child, exited } = run(options);
  const errors = text(child.stderr);
  const lines: LogLine[] = [];
  const ready = Promise.withResolvers<{ url: string; keys: HostKeys }>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    const parsed = JSON.parse(line) as LogLine & { event?: 'ready'; url: string; keys: HostKeys };
    if (parsed.event === 'ready') ready.resolve(parsed);
    else lines.push(parsed);
  });
  exited.then(async () => ready.reject(new Error(await errors)), ready.reject);

  return {
    ...(await ready.promise),
    lines,
    said: (functionName) =>
      lines
        .filter(
          (line) => line.functionName === functionName && line.from === 'function' && line.message.startsWith('{'),
        )
        .map(({ message }): unknown => JSON.parse(message)),
    async stop(signal = 'SIGTERM') {
      child.kill(signal);
      return { code: await exited, errors: await errors };
    },
  };
}

function run({ root, settings = {}, speed = 1, port = 0 }: ChildOptions): {
  readonly child: ChildProcessByStdio<null, Readable, Readable>;
  readonly exited: Promise<number | null>;
} {
  const folder = mkdtempSync(join(tmpdir(), 'host-'));
  const file = join(folder, 'local.settings.json');
  writeFileSync(file, JSON.stringify({ IsEncrypted: false, Values: settings }));
  const child = spawn(
    process.execPath,
    ['local/host/main.ts', '--json', '--root', root, '--settings', file, '--port', `${port}`, '--speed', `${speed}`],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const exited = once(child, 'exit').then(([code]: (number | null)[]) => {
    rmSync(folder, { recursive: true });
    return code ?? null;
  });
  return { child, exited };
}
