import type { ResourceKind } from './resource-kinds.ts';
import type { KubernetesItem } from './workloads.ts';

export interface TableForm {
  readonly wide: boolean;
  readonly showLabels: boolean;
  readonly noHeaders: boolean;
  /** Whether items of all namespaces are shown, and each names its own. */
  readonly everywhere: boolean;
  /** Whether items of several kinds are shown, and each names its kind. */
  readonly severalKinds: boolean;
}

type Column = readonly [header: string, value: (item: KubernetesItem) => string];

/** A table as people read it. https://kubernetes.io/docs/reference/kubectl/#formatting-output */
export function printTable(kind: ResourceKind, items: readonly KubernetesItem[], form: TableForm): string {
  const { columns = [], wideColumns = [] } = kind;
  const shown: readonly Column[] = [
    ...(form.everywhere && kind.isNamespaced
      ? [['NAMESPACE', ({ metadata }) => metadata.namespace ?? ''] as Column]
      : []),
    ['NAME', ({ metadata }) => (form.severalKinds ? `${kind.singular}/${metadata.name}` : metadata.name)],
    ...columns,
    // Nothing here has a time of creation.
    ['AGE', () => '<unknown>'],
    ...(form.wide ? wideColumns : []),
    ...(form.showLabels ? [['LABELS', labelsOf] as Column] : []),
  ];
  const rows = items.map((item) => shown.map(([, value]) => value(item) || '<none>'));
  return layOut(form.noHeaders ? rows : [shown.map(([header]) => header), ...rows]);
}

/** Columns are as wide as their widest cell, and three letters apart. */
export function layOut(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, index) => Math.max(...rows.map((row) => (row[index] ?? '').length)));
  const line = (row: readonly string[]) => row.map((cell, index) => cell.padEnd((widths[index] ?? 0) + 3)).join('');
  return rows.map((row) => `${line(row).trimEnd()}\n`).join('');
}

function labelsOf({ metadata }: KubernetesItem): string {
  return Object.entries(metadata.labels ?? {})
    .map(([label, value]) => `${label}=${value}`)
    .join(',');
}
