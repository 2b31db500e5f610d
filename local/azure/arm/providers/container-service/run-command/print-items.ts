import { stringify } from 'yaml';
import type { Echoed } from '../../../state/wire.ts';
import { printByPath } from './json-path.ts';
import { layOut, printTable } from './print-table.ts';
import type { ResourceKind } from './resource-kinds.ts';
import type { KubernetesItem } from './workloads.ts';

/** Items of one kind. */
export interface Printed {
  readonly kind: ResourceKind;
  readonly items: readonly KubernetesItem[];
}

export interface Form {
  /** Of `--output`; a table without one. */
  readonly form: string;
  readonly namespace: string | undefined;
  readonly showLabels: boolean;
  readonly noHeaders: boolean;
}

/** Writes items in one of kubectl's forms; undefined for unknown forms. */
export function printItems(wanted: Form, printed: readonly Printed[]): string | undefined {
  const { form, noHeaders } = wanted;
  const all = printed.flatMap(({ kind, items }) =>
    items.map((item): Echoed => ({ apiVersion: kind.apiVersion, kind: kind.kind, ...item })),
  );
  if (form === '' || form === 'wide') return printTables(wanted, printed);
  if (form === 'json') return `${JSON.stringify(listOf(all), null, 4)}\n`;
  if (form === 'yaml') return stringify(listOf(all));
  if (form.startsWith(JSON_PATH)) return printByPath(form.slice(JSON_PATH.length), all);
  if (form === 'name') {
    return printed
      .flatMap(({ kind, items }) => items.map((item) => `${kind.singular}/${item.metadata.name}\n`))
      .join('');
  }
  const columns = readColumns(form);
  return columns && printColumns(columns, all, noHeaders);
}

function printTables({ form, namespace, showLabels, noHeaders }: Form, printed: readonly Printed[]): string {
  const severalKinds = printed.length > 1;
  const tables = printed
    .filter(({ items }) => items.length > 0)
    .map(({ kind, items }) =>
      printTable(kind, items, {
        wide: form === 'wide',
        showLabels,
        noHeaders,
        everywhere: namespace === undefined,
        severalKinds,
      }),
    );
  if (tables.length > 0) return tables.join('\n');
  const isNamespaced = printed.some(({ kind }) => kind.isNamespaced);
  return namespace === undefined || !isNamespaced
    ? 'No resources found\n'
    : `No resources found in ${namespace} namespace.\n`;
}

function listOf(items: readonly Echoed[]): Echoed {
  return { apiVersion: 'v1', items, kind: 'List', metadata: { resourceVersion: '' } };
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

function printColumns(columns: readonly Column[], items: readonly Echoed[], noHeaders: boolean): string {
  const rows = items.map((item) =>
    columns.map(({ path }) => valuesAt(item, path).map(printValue).join(',') || '<none>'),
  );
  return layOut(noHeaders ? rows : [columns.map(({ header }) => header), ...rows]);
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
