export interface Commit {
  readonly id: string;
  readonly message: string;
}

/** As `npm run changelog` groups them. https://www.conventionalcommits.org/en/v1.0.0/ */
export const TYPES = {
  feat: 'Added',
  fix: 'Fixed',
  perf: 'Faster',
  revert: 'Reverted',
  refactor: undefined,
  docs: undefined,
  test: undefined,
  build: undefined,
  ci: undefined,
  style: undefined,
  chore: undefined,
} as const satisfies Readonly<Record<string, string | undefined>>;

export interface Subject {
  readonly type: keyof typeof TYPES;
  readonly scope: string | undefined;
  readonly isBreaking: boolean;
  readonly text: string;
}

const MAX_SUBJECT = 72;
const SUBJECT = /^(?<type>[a-z]+)(?:\((?<scope>[a-z0-9-]+)\))?(?<breaking>!)?: (?<text>\S.*)$/;

/** Reads the output of `git log --format=%H%x00%B%x01`. */
export function parseLog(text: string): readonly Commit[] {
  return text
    .split('\u0001')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
    .map((entry) => {
      const [id = '', message = ''] = entry.split('\u0000');
      return { id, message: message.trim() };
    });
}

export function parseSubject(line: string): Subject | undefined {
  const { type = '', scope, breaking, text = '' } = SUBJECT.exec(line)?.groups ?? {};
  if (!isType(type)) return undefined;
  return { type, scope, isBreaking: breaking !== undefined, text };
}

/** What is wrong with a message; empty when it is as CONTRIBUTING.md asks for. */
export function problemsIn(message: string): readonly string[] {
  const [first = '', second] = message.split('\n');
  const subject = parseSubject(first);
  const problems: string[] = [];
  if (subject === undefined) problems.push(`does not begin with a type (${Object.keys(TYPES).join(', ')}) and a colon`);
  if (first.length > MAX_SUBJECT)
    problems.push(`has ${first.length} characters in the subject, at most ${MAX_SUBJECT}`);
  if (first.endsWith('.')) problems.push('ends the subject with a full stop');
  if (second !== undefined && second !== '') problems.push('has no empty line after the subject');
  return problems;
}

function isType(type: string): type is keyof typeof TYPES {
  return Object.hasOwn(TYPES, type);
}
