import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * One shell in which a person types the commands of a page: variables, functions and the folder
 * stay.
 */
export interface Shell {
  /** Answers with what the commands wrote, and how many of them failed. */
  type(commands: string): Promise<{ readonly output: string; readonly failures: number }>;
  close(): Promise<void>;
}

/**
 * @param tools folder that goes before all others on the path
 * @param folder where it starts
 */
export function openShell(tools: string, folder: string, env: Readonly<Record<string, string>> = {}): Shell {
  const path = [tools, dirname(process.execPath), process.env.PATH].join(':');
  const shell = spawn('bash', ['--noprofile', '--norc'], {
    cwd: folder,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...env, PATH: path },
  });
  const exited = once(shell, 'exit');
  let output = '';
  for (const stream of [shell.stdout, shell.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk));
  // Each command that fails is counted, also one in the middle of a block.
  shell.stdin.write("set -E; trap 'failures=$((failures + 1))' ERR\n");
  let typed = 0;
  return {
    async type(commands) {
      const file = join(folder, '.typed.sh');
      writeFileSync(file, `${commands}\n:\n`);
      const end = new RegExp(`\\nEND ${++typed} (\\d+)\\n`);
      output = '';
      shell.stdin.write(`failures=0; . '${file}' < /dev/null; printf '\\nEND ${typed} %s\\n' "$failures"\n`);
      while (!end.test(output)) {
        if (shell.exitCode !== null) throw new Error(`The shell has ended:\n${output}`);
        await once(shell.stdout, 'data');
      }
      return { output: output.replace(end, '\n'), failures: Number(end.exec(output)?.[1]) };
    },
    async close() {
      shell.stdin.end();
      await exited;
    },
  };
}
