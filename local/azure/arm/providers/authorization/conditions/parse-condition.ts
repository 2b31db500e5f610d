import { z } from 'zod';
import {
  ATTRIBUTE_NAMES,
  ATTRIBUTE_TYPES,
  type Attribute,
  type Condition,
  DATA_OPERATORS,
  OPERATORS,
  type OperatorName,
  type Quantifiers,
  SET_PREFIXES,
} from './condition.ts';
import { ConditionError, readTokens, type Token } from './tokens.ts';

/** https://learn.microsoft.com/azure/role-based-access-control/conditions-format: 8 KB. */
const MAX_CHARACTERS = 8192;
/** Far more than anybody writes, and less than a stack holds. */
const MAX_NESTING = 64;
const ATTRIBUTE = /^@(Request|Resource)\[Microsoft\.Authorization\/roleAssignments:(\w+)\]$/i;
/** https://learn.microsoft.com/azure/storage/blobs/storage-auth-abac-attributes */
const DATA_ATTRIBUTE =
  /^@(Request|Resource)\[Microsoft\.Storage\/storageAccounts(\/blobServices\/containers(\/blobs(\/tags)?)?)?:[\w&$<>-]+\]$/i;
const DATA_OPERATION = /^Blob(\.\w+)+$/;
const AND: readonly string[] = ['AND', '&&'];
const OR: readonly string[] = ['OR', '||'];
const NOT: readonly string[] = ['NOT', '!'];

/**
 * Reads a condition: https://learn.microsoft.com/azure/role-based-access-control/conditions-format.
 * An unknown part is refused, never ignored: a condition that is read wrongly lets the wrong caller
 * in.
 *
 * @throws ConditionError
 */
export function parseCondition(text: string): Condition {
  if (text.length > MAX_CHARACTERS) throw new ConditionError('it is too long', MAX_CHARACTERS);
  const reader = new TokenReader(readTokens(text), text.length);
  const condition = readExpression(reader, 0);
  if (reader.peek() !== undefined) throw reader.refuse('nothing more is expected here');
  return condition;
}

class TokenReader {
  readonly #tokens: readonly Token[];
  readonly #end: number;
  #next = 0;

  constructor(tokens: readonly Token[], end: number) {
    this.#tokens = tokens;
    this.#end = end;
  }

  peek(): Token | undefined {
    return this.#tokens[this.#next];
  }

  /** Takes the next token if it is one of these symbols or words. */
  takes(...values: readonly string[]): boolean {
    const token = this.peek();
    if (token === undefined || !isWordOrSymbol(token) || !values.includes(token.value)) return false;
    this.#next += 1;
    return true;
  }

  need(value: string): void {
    if (!this.takes(value)) throw this.refuse(`'${value}' is expected`);
  }

  needKind(kind: Token['kind'], what: string): Token {
    const token = this.peek();
    if (token?.kind !== kind) throw this.refuse(`${what} is expected`);
    this.#next += 1;
    return token;
  }

