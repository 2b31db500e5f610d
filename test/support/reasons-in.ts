import { parseAst } from 'vitest/node';

/**
 * A node of the syntax tree, with the fields that are read here. https://github.com/estree/estree
 */
interface Node {
  readonly type: string;
  readonly [field: string]: unknown;
}

const FINDINGS: ReadonlySet<string> = new Set([
  'satisfied',
  'missing',
  'pending',
  'manual',
  'cannotTell',
  'notApplicable',
]);
const FIELDS: ReadonlySet<string> = new Set(['reason', 'because', 'code', 'verdictReason']);

/** The reason codes that a source file writes: of findings, failures, verdicts and log lines. */
export function reasonsIn(source: string): readonly string[] {
  return nodesIn(parseAst(source, { lang: 'ts' })).flatMap((node) => {
    if (node.type === 'CallExpression' && FINDINGS.has(nameOf(node.callee)))
      return literalsOf(listOf(node.arguments)[0]);
    if (node.type === 'Property' && FIELDS.has(nameOf(node.key))) return literalsOf(node.value);
    return [];
  });
}

/** The text of a literal, or those that a condition chooses from. */
function literalsOf(value: unknown): readonly string[] {
  if (!isNode(value)) return [];
  if (value.type === 'ConditionalExpression') return [...literalsOf(value.consequent), ...literalsOf(value.alternate)];
  return value.type === 'Literal' && /^[A-Z]\w*$/.test(String(value.value)) ? [String(value.value)] : [];
}

function nodesIn(value: unknown): readonly Node[] {
  if (Array.isArray(value)) return value.flatMap(nodesIn);
  if (!isNode(value)) return [];
  return [value, ...Object.values(value).flatMap(nodesIn)];
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Partial<Node>).type === 'string';
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function nameOf(value: unknown): string {
  return isNode(value) && typeof value.name === 'string' ? value.name : '';
}
