import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { makePackage } from '../../infra/hooks/make-package.mjs';

/** A repository with one function, and a build that counts how often it ran. */
function repository() {
  const root = mkdtempSync(join(tmpdir(), 'backstay-package-'));
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  write('profiles.json', '{"profiles": [{}]}');
  write('functions/sweep.ts', 'sweep');
  const said: string[] = [];
  let builds = 0;
  let status = 0;
  const make = () =>
    makePackage({
      root,
      say: (line) => void said.push(line),
      build: () => {
        builds++;
        if (status === 0) write('dist/package/functions.js', `made ${builds}`);
        return status;
      },
    });
  return {
    root,
    write,
    make,
    said,
    builds: () => builds,
    endWith(code: number) {
      status = code;
    },
  };
}

test('azd up makes the package once, although two hooks ask for it', () => {
  const { make, builds, said } = repository();
  make();
  make();
  expect(builds()).toBe(1);
  expect(said).toEqual(['The package is being made: npm run package', 'The package is up to date.']);
});

test.each([
  ['a source changes', 'functions/sweep.ts', 'other'],
  ['a source is new', 'shared/new.ts', ''],
  ['the profiles change', 'profiles.json', '{"profiles": [{}, {}]}'],
  ['the dependencies change', 'package-lock.json', '{}'],
  ['a person made another package in its place', 'dist/package/functions.js', 'theirs'],
])('%s: it is made again', (_what, path, text) => {
  const { make, write, builds } = repository();
  make();
  write(path, text);
  make();
  expect(builds()).toBe(2);
});

test('a package that is gone is made again', () => {
  const { root, make, builds } = repository();
  make();
  rmSync(join(root, 'dist/package'), { recursive: true });
  make();
  expect(builds()).toBe(2);
});

test('a package that could not be made counts for nothing', () => {
  const { make, write, builds, endWith } = repository();
  make();
  write('functions/sweep.ts', 'broken');
  endWith(1);
  expect(make).toThrow(/could not be made/);
  endWith(0);
  write('functions/sweep.ts', 'sweep');
  make();
  expect(builds()).toBe(3);
});
