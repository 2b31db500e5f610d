// Whether dist/package is what `npm run package` would make now. By contents, since times of files
// say nothing after a checkout or a copy.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** All that scripts/package.ts reads, besides what package-lock.json pins. */
const SOURCES = [
  'functions',
  'shared',
  'scripts/package',
  'scripts/package.ts',
  'scripts/profiles/deployed-file.ts',
  'host.json',
  'LICENSE',
  'package.json',
  'package-lock.json',
  'profiles.json',
  'profiles.expanded.json',
];
const MADE = ['dist/package'];
const STAMP = 'dist/package.sha256';

export function isUpToDate(root) {
  const stamp = join(root, STAMP);
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === stampOf(root);
}

export function noteMade(root) {
  mkdirSync(join(root, 'dist'), { recursive: true });
  writeFileSync(join(root, STAMP), stampOf(root));
}

export function noteOutOfDate(root) {
  rmSync(join(root, STAMP), { force: true });
}

function stampOf(root) {
  return `${hashOf(root, SOURCES)} ${hashOf(root, MADE)}\n`;
}

function hashOf(root, paths) {
  const hash = createHash('sha256');
  for (const path of paths.flatMap((each) => filesUnder(root, each))) {
    const contents = readFileSync(join(root, path));
    hash.update(`${path}\n${contents.byteLength}\n`).update(contents);
  }
  return hash.digest('hex');
}

function filesUnder(root, path) {
  if (!existsSync(join(root, path))) return [];
  if (statSync(join(root, path)).isFile()) return [path];
  return readdirSync(join(root, path))
    .sort()
    .flatMap((name) => filesUnder(root, `${path}/${name}`));
}
