/** What was seen, as small plain data for people and pipelines. */
export type Evidence = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;
