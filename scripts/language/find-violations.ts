import { proseIn } from './prose.ts';
import { LANGUAGE_RULES } from './rules.ts';

/** A place that docs/style.md rules out. */
export interface Violation {
  readonly path: string;
  readonly line: number;
  readonly rule: string;
  readonly found: string;
  readonly instead: string;
}

export function findViolations(path: string, text: string): readonly Violation[] {
  return proseIn(path, text).flatMap((prose) =>
    LANGUAGE_RULES.flatMap(({ name, pattern, instead }) =>
      [...prose.text.matchAll(pattern)].map((match) => ({
        path,
        line: prose.line,
        rule: name,
        found: match[0].trim(),
        instead,
      })),
    ),
  );
}

/** How many places of each rule a file has. */
export type Counts = Readonly<Record<string, Readonly<Record<string, number>>>>;

export function countByFile(violations: readonly Violation[]): Counts {
  const counts: Record<string, Record<string, number>> = {};
  for (const { path, rule } of violations) {
    const file = counts[path] ?? {};
    counts[path] = { ...file, [rule]: (file[rule] ?? 0) + 1 };
  }
  return counts;
}

/**
 * Violations of files that have more of a rule than is known of them: nothing new may come in, and
 * what is known may only shrink.
 */
export function beyondKnown(violations: readonly Violation[], known: Counts): readonly Violation[] {
  const counts = countByFile(violations);
  return violations.filter(({ path, rule }) => (counts[path]?.[rule] ?? 0) > (known[path]?.[rule] ?? 0));
}
