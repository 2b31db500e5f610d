import {
  getNodeValue,
  type Node,
  type ParseError,
  type ParseErrorCode,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser';
import { ConfigurationError } from './configuration-error.ts';
import { placeIn } from './problems-in-text.ts';

/**
 * Reads a file in JSON that may have comments and trailing commas. Of two lines with one name a
 * parser takes the last, and people read the first: such a file is refused.
 * @throws ConfigurationError that names the file, each place in it and what is expected there.
 */
export function parseJsonc(text: string, path: string): unknown {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  const problems =
    errors.length > 0
      ? errors.map(({ error, offset }) => `${placeIn(text, offset)}: ${wordsFor(error)}`)
      : root === undefined
        ? ['the file is empty']
        : repeatedNames(root, text);
  if (problems.length > 0) throw new ConfigurationError(`The profile file ${path} is not valid JSON`, problems);
  return root && getNodeValue(root);
}

function repeatedNames(node: Node, text: string): readonly string[] {
  const names = (node.type === 'object' ? (node.children ?? []) : []).flatMap(({ children = [] }) => children[0] ?? []);
  const repeated = names.filter(({ value }, index) => names.findIndex((other) => other.value === value) !== index);
  return [
    ...repeated.map(({ value, offset }) => `${placeIn(text, offset)}: "${value}" is there twice`),
    ...(node.children ?? []).flatMap((child) => repeatedNames(child, text)),
  ];
}

/**
 * The parser's names for mistakes that people make, in words; its other names are words already.
 */
function wordsFor(code: ParseErrorCode): string {
  const words: Readonly<Record<string, string>> = {
    ValueExpected: 'a value is expected',
    PropertyNameExpected: 'a name in quotation marks is expected',
    CommaExpected: 'a comma is expected',
    ColonExpected: 'a colon is expected',
    CloseBraceExpected: 'a closing brace } is expected',
    CloseBracketExpected: 'a closing bracket ] is expected',
    EndOfFileExpected: 'the file ends here; nothing may follow',
    UnexpectedEndOfComment: 'the comment has no end',
    UnexpectedEndOfString: 'the text has no closing quotation mark',
  };
  const name = printParseErrorCode(code);
  return words[name] ?? name;
}
