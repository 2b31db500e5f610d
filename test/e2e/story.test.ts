import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { atLeastOne } from '../support/at-least-one.ts';

// The very command of the README, as a newcomer runs it.
test('npm start -- --once: a cluster is created, becomes ready and protected, and the protection is undone with its backups kept', async () => {
  const child = spawn('npm', ['start', '--silent', '--', '--once', '--record', '.traffic/story.ndjson'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1' },
  });
  const exited = new Promise<number | null>((resolve) => child.on('exit', resolve));
  const [shown, errors, code] = await Promise.all([text(child.stdout), text(child.stderr), exited]);

  expect(errors).toBe('');
  expect(shown).toMatch(/event {5}microsoft\.containerservice\/managedclusters\/write/);
  for (const done of ['Register', 'Install', 'Trusted Access', 'Grant'])
    expect(shown).toMatch(new RegExp(`✔ .*${done}`, 'i'));
  for (const asked of ['Create backup policy', 'Protect cluster']) {
    expect(shown).toMatch(new RegExp(`☞ approval wanted: ${asked}`));
    expect(shown).toMatch(new RegExp(`☞ approved: ${asked}`));
    expect(shown).toMatch(new RegExp(`✔ ${asked}`));
  }
  expect(shown).toMatch(/verdict {3}Ready/);
  expect(shown.indexOf('Ready')).toBeGreaterThan(shown.indexOf('✔ Let Azure Backup validate'));
  expect(shown).toMatch(/✔ Back up cluster aks-shop for the first time/);
  expect(shown).toMatch(/● Protected/);
  expect(shown).toMatch(/Undo: Stop the protection of cluster aks-shop .* other changes stay/);
  expect(shown).toMatch(/The backup instance is ProtectionStopped; recovery points kept: 1\./);
  expect(shown).toMatch(/Teams accepted a card about "Ready"/);
  expect(shown).toMatch(/Event Grid received an event: Backstay\.VerdictChanged/);
  expect(shown).toMatch(/chains 1, entries \d+, broken 0/);
  // What is not known is switched off by choice, and says so.
  const unknown = atLeastOne([...shown.matchAll(/\? unknown {4}(.*)$/gm)].map(([, text = '']) => text));
  expect(unknown.filter((text) => !/^BKS-\d+ Profile standard switches .* off/.test(text))).toEqual([]);
  expect(code).toBe(0);
});
