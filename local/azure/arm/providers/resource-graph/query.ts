/**
 * A column, or what lies within it: `id`, `properties.mode`, `properties['mode']`,
 * `tostring(properties)`.
 */
export interface Operand {
  readonly path: readonly [string, ...string[]];
  /** Inside `tostring()`: a whole object becomes its JSON text. */
  readonly asText: boolean;
}

export interface Comparison {
  readonly operand: Operand;
  readonly operator: '==' | '=~' | 'in~' | 'contains' | 'startswith';
  readonly values: readonly string[];
}

export interface Order {
  readonly operand: Operand;
  readonly direction: 'asc' | 'desc';
}

/** A part of a query that has a name in its result. */
export interface Column {
  readonly name: string;
  readonly operand: Operand;
}

/** The result of `summarize` for the rows of a group. */
export interface Aggregate {
  readonly name: string;
  /** `make_list` of a column, or of texts that `strcat` joins; else `count`. */
  readonly listOf?: readonly (Operand | string)[];
}

export type Step =
  /** One of the lists must hold wholly: `and` binds closer than `or`. */
  | { readonly kind: 'where'; readonly anyOf: readonly (readonly Comparison[])[] }
  | { readonly kind: 'project'; readonly columns: readonly Column[] }
  | { readonly kind: 'summarize'; readonly aggregates: readonly Aggregate[]; readonly by: readonly Column[] }
  | { readonly kind: 'order'; readonly by: readonly Order[] }
  | { readonly kind: 'limit'; readonly count: number };

export interface Query {
  /** In lower case. */
  readonly table: string;
  readonly steps: readonly Step[];
}
