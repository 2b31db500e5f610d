import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { KINDS } from '../../shared/changes/index.ts';
import { atLeastOne } from '../support/at-least-one.ts';

const page = readFileSync('docs/security.md', 'utf8');
const threats = (page.split('\n## Threats\n')[1]?.split('\n## ')[0] ?? '')
  .split('\n### ')
  .slice(1)
  .map((text) => ({ name: text.split('\n')[0] ?? '', text: text.replaceAll(/\s+/g, ' ') }));

const PARTS = ['Who', 'Gains', 'Stopped by', 'In', 'Proven by', 'Remains'] as const;

/** The text behind one of the words in bold, up to the next one. */
function part(text: string, name: (typeof PARTS)[number]): string {
  const [, rest = ''] = text.split(`- **${name}:**`);
  return rest.split('- **')[0]?.trim() ?? '';
}

test('the threats that anybody asks about are there', () => {
  expect(threats.map(({ name }) => name)).toEqual([
    'Forged event',
    'Stolen identity',
    'Tag abuse',
    'Hostile names',
    'Tampered trail',
    'Malicious configuration',
    'Leaked webhook',
    'Leaked token of an integration',
    'Diverted events',
    'Hostile answers of Resource Manager',
    'Forged headers at the API',
    'Supply chain',
  ]);
});

describe.each(atLeastOne(threats))('$name', ({ text }) => {
  test.each(PARTS)('says: %s', (name) => {
    expect(part(text, name).length).toBeGreaterThan(10);
  });

  test('is stopped in files that are there', () => {
    const files = [...part(text, 'In').matchAll(/`([^`]+)`/g)].map(([, path]) => path ?? '');
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) expect(existsSync(file), file).toBe(true);
  });

  test('is proven by tests of just these names', () => {
    const proofs = [...part(text, 'Proven by').matchAll(/`(test\/[^`]+\.test\.ts)`(?: \("([^"]+)"\))?/g)];
    expect(proofs.length).toBeGreaterThan(0);
    expect(proofs.some(([, , name]) => name !== undefined)).toBe(true);
    for (const [, file = '', name = ''] of proofs) {
      expect(existsSync(file), file).toBe(true);
      expect(readFileSync(file, 'utf8'), `${file} has no test "${name}"`).toContain(name);
    }
  });
});

test('every kind of change is explained, with what its right would allow beyond its use', () => {
  const table = readFileSync('docs/permissions.md', 'utf8')
    .split('## Why each kind of change exists')[1]
    ?.split('\n## ')[0];
  const rows = (table ?? '').split('\n').filter((line) => line.startsWith('| `'));
  const explained = rows.flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`(\w+)`/g)].map(([, kind]) => kind));
  const bySetting: Readonly<Record<string, string>> = {
    clusterInspection: 'inspectCluster',
    backupValidation: 'confirm',
    restoreValidation: 'restoreDrill',
  };
  const kinds: readonly string[] = KINDS.map((kind) => bySetting[kind] ?? kind);
  expect(explained.sort()).toEqual([...kinds].sort());
});
