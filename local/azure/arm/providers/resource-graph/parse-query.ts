import type { Aggregate, Column, Comparison, Operand, Order, Query, Step } from './query.ts';
import { invalidQuery } from './query-errors.ts';
import { readTokens, type Token } from './read-tokens.ts';

const OPERATORS = ['==', '=~', 'in~', 'contains', 'startswith'] as const;

/** Each pair of brackets multiplies the alternatives; a query of many would never end. */
const MAX_ALTERNATIVES = 1000;

/** Takes one token after the other. */
interface Reader {
  peek(): Token;
  take(): Token;
}

/**
 * Reads a part of the query language: a table, then any of `where` (comparisons joined by `and`,
 * `or` and brackets), `project`, `summarize` with `count` and `make_list`, `order by` or `sort by`
 * and `limit` or `take`.
 *
 * @see https://learn.microsoft.com/azure/governance/resource-graph/concepts/query-language
 * @throws ArmError for everything else, valid in Azure or not.
 */
export function parseQuery(text: string): Query {
  const reader = createReader(readTokens(text));
  const table = takeWord(reader).toLowerCase();
  const steps: Step[] = [];
  while (isSign(reader.peek(), '|')) {
    reader.take();
    steps.push(readStep(reader));
  }
  if (reader.peek().kind !== 'end') throw invalidQuery(reader.peek());
  return { table, steps };
}

function createReader(tokens: readonly Token[]): Reader {
  let next = 0;
  const end: Token = tokens.at(-1) ?? { kind: 'end', text: '', position: 0 };
  return { peek: () => tokens[next] ?? end, take: () => tokens[next++] ?? end };
}

function readStep(reader: Reader): Step {
  const token = reader.take();
  switch (token.kind === 'word' ? token.text : '') {
    case 'where':
      return { kind: 'where', anyOf: readAlternatives(reader) };
    case 'project':
      return { kind: 'project', columns: readList(reader, readColumn) };
    case 'summarize':
      return readSummary(reader);
    case 'order':
    case 'sort':
      takeWordOf(reader, 'by');
      return { kind: 'order', by: readList(reader, readOrder) };
    case 'limit':
    case 'take':
      return { kind: 'limit', count: readCount(reader) };
    default:
      throw invalidQuery(token);
  }
}

type Alternatives = readonly (readonly Comparison[])[];

/** `and` binds closer than `or`, and brackets closer than both. */
function readAlternatives(reader: Reader): Alternatives {
  let anyOf = readConjunction(reader);
  while (isWord(reader.peek(), 'or')) {
    reader.take();
    anyOf = [...anyOf, ...readConjunction(reader)];
  }
  return anyOf;
}

function readConjunction(reader: Reader): Alternatives {
  let allOf = readTerm(reader);
  while (isWord(reader.peek(), 'and')) {
    reader.take();
    const next = readTerm(reader);
    // (a or b) and (c or d) holds where one of ac, ad, bc, bd holds.
    allOf = allOf.flatMap((one) => next.map((other) => [...one, ...other]));
    if (allOf.length > MAX_ALTERNATIVES) throw invalidQuery(reader.peek());
  }
  return allOf;
}

function readTerm(reader: Reader): Alternatives {
  if (!isSign(reader.peek(), '(')) return [[readComparison(reader)]];
  reader.take();
  const inner = readAlternatives(reader);
  takeSign(reader, ')');
  return inner;
}

function readComparison(reader: Reader): Comparison {
  const operand = readOperand(reader);
  const token = reader.take();
  const operator = OPERATORS.find((one) => one === token.text);
  if (operator === undefined || token.kind === 'text') throw invalidQuery(token);
  if (operator !== 'in~') return { operand, operator, values: [takeText(reader)] };
  takeSign(reader, '(');
  const values = readList(reader, takeText);
  takeSign(reader, ')');
  return { operand, operator, values };
}

