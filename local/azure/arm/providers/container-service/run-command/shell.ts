/** The result of a command: its output, and whether it succeeded. */
export interface CommandOutcome {
  readonly exitCode: 0 | 1;
  readonly logs: string;
}

type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'output'; readonly source: string };
type Token = { readonly operator: string } | { readonly word: readonly Piece[] };

/** Something in the command that this shell does not know. */
class NotKnown extends Error {}

/** A program that the shell can call; it sees what came by the pipe. */
export type Program = (args: readonly string[], input: string) => CommandOutcome;

/**
 * Runs a line of POSIX shell as far as a bot that inspects a cluster needs it: lists with `;`,
 * `&&`, `|` and `{ }`, `name=$( )`, quotes, `2>/dev/null`, and the programs echo, printf, grep and
 * head beside those that are given. Nothing of it reaches this machine. `undefined` for a line with
 * anything else.
 */
export function runShell(line: string, programs: Readonly<Record<string, Program>>): CommandOutcome | undefined {
  try {
    return new Shell({ ...BUILT_IN, ...programs }).run(line, '');
  } catch (error) {
    if (error instanceof NotKnown) return undefined;
    throw error;
  }
}

class Shell {
  readonly #programs: Readonly<Record<string, Program>>;
  readonly #variables = new Map<string, string>();

  constructor(programs: Readonly<Record<string, Program>>) {
    this.#programs = programs;
  }

  run(line: string, input: string): CommandOutcome {
    const tokens = tokensOf(line);
    const outcome = this.#list(tokens, input);
    if (tokens.length > 0) throw new NotKnown();
    return outcome;
  }

  /** Takes its tokens off the front. */
  #list(tokens: Token[], input: string): CommandOutcome {
    let outcome: CommandOutcome = { exitCode: 0, logs: '' };
    while (tokens.length > 0 && !isOperator(tokens[0], '}')) {
      const next = this.#chain(tokens, input);
      outcome = { exitCode: next.exitCode, logs: outcome.logs + next.logs };
      if (isOperator(tokens[0], ';')) tokens.shift();
    }
    return outcome;
  }

  #chain(tokens: Token[], input: string): CommandOutcome {
    let outcome = this.#pipe(tokens, input, true);
    while (isOperator(tokens[0], '&&')) {
      tokens.shift();
      const next = this.#pipe(tokens, input, outcome.exitCode === 0);
      if (outcome.exitCode === 0) outcome = { exitCode: next.exitCode, logs: outcome.logs + next.logs };
    }
    return outcome;
  }

  /** Where `isRun` is false its tokens are only taken. */
  #pipe(tokens: Token[], input: string, isRun: boolean): CommandOutcome {
    let outcome = this.#command(tokens, input, isRun);
    while (isOperator(tokens[0], '|')) {
      tokens.shift();
      outcome = this.#command(tokens, outcome.logs, isRun);
    }
    return outcome;
  }

  #command(tokens: Token[], input: string, isRun: boolean): CommandOutcome {
    if (isOperator(tokens[0], '{')) {
      tokens.shift();
      const end = endOfGroup(tokens);
      const inner = tokens.splice(0, end);
      tokens.shift();
      return isRun ? this.#list(inner, input) : { exitCode: 0, logs: '' };
    }
    const words: (readonly Piece[])[] = [];
    for (let token = tokens[0]; token !== undefined && 'word' in token; token = tokens[0]) {
      words.push(token.word);
      tokens.shift();
    }
    if (words.length === 0) throw new NotKnown();
    return isRun ? this.#simple(words, input) : { exitCode: 0, logs: '' };
  }

  #simple(words: readonly (readonly Piece[])[], input: string): CommandOutcome {
    const [first = [], ...others] = words;
    const [begin] = first;
    const name = begin?.kind === 'text' ? /^(\w+)=/.exec(begin.text) : null;
    if (name !== null && others.length === 0 && begin?.kind === 'text') {
      const rest: readonly Piece[] = [{ kind: 'text', text: begin.text.slice(name[0].length) }, ...first.slice(1)];
      const { exitCode, text } = this.#expand(rest);
      this.#variables.set(name[1] ?? '', text);
      return { exitCode, logs: '' };
    }
    const [program = '', ...args] = words
      .map((word) => this.#expand(word).text)
      .filter((word) => word !== '2>/dev/null');
    const run = this.#programs[program];
    if (run === undefined) throw new NotKnown();
    const outcome = run(args, input);
    // Errors of a program go to another stream than its output.
    const isSilent =
      outcome.exitCode !== 0 && words.some((word) => word.length === 1 && textOf(word) === '2>/dev/null');
    return isSilent ? { ...outcome, logs: '' } : outcome;
  }

  #expand(word: readonly Piece[]): { readonly text: string; readonly exitCode: 0 | 1 } {
    let exitCode: 0 | 1 = 0;
    const text = word.map((piece) => {
      if (piece.kind === 'text') return piece.text;
      if (piece.kind === 'variable') return this.#variables.get(piece.name) ?? '';
      const outcome = this.run(piece.source, '');
      exitCode = outcome.exitCode;
      return outcome.logs.replace(/\n+$/, '');
    });
    return { text: text.join(''), exitCode };
  }
}

