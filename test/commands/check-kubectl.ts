import { splitWords } from '../../shared/lib/shell.ts';
import { KINDS, OUTPUT, VERBS } from './kubectl-table.ts';

interface Parsed {
  readonly words: readonly string[];
  readonly given: ReadonlyMap<string, string>;
  readonly problems: readonly string[];
}

/** Reasons for which kubectl refuses a command, or for which it shows less than is meant. */
export function problemsOfKubectl(line: readonly string[]): readonly string[] {
  const verb = line[1] ?? '';
  const { words, given, problems } = parse(verb, line.slice(2));
  if (!(verb in VERBS)) return [`has the verb ${verb}, which is not in the table`];
  const [kinds = '', ...names] = words;
  const known = kinds.split(',').map((name) => kindNamed(name));
  const output = given.get('--output');
  const isEverywhere = given.has('--namespace') || given.has('--all-namespaces');
  const checks: readonly (readonly [boolean, string])[] = [
    [known.includes(undefined), `names the kinds ${kinds}, which are not all in the table`],
    [output !== undefined && !OUTPUT.test(output), `has the output ${output}`],
    [known.some((kind) => kind?.namespaced === true) && !isEverywhere, 'sees the namespace default only'],
    [verb === 'delete' && names.length === 0 && !given.has('--selector'), 'deletes without a name or a label'],
  ];
  return [...problems, ...checks.flatMap(([isWrong, problem]) => (isWrong ? [problem] : []))];
}

/** Whether it changes nothing in the cluster. */
export function isKubectlRead(line: string): boolean {
  return splitWords(line)[1] === 'get';
}

function parse(verb: string, rest: readonly string[]): Parsed {
  const options = Object.entries(VERBS[verb]?.options ?? {});
  const words: string[] = [];
  const given = new Map<string, string>();
  const problems: string[] = [];
  for (let index = 0; index < rest.length; index++) {
    const word = rest[index] ?? '';
    if (!word.startsWith('-')) {
      words.push(word);
      continue;
    }
    const [, name = word, own] = /^(--[a-z-]+)=(.*)$/s.exec(word) ?? [];
    const [option, { flag } = {}] = options.find(([main, { also = [] }]) => main === name || also.includes(name)) ?? [];
    if (option === undefined) problems.push(`has no option ${name}`);
    else if (given.has(option)) problems.push(`has ${option} twice`);
    else given.set(option, flag ? '' : (own ?? rest[++index] ?? ''));
    if (option !== undefined && !flag && given.get(option) === '') problems.push(`gives ${name} no value`);
  }
  return { words, given, problems };
}

function kindNamed(name: string) {
  return Object.entries(KINDS).find(([main, { also = [] }]) => main === name || also.includes(name))?.[1];
}
