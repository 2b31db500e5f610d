import type { Echoed } from '../../../state/wire.ts';
import { printByPath } from './json-path.ts';

export interface Printable {
  /** `deployment.apps/shop`, for `-o name`. */
  readonly reference: string;
  readonly item: Echoed;
}

/** Writes items in one of kubectl's forms; undefined for unknown forms. */
export function printItems(form: string, items: readonly Printable[]): string | undefined {
  if (form === 'json') return printJson(items);
  if (form.startsWith(JSON_PATH)) {
    return printByPath(
      form.slice(JSON_PATH.length),
      items.map(({ item }) => item),
    );
  }
  if (form === 'name') return items.map(({ reference }) => `${reference}\n`).join('');
  const columns = readColumns(form);
  return columns && printColumns(columns, items);
}

function printJson(items: readonly Printable[]): string {
  const list = {
    apiVersion: 'v1',
    items: items.map(({ item }) => item),
    kind: 'List',
    metadata: { resourceVersion: '' },
  };
  return `${JSON.stringify(list, null, 4)}\n`;
}

interface Column {
  readonly header: string;
  readonly path: readonly string[];
}

const COLUMNS = 'custom-columns=';
const JSON_PATH = 'jsonpath=';
/** `.metadata.name`, `.spec.containers[*].image`, `.metadata.labels.a\.b/c`. */
const PATH = /^(\.(\\\.|[\w/-])+(\[\*\])?)+$/;
const WORD = /\.((?:\\\.|[\w/-])+)/g;

/** https://kubernetes.io/docs/reference/kubectl/#custom-columns, with plain paths only. */
function readColumns(form: string): readonly Column[] | undefined {
  if (!form.startsWith(COLUMNS)) return undefined;
  const columns = form
    .slice(COLUMNS.length)
    .split(',')
    .map((column) => column.split(':'));
  if (!columns.every(([header, path, ...rest]) => header && PATH.test(path ?? '') && rest.length === 0))
    return undefined;
  return columns.map(([header = '', path = '']) => ({
    header,
    path: [...path.matchAll(WORD)].map(([, word = '']) => word.replaceAll('\\.', '.')),
  }));
}

function printColumns(columns: readonly Column[], items: readonly Printable[]): string {
  const rows = [
    columns.map(({ header }) => header),
    ...items.map(({ item }) => columns.map(({ path }) => valuesAt(item, path).map(printValue).join(',') || '<none>')),
  ];
  const widths = columns.map((_, index) => Math.max(...rows.map((row) => (row[index] ?? '').length)));
  const line = (row: readonly string[]) => row.map((cell, index) => cell.padEnd((widths[index] ?? 0) + 3)).join('');
  return rows.map((row) => `${line(row).trimEnd()}\n`).join('');
}

/** What is found at the path; a list on the way is gone through item by item. */
function valuesAt(value: unknown, path: readonly string[]): readonly unknown[] {
  if (Array.isArray(value)) return value.flatMap((item) => valuesAt(item, path));
  if (value === undefined || value === null) return [];
  const [word, ...rest] = path;
  if (word === undefined) return [value];
  return typeof value === 'object' && Object.hasOwn(value, word) ? valuesAt((value as Echoed)[word], rest) : [];
}

function printValue(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
