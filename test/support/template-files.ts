import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bicep } from '../../scripts/infra/bicep-cli.ts';

/** The files of a report in Bicep, by the names that it gives them. */
export function bicepFiles(text: string): ReadonlyMap<string, string> {
  const parts = text.split(/^(?=\/\/ File )/m).slice(1);
  return new Map(parts.map((part) => [/^\/\/ File (\S+):/.exec(part)?.[1] ?? '', part]));
}

/** All that compiler and linter say about the files of these reports. */
export function lintBicep(bicep: Bicep, reports: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'backstay-bicep-'));
  try {
    for (const [index, report] of reports.entries()) {
      for (const [name, text] of bicepFiles(report)) writeFileSync(join(folder, `${index}-${name}`), text);
    }
    const { status, stderr } = bicep('lint', '--pattern', join(folder, '*.bicep'));
    return status === 0 ? stderr.trim() : `exit code ${status}: ${stderr.trim()}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
