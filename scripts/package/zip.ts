import { zipSync } from 'fflate';
import type { PackagedFile } from './bundle.ts';

/** The first moment that a zip can name, so that the same files always make the same bytes. */
const EPOCH = new Date(1980, 0, 1);

export function zipOf(files: readonly PackagedFile[]): Uint8Array {
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
  return zipSync(Object.fromEntries(sorted.map(({ path, contents }) => [path, contents])), { level: 9, mtime: EPOCH });
}
