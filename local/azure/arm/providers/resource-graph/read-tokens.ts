import { invalidQuery } from './query-errors.ts';

export interface Token {
  readonly kind: 'word' | 'text' | 'number' | 'sign' | 'end';
  /** Without quotes and escapes. */
  readonly text: string;
  /** From 0. */
  readonly position: number;
}

const TOKEN =
  /\s+|(?<word>in~|[A-Za-z_]\w*)|(?<number>\d+)|'(?<single>(?:[^'\\\n]|\\.)*)'|"(?<double>(?:[^"\\\n]|\\.)*)"|(?<sign>=~|==|[|.,()[\]=])/y;

/** @throws ArmError at the first character that begins nothing. */
export function readTokens(query: string): readonly Token[] {
  const tokens: Token[] = [];
  const pattern = new RegExp(TOKEN);
  while (pattern.lastIndex < query.length) {
    const position = pattern.lastIndex;
    const found = pattern.exec(query)?.groups;
    if (found === undefined) throw invalidQuery({ text: query[position] ?? '', position });
    const { word, number, single, double, sign } = found;
    const text = single ?? double;
    if (text !== undefined) tokens.push({ kind: 'text', text: text.replaceAll(/\\(.)/g, '$1'), position });
    else if (word !== undefined) tokens.push({ kind: 'word', text: word, position });
    else if (number !== undefined) tokens.push({ kind: 'number', text: number, position });
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign, position });
  }
  return [...tokens, { kind: 'end', text: '<EOF>', position: query.length }];
}
