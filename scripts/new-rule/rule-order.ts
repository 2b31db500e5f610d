import { KINDS } from '../../shared/changes/index.ts';
import type { Need } from '../../shared/model/fact.ts';
import type { RuleId, Severity } from '../../shared/model/rule-id.ts';
import type { AnyRule } from '../../shared/rules/define-rule.ts';
import { READ_BY } from '../../shared/rules/read-by.ts';

/** The folders of `shared/rules/`, and the hundred that the ids of each are taken from. */
export const SUBJECTS = {
  platform: 1,
  cluster: 2,
  extension: 3,
  identity: 4,
  storage: 5,
  network: 6,
  protection: 7,
} as const;
export type Subject = keyof typeof SUBJECTS;

/** The options as typed. */
export interface RuleWish {
  readonly subject: string;
  readonly slug: string;
  readonly title: string;
  readonly failureTitle: string;
  readonly why: string;
  readonly docs: string;
  readonly needs: readonly string[];
  readonly severity: string;
  readonly fix: string;
  readonly byHand: readonly string[];
}

/** The same, once nothing is wrong with it. */
export interface RuleOrder {
  readonly id: RuleId;
  readonly subject: Subject;
  readonly slug: string;
  readonly title: string;
  readonly failureTitle: string;
  readonly why: string;
  readonly docs: string;
  readonly needs: readonly Need[];
  readonly severity: Severity;
  readonly fix: AnyRule['fix'];
  readonly byHand: readonly string[];
}

const SEVERITIES = ['required', 'recommended'] as const;
const FIXES = [...KINDS, 'person', 'time'] as const;
const NEEDS = Object.keys(READ_BY) as Need[];
/** Names that the file of a rule imports, and words that no constant can be called. */
const TAKEN = ['cannotTell', 'defineRule', 'satisfied', 'missing', 'pending', 'manual', 'blocked', 'import', 'delete'];

/**
 * Turns a wish into an order, or says everything that is wrong with it. The id is the next one of
 * the subject.
 */
export function orderOf(
  wish: RuleWish,
  rules: readonly AnyRule[],
): { readonly order: RuleOrder } | { readonly problems: readonly string[] } {
  const { slug, title, failureTitle, why, docs, byHand } = wish;
  const subject = oneOf(Object.keys(SUBJECTS) as Subject[], wish.subject);
  const severity = oneOf(SEVERITIES, wish.severity);
  const fix = oneOf(FIXES, wish.fix);
  const needs = wish.needs.map((need) => ({ need, known: oneOf(NEEDS, need) }));
  const unknown = needs.filter(({ known }) => known === undefined).map(({ need }) => need);
  const texts = { title, 'failure-title': failureTitle, why };

  const problems = [
    ...(subject ? [] : [`the subject is "${wish.subject}", and must be one of ${Object.keys(SUBJECTS).join(', ')}`]),
    ...(/^[a-z][a-z\d]*(-[a-z\d]+)*$/.test(slug) && slug.length <= 60 && !TAKEN.includes(constantOf(slug))
      ? []
      : [`the slug is "${slug}", and must be small letters and digits with single hyphens, as in storage-keys`]),
    ...(rules.some((rule) => rule.slug === slug) ? [`the slug "${slug}" belongs to another rule`] : []),
    ...Object.entries(texts).flatMap(([name, text]) =>
      /^[A-Z]/.test(text) && !/\p{Cc}/u.test(text)
        ? []
        : [`--${name} is "${text}", and must be one line that begins with a capital letter`],
    ),
    ...(title === failureTitle ? ['--title and --failure-title must say opposite things'] : []),
    ...(why.endsWith('.') ? [] : ['--why must be a sentence, with a full stop']),
    ...(isMicrosofts(docs) ? [] : [`--docs is "${docs}", and must be a page below https://learn.microsoft.com/`]),
    ...(needs.length > 0 ? [] : ['--needs must name at least one fact']),
    ...unknown.map((need) => `--needs has "${need}", and knows ${NEEDS.join(', ')}`),
    ...(severity ? [] : [`--severity is "${wish.severity}", and must be one of ${SEVERITIES.join(', ')}`]),
    ...(fix ? [] : [`--fix is "${wish.fix}", and must be one of ${FIXES.join(', ')}`]),
    ...((fix === 'person' || fix === 'time') && byHand.length === 0
      ? ['--by-hand must say what a person types or does, where no remedy of Backstay puts it right']
      : []),
  ];
  const id = subject && nextId(subject, rules);
  if (subject && id === undefined) problems.push(`all ids of ${subject} are taken`);
  if (problems.length > 0 || !subject || !id || !severity || !fix) return { problems };
  const known = needs.flatMap((need) => need.known ?? []);
  return {
    order: { id, subject, slug, title, failureTitle, why, docs, needs: [...new Set(known)], severity, fix, byHand },
  };
}

/** The name of the constant of a rule: `storage-keys` is `storageKeys`. */
export function constantOf(slug: string): string {
  return slug.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** One after the highest, never a gap: a retired id stays with the rule that had it. */
function nextId(subject: Subject, rules: readonly AnyRule[]): RuleId | undefined {
  const first = SUBJECTS[subject] * 100;
  const numbers = rules.map(({ id }) => Number(id.slice('BKS-'.length)));
  const highest = Math.max(first, ...numbers.filter((number) => number > first && number < first + 100));
  return highest === first + 99 ? undefined : `BKS-${highest + 1}`;
}

function oneOf<T extends string>(known: readonly T[], text: string): T | undefined {
  return known.find((one) => one === text);
}

function isMicrosofts(address: string): boolean {
  return URL.canParse(address) && new URL(address).href.startsWith('https://learn.microsoft.com/');
}