function textOf([piece]: readonly Piece[]): string | undefined {
  return piece?.kind === 'text' ? piece.text : undefined;
}

function isOperator(token: Token | undefined, operator: string): boolean {
  return token !== undefined && 'operator' in token && token.operator === operator;
}

function endOfGroup(tokens: readonly Token[]): number {
  let depth = 1;
  const end = tokens.findIndex((token) => {
    if (isOperator(token, '{')) depth += 1;
    if (isOperator(token, '}')) depth -= 1;
    return depth === 0;
  });
  if (end === -1) throw new NotKnown();
  return end;
}

const SINGLE = /'([^']*)'/y;
const DOUBLE = /"([^"\\`]*)"/y;
const OUTPUT = /\$\(((?:[^()']|'[^']*')*)\)/y;
const PLAIN = /[^\s'"\\;|&$`<>(){}]+/y;
const REDIRECT = /2>\/dev\/null(?=[\s;|&)]|$)/y;
const OPERATOR = /&&|[;|{}]/y;

function tokensOf(line: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  let word: Piece[] | undefined;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(line);
    if (found === null) return undefined;
    at += found[0].length;
    return found[1] ?? found[0];
  };
  const endWord = () => {
    if (word !== undefined) tokens.push({ word });
    word = undefined;
  };
  while (at < line.length) {
    const redirect = word === undefined ? take(REDIRECT) : undefined;
    if (redirect !== undefined) {
      tokens.push({ word: [{ kind: 'text', text: redirect }] });
      continue;
    }
    if (take(/\s+/y) !== undefined) {
      endWord();
      continue;
    }
    const operator = take(OPERATOR);
    if (operator !== undefined) {
      endWord();
      tokens.push({ operator });
      continue;
    }
    word = [...(word ?? []), ...pieces(take)];
  }
  endWord();
  return tokens;
}

function pieces(take: (pattern: RegExp) => string | undefined): readonly Piece[] {
  const single = take(SINGLE);
  if (single !== undefined) return [{ kind: 'text', text: single }];
  const double = take(DOUBLE);
  if (double !== undefined) {
    return double
      .split(/(\$\w+)/)
      .map((part) => (part.startsWith('$') ? { kind: 'variable', name: part.slice(1) } : { kind: 'text', text: part }));
  }
  const output = take(OUTPUT);
  if (output !== undefined) return [{ kind: 'output', source: output }];
  const plain = take(PLAIN);
  if (plain === undefined) throw new NotKnown();
  return [{ kind: 'text', text: plain }];
}

const BUILT_IN: Readonly<Record<string, Program>> = {
  echo: (args) => ({ exitCode: 0, logs: `${args.join(' ')}\n` }),
  printf(args) {
    const [form, text, ...others] = args;
    if (form !== '%s\\n' || text === undefined || others.length > 0) throw new NotKnown();
    return { exitCode: 0, logs: `${text}\n` };
  },
  grep(args, input) {
    const pattern = args.at(-1);
    const flags = args.slice(0, -1);
    if (pattern === undefined || !flags.every((flag) => flag === '-E' || flag === '-i')) throw new NotKnown();
    const wanted = new RegExp(pattern, flags.includes('-i') ? 'i' : '');
    const lines = input.split('\n').filter((line, index, all) => index < all.length - 1 && wanted.test(line));
    return { exitCode: lines.length > 0 ? 0 : 1, logs: lines.map((line) => `${line}\n`).join('') };
  },
  head(args, input) {
    const [flag, bytes = '', ...others] = args;
    if (flag !== '-c' || !/^\d+$/.test(bytes) || others.length > 0) throw new NotKnown();
    return { exitCode: 0, logs: Buffer.from(input).subarray(0, Number(bytes)).toString() };
  },
};
