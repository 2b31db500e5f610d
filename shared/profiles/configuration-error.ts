import type { z } from 'zod';

/** More is too long for a reader and for a line of the log. */
const MAX_TOLD = 20;

/** Stops the start: says what is wrong, at which places, and what is expected there. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
  readonly problems: readonly string[];

  constructor(what: string, problems: readonly string[]) {
    const more = problems.length - MAX_TOLD;
    const told = [...problems.slice(0, MAX_TOLD), ...(more > 0 ? [`and ${more} more`] : [])];
    super(`${what}:\n${told.map((problem) => `  - ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}

/** One line for each fault that zod found, with its place: `profiles[0].vault: must be …`. */
export function problemsOf(error: z.ZodError): readonly string[] {
  return error.issues.map(({ path, message }) => (path.length === 0 ? message : `${placeOf(path)}: ${message}`));
}

function placeOf(path: readonly PropertyKey[]): string {
  return path
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? String(part) : `.${String(part)}`))
    .join('');
}
