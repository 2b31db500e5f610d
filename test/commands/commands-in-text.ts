/** A command as it is written in a page, a message or a script. */
export interface WrittenCommand {
  readonly text: string;
  readonly words: readonly string[];
}

/**
 * Where a command may begin: a line, a substitution, a list, a pipe, a sentence that ends in a
 * colon, a span of code.
 */
const BEGINS = (program: string) =>
  new RegExp(`(?<=^\\s*|[({;&|"'\`]\\s*|\\bdo |\\bxargs -\\w+ |: |\\bthen )${program} (?=[a-z])`, 'gm');

/** All commands of the Azure CLI in a text. Lines that end in a backslash go on. */
export function commandsIn(source: string): readonly WrittenCommand[] {
  return commandsOf('az', source);
}

/** All commands of a program in a text. */
export function commandsOf(program: string, source: string): readonly WrittenCommand[] {
  const text = source.replace(/\\\n\s*/g, ' ');
  return [...text.matchAll(BEGINS(program))].map(({ index }) => {
    const isQuoted = /['"]/.test(text.charAt(index - 1));
    const { text: own, words } = readCommand(text.slice(index, isQuoted ? endOfQuote(text, index - 1) : undefined));
    return { text: own, words: /\bxargs -\w+ $/.test(text.slice(0, index)) ? [...words, 'FROM-XARGS'] : words };
  });
}

/** Up to the end of the command: what ends it in a shell, outside quotes and substitutions. */
function readCommand(text: string): WrittenCommand {
  const words: string[] = [];
  let word: string | undefined;
  let index = 0;
  for (; index < text.length; index++) {
    const letter = text.charAt(index);
    if (letter === "'" || letter === '"') {
      const end = endOfQuote(text, index);
      word = (word ?? '') + text.slice(index + 1, end);
      index = end;
    } else if (text.startsWith('$(', index)) {
      const end = endOfSubstitution(text, index + 2);
      word = (word ?? '') + text.slice(index, end + 1);
      index = end;
    } else if (/\s/.test(letter)) {
      if (word !== undefined) words.push(word);
      word = undefined;
      if (letter === '\n' || /^\s+#/.test(text.slice(index))) break;
    } else if (/[|;&)`]/.test(letter) || /^[<>] /.test(text.slice(index, index + 2))) {
      break;
    } else {
      word = (word ?? '') + letter;
    }
  }
  if (word !== undefined) words.push(word);
  return { text: text.slice(0, index).trim(), words: words.map((each) => each.replace(/[.,]$/, '')) };
}

function endOfQuote(text: string, start: number): number {
  const quote = text.charAt(start);
  for (let index = start + 1; index < text.length; index++) {
    if (quote === '"' && text.charAt(index) === '\\') index++;
    else if (quote === '"' && text.startsWith('$(', index)) index = endOfSubstitution(text, index + 2);
    else if (text.charAt(index) === quote) return index;
  }
  return text.length;
}

function endOfSubstitution(text: string, start: number): number {
  let depth = 1;
  for (let index = start; index < text.length; index++) {
    const letter = text.charAt(index);
    if (letter === "'" || letter === '"') index = endOfQuote(text, index);
    else if (letter === '(') depth++;
    else if (letter === ')' && --depth === 0) return index;
  }
  return text.length;
}

const KEYWORDS = ['if', 'then', 'else', 'elif', 'do', 'while', 'until', '!', '{', '('];

/**
 * The programs that a script for a shell starts: at its lines, in lists, pipes and substitutions.
 */
export function programsIn(source: string): readonly string[] {
  const text = source.replace(/\\\n\s*/g, ' ');
  const programs: string[] = [];
  let word = '';
  let isFirst = true;
  const endWord = () => {
    if (word !== '' && isFirst && !/^\w+=/.test(word) && !KEYWORDS.includes(word)) {
      programs.push(word);
      isFirst = false;
    }
    word = '';
  };
  for (let index = 0; index < text.length; index++) {
    const letter = text.charAt(index);
    if (letter === "'" || letter === '"') {
      const end = endOfQuote(text, index);
      if (letter === '"') programs.push(...programsInSubstitutions(text.slice(index + 1, end)));
      word += '"';
      index = end;
    } else if (text.startsWith('$(', index)) {
      const end = endOfSubstitution(text, index + 2);
      programs.push(...programsIn(text.slice(index + 2, end)));
      word += '$';
      index = end;
    } else if (letter === '#' && word === '') {
      index = Math.max(text.indexOf('\n', index), index) - 1;
      if (text.indexOf('\n', index) < 0) break;
    } else if (/[\n;|&()]/.test(letter)) {
      endWord();
      // `>&2` and `2>&1` end no command.
      if (letter !== '&' || text.charAt(index - 1) !== '>') isFirst = true;
    } else if (/\s/.test(letter)) {
      endWord();
    } else {
      word += letter;
    }
  }
  endWord();
  return programs;
}

function programsInSubstitutions(text: string): readonly string[] {
  const start = text.indexOf('$(');
  if (start < 0) return [];
  const end = endOfSubstitution(text, start + 2);
  return [...programsIn(text.slice(start + 2, end)), ...programsInSubstitutions(text.slice(end + 1))];
}
