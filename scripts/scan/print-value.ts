import { compile, search } from '@jmespath-community/jmespath';
import Table from 'cli-table3';
import { stringify as toCsv } from 'csv-stringify/sync';
import { stringify as toYaml } from 'yaml';
import { harmless } from '../../shared/wording/audit-history.ts';
import { UsageError } from './targets-of.ts';

/** The forms in which any value can be printed, as the Azure CLI names them. */
export const VALUE_FORMATS = ['json', 'yaml', 'tsv', 'table'] as const;
export type ValueFormat = (typeof VALUE_FORMATS)[number];

/** The mistake in a query; `undefined` where there is none. https://jmespath.org */
export function whyNoQuery(query: string): string | undefined {
  try {
    compile(query);
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

/**
 * @throws UsageError when the query does not fit the value, such as a function that gets no number.
 */
export function queryValue(value: unknown, query: string): unknown {
  try {
    return search(JSON.parse(JSON.stringify(value)), query);
  } catch (error) {
    throw new UsageError(`--query ${query}: ${messageOf(error)}`);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A value as text that ends with a line break; nothing is printed of a value that is not there. */
export function printValue(value: unknown, format: ValueFormat): string {
  switch (format) {
    case 'json':
      return `${JSON.stringify(value ?? null, undefined, 2)}\n`;
    case 'yaml':
      return toYaml(value ?? null, { lineWidth: 0 });
    case 'tsv':
      return toCsv(
        rowsOf(value).map((row) => row.cells.map(cellOf)),
        { delimiter: '\t', escape_formulas: true },
      );
    case 'table':
      return tableOf(value);
  }
}

interface Row {
  readonly names: readonly string[];
  readonly cells: readonly unknown[];
}

/** A row for each item: an object has a cell for each simple field, a list for each item. */
function rowsOf(value: unknown): readonly Row[] {
  if (value === undefined || value === null) return [];
  return (Array.isArray(value) ? value : [value]).map((item): Row => {
    if (Array.isArray(item)) return { names: item.map((_, index) => `Column${index + 1}`), cells: item };
    if (typeof item !== 'object' || item === null) return { names: ['Result'], cells: [item] };
    const fields = Object.entries(item).filter(([, each]) => typeof each !== 'object' || each === null);
    return { names: fields.map(([name]) => name), cells: fields.map(([, each]) => each) };
  });
}

function tableOf(value: unknown): string {
  const rows = rowsOf(value);
  const names = [...new Set(rows.flatMap((row) => row.names))];
  if (names.length === 0) return '';
  const cells = rows.map((row) => names.map((name) => cellOf(row.cells[row.names.indexOf(name)])));
  const widths = names.map((name, column) => Math.max(name.length, ...cells.map((row) => row[column]?.length ?? 0)));
  const table = new Table({
    chars: { ...NO_LINES, middle: '  ' },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
  table.push(
    names,
    widths.map((width) => '-'.repeat(width)),
    ...cells,
  );
  return `${table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')}\n`;
}

const NO_LINES = Object.fromEntries(
  ['top', 'bottom', 'left', 'right', 'mid']
    .flatMap((side) => [side, `${side}-mid`, `${side}-left`, `${side}-right`, `mid-mid`])
    .map((name) => [name, '']),
);

/** On one line, without characters that move the cursor. */
function cellOf(cell: unknown): string {
  if (cell === undefined || cell === null) return '';
  return harmless(typeof cell === 'object' ? JSON.stringify(cell) : String(cell)).replaceAll(/\s+/g, ' ');
}
