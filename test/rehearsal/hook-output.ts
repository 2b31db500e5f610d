import assert from 'node:assert/strict';
import type { HookRun } from './azd.ts';

export function outputOf(runs: readonly HookRun[]): string {
  return runs.map(({ output }) => output).join('\n');
}

export function succeeded(runs: readonly HookRun[]): void {
  const bad = runs.filter(({ status }) => status !== 0);
  assert.deepEqual(
    bad.map(({ command, output }) => `${command}\n${output}`),
    [],
  );
}

export function has(runs: readonly HookRun[], ...words: readonly string[]): void {
  const output = outputOf(runs);
  for (const word of words) assert.ok(output.includes(word), `the hooks do not say "${word}":\n${output}`);
}
