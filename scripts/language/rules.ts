/** One thing that docs/style.md rules out. */
export interface LanguageRule {
  readonly name: string;
  /** Global. */
  readonly pattern: RegExp;
  /** What to write in its place. */
  readonly instead: string;
}

/**
 * Checked in comments, Markdown, Bicep descriptions and strings for people. docs/style.md and
 * docs/glossary.md explain them.
 */
export const LANGUAGE_RULES: readonly LanguageRule[] = [
  {
    name: 'clause-as-subject',
    pattern:
      /(?:^|[.:;!]\s+)(?:What|Whatever|Whoever|Who)\s+(?!is\b|are\b|does\b|do\b|can\b)[^?.:;!]{3,120}(?=[.:;!]|$)/gm,
    instead: 'Make a thing or Backstay the subject.',
  },
  {
    name: 'nobody',
    pattern: /\b(?:nobody|somebody|whoever|whatever)\b/gi,
    instead: 'Name the person or the part: the operator, the approver, another instance.',
  },
  { name: 'tell', pattern: /\b(?:tell|tells|told|teller)\b/gi, instead: 'notify, report, say or return' },
  {
    name: 'look',
    pattern: /\b(?:a look|looks? at|looked at|looked after|the word of|at hand)\b/gi,
    instead: 'assess, assessment, check or read',
  },
  { name: 'anew', pattern: /\b(?:anew|once more|begun|is no such)\b/gi, instead: 'again, started, not found' },
  {
    name: 'take-back',
    pattern: /\b(?:takes? back|taken back|took back|put right|puts right|is laid|are laid)\b/gi,
    instead: 'undo, remediate, stored',
  },
  { name: 'whom', pattern: /\b(?:whom|of theirs)\b/gi, instead: 'Name it again.' },
  { name: 'given-up', pattern: /\b(?:given up|gave up|poisoned)\b/gi, instead: 'dead-lettered' },
  { name: 'door', pattern: /\bdoors?\b/gi, instead: 'entry point or route' },
  { name: 'by-hand', pattern: /\bby hand\b/gi, instead: 'manual, manually' },
  { name: 'in-force', pattern: /\bin force\b/gi, instead: 'active, enforced' },
];
