import { expect, test } from 'vitest';
import { beyondKnown, findViolations } from '../../scripts/language/find-violations.ts';
import { LANGUAGE_RULES } from '../../scripts/language/rules.ts';

/** One sentence for each rule that breaks it, and the same thing said as docs/style.md wants it. */
const PLANTED: Readonly<Record<string, readonly [wrong: string, right: string]>> = {
  'clause-as-subject': [
    'What could not be stored is found out again.',
    'Backstay retries failed writes. What is a target?',
  ],
  nobody: ['Nobody can read the row.', 'No instance can read the row.'],
  tell: ['The card tells the operator.', 'The card notifies the operator.'],
  look: ['The cluster is looked at again.', 'Backstay assesses the cluster again.'],
  anew: ['The scan has begun anew.', 'The scan started again.'],
  'take-back': ['The grant is taken back.', 'Backstay undoes the grant.'],
  whom: ['The person whom it concerns.', 'The owner of the cluster.'],
  'given-up': ['The message is given up.', 'The message is dead-lettered.'],
  door: ['Each function is a door.', 'Each function is an entry point.'],
  'by-hand': ['The role is granted by hand.', 'An operator grants the role.'],
  'in-force': ['The profiles in force.', 'The active profiles.'],
};

const namesIn = (path: string, text: string) => findViolations(path, text).map(({ rule }) => rule);

test.each(LANGUAGE_RULES.map(({ name }) => name))('%s is found in Markdown, comments and strings', (name) => {
  const [wrong, right] = PLANTED[name] ?? ['', ''];
  expect(namesIn('page.md', `# Title\n\n${wrong}\n`)).toContain(name);
  expect(namesIn('a.ts', `/** ${wrong} */\nexport const a = 1;\n`)).toContain(name);
  expect(namesIn('a.bicep', `@description('${wrong}')\nparam a string\n`)).toContain(name);
  expect(namesIn('page.md', `${right}\n`)).toEqual([]);
});

test('a sentence that goes on in the next line is read as one', () => {
  expect(namesIn('a.ts', '// The cluster is looked\n// at again.\n')).toEqual(['look']);
  expect(namesIn('page.md', '- The cluster is looked\n  at again.\n')).toEqual(['look']);
});

test('code in Markdown, addresses and short strings are no prose', () => {
  expect(namesIn('page.md', '```sh\necho nobody\n```\n\nRun `nobody`. See https://example.com/told\n')).toEqual([]);
  expect(namesIn('a.ts', "const told = read('nobody');\n")).toEqual([]);
});

test('only files with more of a rule than is known of them are reported, with their lines', () => {
  const found = findViolations('a.ts', '// Nobody reads it.\nconst a = 1;\n// Somebody writes it.\n');
  expect(beyondKnown(found, { 'a.ts': { nobody: 2 } })).toEqual([]);
  expect(beyondKnown(found, { 'a.ts': { nobody: 1 } }).map(({ line }) => line)).toEqual([1, 3]);
});
