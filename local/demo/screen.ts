import { createLogUpdate } from 'log-update';
import pc from 'picocolors';

/** Azure's own durations of what takes long, in seconds, to show how far it is. */
const USUAL_SECONDS: Readonly<Record<string, number>> = {
  managedCluster: 280,
  providerRegistration: 90,
  backupExtension: 262,
  trustedAccessBinding: 30,
  vaultIdentity: 5,
  backupValidation: 90,
  backupInstance: 60,
  firstBackup: 154,
};

interface Running {
  readonly text: string;
  readonly kind: string;
  readonly since: number;
}

/**
 * The console of `npm start`: lines that stay, and below them what is running now. Without a
 * terminal, lines only.
 */
export interface Screen {
  line(mark: string, text: string): void;
  begin(key: string, kind: string, text: string): void;
  /** Ends what is running; answers for how many seconds it ran. */
  end(key: string): number;
  close(): void;
}

export function createScreen(output: NodeJS.WriteStream, speed: number): Screen {
  const startedAt = Date.now();
  const running = new Map<string, Running>();
  const live = output.isTTY ? createLogUpdate(output, { showCursor: true }) : undefined;
  const timer = live === undefined ? undefined : setInterval(draw, 150);
  timer?.unref();

  function draw(): void {
    live?.([...running.values()].map((one) => bar(one)).join('\n'));
  }

  function bar({ text, kind, since }: Running): string {
    const seconds = (Date.now() - since) / 1000;
    const done = Math.min(0.99, (seconds * speed) / (USUAL_SECONDS[kind] ?? 60));
    const filled = Math.round(done * 20);
    return `          ${pc.cyan('█'.repeat(filled))}${pc.dim('░'.repeat(20 - filled))} ${text} ${pc.dim(`${Math.round(done * 100)} %`)}`;
  }

  return {
    line(mark, text) {
      live?.clear();
      const time = ((Date.now() - startedAt) / 1000).toFixed(1).padStart(6);
      output.write(`${pc.dim(`${time} s`)}  ${mark} ${text}\n`);
      draw();
    },
    begin(key, kind, text) {
      running.set(key, { text, kind, since: Date.now() });
    },
    end(key) {
      const seconds = (Date.now() - (running.get(key)?.since ?? Date.now())) / 1000;
      running.delete(key);
      return seconds;
    },
    close() {
      clearInterval(timer);
      live?.clear();
      live?.done();
    },
  };
}
