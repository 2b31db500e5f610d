/** Why a condition is refused, and where in its text. */
export class ConditionError extends Error {
  constructor(problem: string, position: number) {
    super(`at character ${position + 1}: ${problem}`);
  }
}

export interface Token {
  readonly kind: 'symbol' | 'word' | 'text' | 'attribute';
  /** What is between the quotes of a text; an attribute whole, with its brackets. */
  readonly value: string;
  readonly position: number;
}

const SYMBOL = /&&|\|\||[!(){},]/y;
/** Keywords, operators with their prefix, and GUIDs, which stand without quotes. */
const WORD = /[A-Za-z0-9:-]+/y;
const TEXT = /'[^']*'/y;
const ATTRIBUTE = /@[A-Za-z]+\[[^\][]*\]/y;
const SPACE = /\s+/y;

/** @throws ConditionError at the first character that begins nothing. */
export function readTokens(text: string): readonly Token[] {
  const tokens: Token[] = [];
  for (let position = spaceEnd(text, 0); position < text.length; ) {
    const token = readToken(text, position);
    tokens.push(token.token);
    position = spaceEnd(text, token.end);
  }
  return tokens;
}

function readToken(text: string, position: number): { readonly token: Token; readonly end: number } {
  for (const [kind, pattern] of [
    ['symbol', SYMBOL],
    ['text', TEXT],
    ['attribute', ATTRIBUTE],
    ['word', WORD],
  ] as const) {
    const found = matchAt(pattern, text, position);
    if (found === undefined) continue;
    const value = kind === 'text' ? found.slice(1, -1) : found;
    return { token: { kind, value, position }, end: position + found.length };
  }
  throw new ConditionError(`'${text.charAt(position)}' begins nothing that is known`, position);
}

function spaceEnd(text: string, position: number): number {
  return position + (matchAt(SPACE, text, position)?.length ?? 0);
}

function matchAt(pattern: RegExp, text: string, position: number): string | undefined {
  pattern.lastIndex = position;
  return pattern.exec(text)?.[0];
}
