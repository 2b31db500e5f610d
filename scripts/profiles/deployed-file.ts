import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Profile } from '../../shared/model/profile.ts';
import { ConfigurationError } from '../../shared/profiles/configuration-error.ts';
import { valueAt } from '../../shared/profiles/expand.ts';
import { parseJsonc } from '../../shared/profiles/parse-jsonc.ts';
import { parseProfiles } from '../../shared/profiles/profiles.ts';
import { parseWritten } from '../../shared/profiles/written-profiles.ts';

export interface DeployedProfiles {
  readonly profiles: readonly Profile[];
  /**
   * The file as it is deployed: plain JSON, which Bicep and the hooks read as the app does.
   * `source` says which file of operators it was made from.
   */
  readonly text: string;
}

/**
 * The profiles that a deployment of this file has. A file with wildcards or placeholders is
 * deployed as the expanded file beside it, which operators have reviewed.
 * @throws ConfigurationError
 */
export async function deployedProfiles(written: string, path: string): Promise<DeployedProfiles> {
  const { profiles } = parseWritten(written, path);
  if (profiles !== undefined) return { profiles, text: plainText(written, path, sourceOf(written)) };
  const expandedPath = expandedPathOf(path);
  const expanded = await readFile(expandedPath, 'utf8').catch(() => undefined);
  const advice = `Run: backstay profiles expand ${path}`;
  if (expanded === undefined) {
    throw new ConfigurationError(`The profile file ${path} is not expanded`, [
      `It has wildcards or placeholders, and there is no ${expandedPath}. ${advice}`,
    ]);
  }
  if (valueAt(parseJsonc(expanded, expandedPath), ['source']) !== sourceOf(written)) {
    throw new ConfigurationError(`The profile file ${expandedPath} is out of date`, [
      `${path} has changed since it was expanded. ${advice}`,
    ]);
  }
  return {
    profiles: parseProfiles(expanded, expandedPath),
    text: plainText(expanded, expandedPath, sourceOf(written)),
  };
}

/** `profiles.expanded.json` beside `profiles.json`. */
export function expandedPathOf(path: string): string {
  return path.replace(/(\.jsonc?)?$/, '.expanded.json');
}

/** The same for all line ends, since git may change them. infra/hooks/profiles.mjs does so too. */
export function sourceOf(written: string): string {
  return createHash('sha256').update(written.replaceAll('\r\n', '\n')).digest('hex');
}

function plainText(text: string, path: string, source: string): string {
  const { $schema: _, ...file } = parseJsonc(text.replace(/^\uFEFF/, ''), path) as Readonly<Record<string, unknown>>;
  return JSON.stringify({ ...file, source });
}
