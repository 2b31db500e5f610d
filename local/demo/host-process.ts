import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { HostKeys } from '../host/http/keys.ts';
import type { LogLine } from '../host/log.ts';

export interface HostOptions {
  readonly settings: string;
  readonly certificate: string;
  readonly port: number;
  readonly speed: number;
  /** Folder of the app; this repository, with what was compiled in it, when left out. */
  readonly app?: string | undefined;
  /** Hears what the functions and the host log. */
  readonly onLine: OnLine;
}

/** A line of the log, and which run of which function it is about. */
export type OnLine = (line: string, about: Pick<LogLine, 'functionName' | 'invocationId'>) => void;

/** The functions host as a process of its own, so that it can be killed like one. */
export interface HostProcess {
  readonly url: string;
  readonly eventGridKey: string;
  /** Opens the HTTP functions where the platform's sign-in is off. */
  readonly functionKey: string;
  /** Ends it; `SIGKILL` as a crash would, with all that it holds. */
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

export async function spawnHost({
  settings,
  certificate,
  port,
  speed,
  app = '.',
  onLine,
}: HostOptions): Promise<HostProcess> {
  const child = spawn(
    process.execPath,
    [
      'local/host/main.ts',
      '--json',
      '--settings',
      settings,
      '--port',
      String(port),
      '--speed',
      String(speed),
      '--root',
      app,
    ],
    // Node trusts a certificate of one's own only by a variable that is set at its start.
    { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NODE_EXTRA_CA_CERTS: certificate } },
  );
  const exited = once(child, 'exit');
  const errors: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk.toString()));

  const ready = Promise.withResolvers<Pick<HostProcess, 'url' | 'eventGridKey' | 'functionKey'>>();
  createInterface({ input: child.stdout }).on('line', (text) => {
    const line = JSON.parse(text) as Partial<LogLine> & { event?: string; url?: string; keys?: HostKeys };
    if (line.event === 'ready' && line.url !== undefined && line.keys !== undefined) {
      ready.resolve({ url: line.url, eventGridKey: line.keys.eventGrid, functionKey: line.keys.function });
    } else if (line.message !== undefined) onLine(line.message, line);
  });
  exited.then(
    ([code]) => ready.reject(new Error(`The host ended with ${code} before it was ready:\n${errors.join('')}`)),
    ready.reject,
  );

  return {
    ...(await ready.promise),
    async stop(signal = 'SIGTERM') {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      await exited;
    },
  };
}
