/** Stable for ever and never given to another rule: `BKS-` and three digits. */
export type RuleId = `BKS-${number}`;

/** What `Ready` depends on (`required`), or what people should know all the same (`recommended`). */
export type Severity = 'required' | 'recommended';