function readSummary(reader: Reader): Step {
  const aggregates = readList(reader, readAggregate);
  if (!isWord(reader.peek(), 'by')) return { kind: 'summarize', aggregates, by: [] };
  reader.take();
  const token = reader.peek();
  const by = readList(reader, readColumn);
  // Groups are made of texts only: what lies within a column has to be made one.
  if (by.some(({ operand }) => operand.path.length > 1 && !operand.asText)) throw invalidQuery(token);
  return { kind: 'summarize', aggregates, by };
}

function readAggregate(reader: Reader): Aggregate {
  const first = takeWord(reader);
  const isNamed = isSign(reader.peek(), '=');
  if (isNamed) reader.take();
  const token = reader.peek();
  const called = isNamed ? takeWord(reader) : first;
  takeSign(reader, '(');
  if (called === 'count') {
    takeSign(reader, ')');
    return { name: isNamed ? first : 'count_' };
  }
  if (called !== 'make_list' || !isNamed) throw invalidQuery(token);
  const listOf = isWord(reader.peek(), 'strcat') ? readJoined(reader) : [readOperand(reader)];
  takeSign(reader, ')');
  return { name: first, listOf };
}

function readJoined(reader: Reader): readonly (Operand | string)[] {
  reader.take();
  takeSign(reader, '(');
  const parts = readList(reader, (inner) => (inner.peek().kind === 'text' ? takeText(inner) : readOperand(inner)));
  takeSign(reader, ')');
  return parts;
}

function readColumn(reader: Reader): Column {
  const operand = readOperand(reader);
  const [first, ...rest] = operand.path;
  if (!isSign(reader.peek(), '=')) return { name: operand.path.join('_'), operand };
  if (rest.length > 0 || operand.asText) throw invalidQuery(reader.peek());
  reader.take();
  return { name: first, operand: readOperand(reader) };
}

/** Descending, unless it is said otherwise. */
function readOrder(reader: Reader): Order {
  const operand = readOperand(reader);
  const next = reader.peek();
  if (!isWord(next, 'asc') && !isWord(next, 'desc')) return { operand, direction: 'desc' };
  reader.take();
  return { operand, direction: next.text === 'asc' ? 'asc' : 'desc' };
}

function readOperand(reader: Reader): Operand {
  const word = takeWord(reader);
  if (word !== 'tostring') return { path: readPath(reader, word), asText: false };
  takeSign(reader, '(');
  const path = readPath(reader, takeWord(reader));
  takeSign(reader, ')');
  return { path, asText: true };
}

function readPath(reader: Reader, first: string): readonly [string, ...string[]] {
  const rest: string[] = [];
  for (;;) {
    if (isSign(reader.peek(), '.')) {
      reader.take();
      rest.push(takeWord(reader));
    } else if (isSign(reader.peek(), '[')) {
      reader.take();
      rest.push(takeText(reader));
      takeSign(reader, ']');
    } else return [first, ...rest];
  }
}

function readCount(reader: Reader): number {
  const token = reader.take();
  if (token.kind !== 'number') throw invalidQuery(token);
  return Number(token.text);
}

function readList<T>(reader: Reader, readOne: (reader: Reader) => T): readonly T[] {
  const items = [readOne(reader)];
  while (isSign(reader.peek(), ',')) {
    reader.take();
    items.push(readOne(reader));
  }
  return items;
}

function takeWord(reader: Reader): string {
  const token = reader.take();
  if (token.kind !== 'word' || token.text === 'in~') throw invalidQuery(token);
  return token.text;
}

function takeWordOf(reader: Reader, word: string): void {
  const token = reader.take();
  if (!isWord(token, word)) throw invalidQuery(token);
}

function takeText(reader: Reader): string {
  const token = reader.take();
  if (token.kind !== 'text') throw invalidQuery(token);
  return token.text;
}

function takeSign(reader: Reader, sign: string): void {
  const token = reader.take();
  if (!isSign(token, sign)) throw invalidQuery(token);
}

function isSign(token: Token, sign: string): boolean {
  return token.kind === 'sign' && token.text === sign;
}

function isWord(token: Token, word: string): boolean {
  return token.kind === 'word' && token.text === word;
}
