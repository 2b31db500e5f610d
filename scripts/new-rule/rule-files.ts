import { constantOf, type RuleOrder, SUBJECTS } from './rule-order.ts';

/** Where the files of a rule are. */
export const rulePath = ({ subject, slug }: RuleOrder) => `shared/rules/${subject}/${slug}.ts`;
export const testPath = ({ subject, slug }: RuleOrder) => `test/shared/rules/${subject}/${slug}.test.ts`;

/** The list of all rules. */
export const RULE_LIST = 'shared/rules/index.ts';

/**
 * All files that a rule begins with, by path, with the list that has it. `read` reads a file of the
 * repository.
 */
export function filesOf(order: RuleOrder, read: (path: string) => string): readonly (readonly [string, string])[] {
  return [
    [RULE_LIST, listed(read(RULE_LIST), order)],
    [rulePath(order), ruleFile(order)],
    [testPath(order), testFile(order)],
  ];
}

/**
 * The generated rule: whole but for its judgement. Until that is written it answers `unknown`,
 * which never counts as `Ready`.
 */
function ruleFile(order: RuleOrder): string {
  const { id, slug, title, failureTitle, why, severity, docs, fix, byHand, needs } = order;
  const list = (texts: readonly string[]) => `[${texts.map(quoted).join(', ')}]`;
  return [
    `import { decision } from '../../steps/step.ts';`,
    `import { cannotTell, defineRule } from '../define-rule.ts';`,
    '',
    `export const ${constantOf(slug)} = defineRule({`,
    `  id: ${quoted(id)},`,
    `  slug: ${quoted(slug)},`,
    `  title: ${quoted(title)},`,
    `  failureTitle: ${quoted(failureTitle)},`,
    `  why: ${quoted(why)},`,
    `  severity: ${quoted(severity)},`,
    `  docs: ${quoted(docs)},`,
    '  serviceErrors: [],',
    `  fix: ${quoted(fix)},`,
    ...(byHand.length > 0 ? [...HOW_TO_BUILD, `  byHand: [${byHand.map(decided).join(', ')}],`] : []),
    `  needs: ${list(needs)},`,
    '',
    `  // Judge here, as evaluate({ ${needs.join(', ')} }, profile): what is under \`needs\` was read. Pure: no clock, no network.`,
    '  evaluate() {',
    `    return cannotTell('NotJudged', 'This rule does not judge yet.', [${decided(`Write its judgement in ${rulePath(order)}.`)}]);`,
    '  },',
    '});',
    '',
  ].join('\n');
}

/**
 * A command is not copied as text: the builder quotes it, and its table has what the Azure CLI
 * takes.
 */
const HOW_TO_BUILD = [
  '  // Make a command with `az` of shared/steps/az.ts; one that it does not know needs a line in shared/steps/az-commands.ts.',
];

/**
 * A sentence until it is built. One that begins with a command would be taken for the command
 * itself.
 */
function decided(text: string): string {
  return `decision(${quoted(/^(?:az|kubectl) /.test(text) ? `Run: ${text}` : text)}, 'ownerChooses')`;
}

/** Its test as it begins: the first row fails until the rule judges. */
function testFile(order: RuleOrder): string {
  const { subject, slug } = order;
  const constant = constantOf(slug);
  return [
    `import { expect, test } from 'vitest';`,
    `import { ${constant} } from '../../../../shared/rules/${subject}/${slug}.ts';`,
    `import { forbidden, known, READY } from '../../../support/facts.ts';`,
    `import { judge, judgeFacts } from '../../../support/judge.ts';`,
    '',
    '// One row for each way out of the rule: what differs from a cluster that has everything, and what is said of it.',
    `test.each([['a cluster that has everything', {}, 'satisfied']])('%s', (_, changes, outcome) => {`,
    `  expect(judge(${constant}, changes)).toMatchObject({ outcome });`,
    '});',
    '',
    `test.each(${constant}.needs)('is unknown where %s may not be read', (need) => {`,
    `  expect(judgeFacts(${constant}, { ...known(READY), ...forbidden(need) })).toMatchObject({`,
    `    outcome: 'unknown',`,
    `    unread: [{ need }],`,
    '  });',
    '});',
    '',
  ].join('\n');
}

/** `shared/rules/index.ts` with the rule imported, and listed after the last one of its subject. */
function listed(index: string, order: RuleOrder): string {
  const constant = constantOf(order.slug);
  const added = `import { ${constant} } from './${order.subject}/${order.slug}.ts';`;
  const [head = '', body = ''] = cut(index, /^export const RULES[^\n]*\[\n/m);
  const constants = new Map(
    [...head.matchAll(/^import \{ (\w+) \} from '\.\/(\w+)\//gm)].map(([, name, of]) => [name, of]),
  );
  const lines = body.split('\n');
  const rank = (name: string) => Object.keys(SUBJECTS).indexOf(constants.get(name) ?? '');
  const own = Object.keys(SUBJECTS).indexOf(order.subject);
  const end = lines.indexOf('];');
  const last = lines.slice(0, end).findLastIndex((line) => {
    const name = /^ {2}(\w+),$/.exec(line)?.[1];
    return name !== undefined && rank(name) >= 0 && rank(name) <= own;
  });
  if (end < 0 || last < 0) throw new Error('shared/rules/index.ts has an unknown form: list the rule manually.');
  lines.splice(last + 1, 0, `  ${constant},`);
  return `${added}\n${head}${lines.join('\n')}`;
}

/** The text up to the end of what matches, and the rest. */
function cut(text: string, at: RegExp): readonly [string, string] | readonly [] {
  const found = at.exec(text);
  if (found === null) return [];
  const end = found.index + found[0].length;
  return [text.slice(0, end), text.slice(end)];
}

/** As a literal; the formatter chooses the quotes. */
function quoted(text: string): string {
  return JSON.stringify(text);
}