  refuse(problem: string): ConditionError {
    return new ConditionError(problem, this.peek()?.position ?? this.#end);
  }
}

function isWordOrSymbol({ kind }: Token): boolean {
  return kind === 'word' || kind === 'symbol';
}

/**
 * A chain of one and the same connective: of `a AND b OR c`, Azure wants parentheses to say what is
 * meant.
 */
function readExpression(reader: TokenReader, depth: number): Condition {
  const first = readTerm(reader, depth);
  const kind = reader.takes(...AND) ? 'and' : reader.takes(...OR) ? 'or' : undefined;
  if (kind === undefined) return first;
  const words = kind === 'and' ? AND : OR;
  const of = [first, readTerm(reader, depth)];
  while (reader.takes(...words)) of.push(readTerm(reader, depth));
  if (reader.takes(...AND, ...OR)) throw reader.refuse('parentheses have to say which of AND and OR comes first');
  return { kind, of };
}

function readTerm(reader: TokenReader, depth: number): Condition {
  if (depth > MAX_NESTING) throw reader.refuse('it is nested too deeply');
  if (reader.takes(...NOT)) return { kind: 'not', of: readTerm(reader, depth + 1) };
  if (reader.takes('(')) {
    const inner = readExpression(reader, depth + 1);
    reader.need(')');
    return inner;
  }
  if (reader.takes('ActionMatches')) {
    reader.need('{');
    const { value: pattern } = reader.needKind('text', 'an action in quotes');
    reader.need('}');
    return { kind: 'actionMatches', pattern };
  }
  if (reader.takes('SubOperationMatches')) return readSubOperation(reader);
  if (reader.takes('Exists')) return { kind: 'exists', wanted: true, attribute: readAttribute(reader) };
  if (reader.takes('NotExists')) return { kind: 'exists', wanted: false, attribute: readAttribute(reader) };
  return DATA_ATTRIBUTE.test(reader.peek()?.value ?? '') ? readDataComparison(reader) : readComparison(reader);
}

function readSubOperation(reader: TokenReader): Condition {
  reader.need('{');
  const unknown = reader.refuse('the suboperation is unknown');
  const { value } = reader.needKind('text', 'a suboperation in quotes');
  if (!DATA_OPERATION.test(value)) throw unknown;
  reader.need('}');
  return { kind: 'ofData' };
}

function readDataComparison(reader: TokenReader): Condition {
  reader.needKind('attribute', 'an attribute');
  const unknown = reader.refuse('the operator is unknown');
  const [operator = '', prefix, ...more] = reader.needKind('word', 'an operator').value.split(':').reverse();
  if (more.length > 0 || (prefix !== undefined && !isKeyOf(SET_PREFIXES, prefix))) throw unknown;
  if (!DATA_OPERATORS.includes(operator)) throw unknown;
  readValues(reader, 'string');
  return { kind: 'ofData' };
}

function readAttribute(reader: TokenReader): Attribute {
  const unknown = reader.refuse('the attribute is unknown');
  const { value } = reader.needKind('attribute', 'an attribute');
  const [, source = '', named = ''] = ATTRIBUTE.exec(value) ?? [];
  const name = ATTRIBUTE_NAMES.find((each) => each.toLowerCase() === named.toLowerCase());
  if (name === undefined) throw unknown;
  return { source: source.toLowerCase() === 'request' ? 'Request' : 'Resource', name };
}

function readComparison(reader: TokenReader): Condition {
  const attribute = readAttribute(reader);
  const { operator, quantifiers } = readOperator(reader);
  const { type } = OPERATORS[operator];
  if (type !== ATTRIBUTE_TYPES[attribute.name]) throw reader.refuse(`${attribute.name} is no ${type}`);
  const values = readValues(reader, type);
  if (quantifiers === undefined && values.length > 1) {
    throw reader.refuse(`${operator} without ForAnyOfAnyValues or its kin compares with one value`);
  }
  return { kind: 'comparison', attribute, operator, quantifiers, values };
}

function readOperator(reader: TokenReader): { operator: OperatorName; quantifiers: Quantifiers | undefined } {
  const unknown = reader.refuse('the operator is unknown');
  const parts = reader.needKind('word', 'an operator').value.split(':');
  const operator = parts.at(-1) ?? '';
  const [prefix] = parts.slice(0, -1);
  if (parts.length > 2 || !isKeyOf(OPERATORS, operator)) throw unknown;
  if (prefix === undefined) return { operator, quantifiers: undefined };
  if (!isKeyOf(SET_PREFIXES, prefix)) throw unknown;
  return { operator, quantifiers: SET_PREFIXES[prefix] };
}

function isKeyOf<T extends object>(table: T, key: string): key is Extract<keyof T, string> {
  return Object.hasOwn(table, key);
}

/**
 * One value, or some in braces; never none, with which `ForAllOfAllValues` would be true of
 * everything.
 */
function readValues(reader: TokenReader, type: 'guid' | 'string'): readonly string[] {
  if (!reader.takes('{')) return [readValue(reader, type)];
  const values = [readValue(reader, type)];
  while (reader.takes(',')) values.push(readValue(reader, type));
  reader.need('}');
  return values;
}

function readValue(reader: TokenReader, type: 'guid' | 'string'): string {
  if (type === 'string') return reader.needKind('text', 'a text in quotes').value;
  const wrong = reader.refuse('a GUID without quotes is expected');
  const { value } = reader.needKind('word', 'a GUID without quotes');
  if (!z.guid().safeParse(value).success) throw wrong;
  return value;
}
