import { createHash } from 'node:crypto';
import { parseJsonc } from '../../shared/profiles/parse-jsonc.ts';

/**
 * The profile file as it is deployed: plain JSON, which Bicep and the hooks read as the app does.
 * `source` says which file of operators it was made from.
 */
export function deployedFile(written: string, path: string): string {
  const { $schema: _, ...file } = parseJsonc(written, path) as Readonly<Record<string, unknown>>;
  return JSON.stringify({ ...file, source: sourceOf(written) });
}

/** The same for all line ends, since git may change them. infra/hooks/profiles.mjs does so too. */
export function sourceOf(written: string): string {
  return createHash('sha256').update(written.replaceAll('\r\n', '\n')).digest('hex');
}
