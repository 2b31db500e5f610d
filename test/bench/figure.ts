/** One row of the page. */
export interface Figure {
  readonly what: string;
  readonly measured: string;
  readonly wanted: string;
  readonly reached: boolean;
}
