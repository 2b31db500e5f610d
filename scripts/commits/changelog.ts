import { type Commit, parseSubject, TYPES } from './message.ts';

/**
 * Markdown with a section for each type of change that users notice. Commits from before the
 * convention have no type, and are left out.
 */
export function changelogOf(commits: readonly Commit[]): string {
  const changes = commits.flatMap(({ message }) => {
    const subject = parseSubject(message.split('\n')[0] ?? '');
    return subject === undefined ? [] : [{ ...subject, breaks: breaksIn(message) }];
  });
  const breaking = changes.flatMap(({ breaks, isBreaking, text }) => breaks ?? (isBreaking ? [text] : []));
  const sections = Object.entries(TYPES).flatMap(([type, heading]) => {
    const lines = changes
      .filter((change) => change.type === type)
      .map(({ scope, text }) => `- ${scope === undefined ? '' : `**${scope}**: `}${text}`);
    return heading === undefined || lines.length === 0 ? [] : [`### ${heading}\n\n${lines.join('\n')}\n`];
  });
  const first = breaking.length === 0 ? [] : [`### Breaking\n\n${breaking.map((each) => `- ${each}`).join('\n')}\n`];
  return [...first, ...sections].join('\n');
}

/** https://www.conventionalcommits.org/en/v1.0.0/#specification, 8 to 16 */
function breaksIn(message: string): readonly string[] | undefined {
  const found = [...message.matchAll(/^BREAKING[ -]CHANGE: (.+)$/gm)].map(([, text = '']) => text);
  return found.length === 0 ? undefined : found;
}
