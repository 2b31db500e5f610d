import { parseAst } from 'vitest/node';

/**
 * A node of the syntax tree, with the fields that are read here. https://github.com/estree/estree
 */
interface Node {
  readonly type: string;
  readonly start: number;
  readonly [field: string]: unknown;
}

/**
 * Where a test file could pass without having asserted anything: a loop that holds all assertions
 * of a test, or the table of a `test.each`, over something that may be empty. What is written out
 * in the file is not empty, nor is what `atLeastOne` has checked.
 */
export function emptyLoopsIn(source: string): readonly string[] {
  const program = parseAst(source, { lang: 'ts' }) as unknown as Node;
  const constants = constantsOf(program);
  const found = nodesIn(program).flatMap((node) => [
    ...tablesOf(node).filter((table) => mayBeEmpty(table, constants)),
    ...(isTest(node) ? loopsAroundAll(node, constants) : []),
  ]);
  return found.map(({ start }) => `line ${source.slice(0, start).split('\n').length}`);
}

/** The table of `test.each(table)`. */
function tablesOf(node: Node): readonly Node[] {
  const { callee } = node;
  if (node.type !== 'CallExpression' || !isNode(callee) || callee.type !== 'MemberExpression') return [];
  const isEach = isNode(callee.property) && callee.property.name === 'each';
  return isEach && ['test', 'describe'].includes(nameOf(callee)) ? listOf(node.arguments).slice(0, 1) : [];
}

function isTest(node: Node): boolean {
  return node.type === 'CallExpression' && nameOf(node) === 'test' && bodyOf(node) !== undefined;
}

function bodyOf(call: Node): Node | undefined {
  return listOf(call.arguments).find(({ type }) => type.endsWith('FunctionExpression'));
}

/** The loops that may run over nothing, when there is no assertion outside of them. */
function loopsAroundAll(test: Node, constants: Constants): readonly Node[] {
  const loops: Node[] = [];
  let isAsserted = false;
  const look = (node: Node): void => {
    if (node.type === 'ForOfStatement' && isNode(node.right) && mayBeEmpty(node.right, constants)) {
      if (nodesIn(node).some(isAssertion)) loops.push(node);
    } else {
      isAsserted ||= isAssertion(node);
      childrenOf(node).forEach(look);
    }
  };
  look(bodyOf(test) ?? test);
  return isAsserted ? [] : loops;
}

function isAssertion(node: Node): boolean {
  return node.type === 'CallExpression' && nameOf(node) === 'expect';
}

type Constants = ReadonlyMap<string, Node>;

/** By their names, wherever in the file they are. */
function constantsOf(program: Node): Constants {
  const declared = nodesIn(program).flatMap(({ declarations }) => listOf(declarations));
  return new Map(
    declared.flatMap(({ id, init }) => (isNode(id) && isNode(init) ? [[String(id.name), init] as const] : [])),
  );
}

const KEEPS_COUNT = ['map', 'entries', 'keys', 'values', 'toSorted', 'sort', 'from'];

function mayBeEmpty(node: Node, constants: Constants): boolean {
  const { elements, properties, expression, argument, callee, name } = node;
  const every = (nodes: readonly Node[]) =>
    nodes.every((each) => each.type === 'SpreadElement' && mayBeEmpty(each, constants));
  if (node.type === 'ArrayExpression') return every(listOf(elements));
  if (node.type === 'ObjectExpression') return every(listOf(properties));
  if (node.type === 'TemplateLiteral') return false;
  const inner = [expression, argument].find(isNode);
  if (inner !== undefined) return mayBeEmpty(inner, constants);
  if (node.type === 'Identifier') {
    const value = constants.get(String(name));
    // Constants of other modules are written out there.
    return value === undefined ? !/^[A-Z][A-Z\d_]+$/.test(String(name)) : mayBeEmpty(value, constants);
  }
  if (node.type !== 'CallExpression' || !isNode(callee)) return true;
  if (nameOf(callee) === 'atLeastOne') return false;
  const isKept = isNode(callee.property) && KEEPS_COUNT.includes(String(callee.property.name));
  const from = ['Object', 'Array'].includes(nameOf(callee)) ? listOf(node.arguments)[0] : callee.object;
  return !(isKept && isNode(from) && !mayBeEmpty(from, constants));
}

/** The name that a chain of calls and members begins with. */
function nameOf(node: Node): string {
  const next = [node.callee, node.object, node.expression].find(isNode);
  return next === undefined ? String(node.name) : nameOf(next);
}

function nodesIn(node: Node): readonly Node[] {
  return [node, ...childrenOf(node).flatMap(nodesIn)];
}

function childrenOf(node: Node): readonly Node[] {
  return Object.values(node)
    .flatMap((value) => (Array.isArray(value) ? value : [value]))
    .filter(isNode);
}

function listOf(value: unknown): readonly Node[] {
  return Array.isArray(value) ? value.filter(isNode) : [];
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';
}
