/** Stable for ever and never given to another rule: `BKS-` and three digits. */
export type RuleId = `BKS-${number}`;

/** `Ready` depends on `required` rules; `recommended` ones are shown all the same. */
export type Severity = 'required' | 'recommended';
