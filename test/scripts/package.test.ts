import { spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PROFILES } from '../../local/demo/world.ts';
import { PACKAGE_VARIABLE } from '../support/global-setup.ts';

const built = process.env[PACKAGE_VARIABLE] ?? '';
const filesIn = (folder: string) =>
  globSync('**/*.*', { cwd: folder }).filter((path) => statSync(join(folder, path)).isFile());

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'backstay-package-test-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function pack(profiles: string) {
  const file = join(folder, 'profiles.json');
  writeFileSync(file, profiles);
  return spawnSync(process.execPath, ['scripts/package.ts', '--out', join(folder, 'out'), '--profiles', file], {
    encoding: 'utf8',
  });
}

test('the package holds code, its licences and what the host reads, and nothing else', () => {
  const others = filesIn(built).filter((path) => !/^(functions|chunks\/[\w.-]+)\.js$/.test(path));
  expect(others.sort()).toEqual(['THIRD-PARTY-NOTICES.txt', 'host.json', 'package.json']);
  expect(readFileSync(join(built, 'host.json'), 'utf8')).toBe(readFileSync('host.json', 'utf8'));
  const { main, dependencies } = JSON.parse(readFileSync(join(built, 'package.json'), 'utf8'));
  expect(main).toBe('functions.js');
  expect(dependencies).toBeUndefined();
});

test('nothing needs to be installed beside it: it imports itself, Node, and what the host supplies', () => {
  const foreign = filesIn(built)
    .filter((path) => path.endsWith('.js'))
    .flatMap((path) => {
      const code = readFileSync(join(built, path), 'utf8');
      const named = [
        ...code.matchAll(/(?:\bfrom|\bimport\()\s*"([^"]+)"/g),
        ...code.matchAll(/(?:^|[;}])import\s*"([^"]+)"/g),
      ];
      return named.map(([, name = '']) => name);
    })
    .filter(
      (name) =>
        /^(?:@[\w.-]+\/)?[\w.-]+(?:\/[\w./-]*)?(?::[\w/]+)?$/.test(name) &&
        !name.startsWith('./') &&
        !name.startsWith('../') &&
        !name.startsWith('node:') &&
        !builtinModules.includes(name),
    );
  expect([...new Set(foreign)]).toEqual([]);
});

test('profiles go into the package as plain JSON, with their source, and source maps do not', () => {
  const text = `// Written by the platform team.\n${JSON.stringify({ $schema: 'x', ...PROFILES }, undefined, 2)}`;
  const { status, stdout } = pack(text);
  expect(stdout).toContain('profiles included');
  expect(status).toBe(0);
  const deployed = JSON.parse(readFileSync(join(folder, 'out', 'package', 'profiles.json'), 'utf8'));
  expect(deployed).toEqual({ ...PROFILES, source: expect.stringMatching(/^[\da-f]{64}$/) });
  expect(filesIn(join(folder, 'out', 'package')).filter((path) => path.endsWith('.map'))).toEqual([]);
  expect(filesIn(join(folder, 'out', 'maps')).length).toBeGreaterThan(0);
});

test('profiles that are wrong make no package', () => {
  const { status, stderr } = pack('{"profiles": [{"name": "x"}]}');
  expect(status).toBe(1);
  expect(stderr).toMatch(/profiles\.json is not valid:\s+- line \d+, column \d+, profiles\[0\]\.selector/);
});
