import type { Echoed } from '../../state/wire.ts';
import type { Aggregate, Comparison, Operand, Order, Step } from './query.ts';
import { invalidQuery } from './query-errors.ts';

/**
 * Sends rows through the steps of a query. @throws ArmError when a step names a column that there
 * is not.
 */
export function runSteps(
  rows: readonly Echoed[],
  columns: readonly string[],
  steps: readonly Step[],
): { readonly rows: readonly Echoed[]; readonly columns: readonly string[] } {
  let now = { rows, columns };
  for (const step of steps) {
    requireColumns(step, now.columns);
    now = runStep(step, now.rows, now.columns);
  }
  return now;
}

function runStep(step: Step, rows: readonly Echoed[], columns: readonly string[]) {
  switch (step.kind) {
    case 'where':
      return { rows: rows.filter((row) => step.anyOf.some((all) => all.every((one) => holds(one, row)))), columns };
    case 'order':
      return { rows: rows.toSorted((a, b) => compare(step.by, a, b)), columns };
    case 'limit':
      return { rows: rows.slice(0, step.count), columns };
    case 'project':
      return {
        rows: rows.map((row) =>
          Object.fromEntries(step.columns.map(({ name, operand }) => [name, readValue(operand, row) ?? null])),
        ),
        columns: step.columns.map(({ name }) => name),
      };
    case 'summarize':
      return summarize(step, rows);
  }
}

/** One row for each group; without groups one for all rows, were there none. */
function summarize({ aggregates, by }: Extract<Step, { kind: 'summarize' }>, rows: readonly Echoed[]) {
  const keyOf = (row: Echoed) => by.map(({ operand }) => String(readValue(operand, row) ?? ''));
  const groups = Map.groupBy(rows, (row) => JSON.stringify(keyOf(row)));
  if (by.length === 0 && rows.length === 0) groups.set('', []);
  return {
    rows: [...groups.values()].map((group) => {
      const key = by.map(({ name }, index) => [name, keyOf(group[0] ?? {})[index]]);
      return Object.fromEntries([...key, ...aggregates.map((one) => [one.name, aggregate(one, group)])]);
    }),
    columns: [...by, ...aggregates].map(({ name }) => name),
  };
}

function aggregate({ listOf }: Aggregate, rows: readonly Echoed[]): unknown {
  if (listOf === undefined) return rows.length;
  const [first, ...rest] = listOf;
  // Joined parts are a text; a column alone keeps its value.
  if (rest.length === 0 && typeof first === 'object') return rows.map((row) => readValue(first, row) ?? null);
  const textOf = (part: Operand | string, row: Echoed) =>
    typeof part === 'string' ? part : String(readValue(part, row) ?? '');
  return rows.map((row) => listOf.map((part) => textOf(part, row)).join(''));
}

function requireColumns(step: Step, columns: readonly string[]): void {
  for (const { path } of operandsOf(step)) {
    if (!columns.includes(path[0])) throw invalidQuery({ text: path[0], position: -1 });
  }
}

function operandsOf(step: Step): readonly Operand[] {
  if (step.kind === 'where') return step.anyOf.flat().map(({ operand }) => operand);
  if (step.kind === 'order') return step.by.map(({ operand }) => operand);
  if (step.kind === 'summarize') {
    const listed = step.aggregates.flatMap(({ listOf = [] }) => listOf);
    return [...step.by.map(({ operand }) => operand), ...listed.filter((part) => typeof part === 'object')];
  }
  return step.kind === 'project' ? step.columns.map(({ operand }) => operand) : [];
}

/** By the first of the columns in which the rows differ. */
function compare(by: readonly Order[], a: Echoed, b: Echoed): number {
  for (const { operand, direction } of by) {
    const [one, other] = [a, b].map((row) => String(readValue(operand, row) ?? ''));
    if (one === other || one === undefined || other === undefined) continue;
    return one < other === (direction === 'asc') ? -1 : 1;
  }
  return 0;
}

function holds({ operand, operator, values }: Comparison, row: Echoed): boolean {
  const found = readValue(operand, row);
  // An object is no text: only tostring() makes it one.
  const text = typeof found === 'object' ? '' : String(found ?? '');
  const lower = text.toLowerCase();
  switch (operator) {
    case '==':
      return values.includes(text);
    case '=~':
    case 'in~':
      return values.some((value) => value.toLowerCase() === lower);
    case 'contains':
      return values.some((value) => lower.includes(value.toLowerCase()));
    case 'startswith':
      return values.some((value) => lower.startsWith(value.toLowerCase()));
  }
}

/** Names within a column have a casing: `properties.mode` does not find `Mode`. */
function readValue({ path, asText }: Operand, row: Echoed): unknown {
  const value = path.reduce<unknown>(
    (outer, name) => (isObject(outer) && Object.hasOwn(outer, name) ? outer[name] : undefined),
    row,
  );
  if (!asText) return value;
  return isObject(value) ? JSON.stringify(value) : String(value ?? '');
}

function isObject(value: unknown): value is Echoed {
  return typeof value === 'object' && value !== null;
}
