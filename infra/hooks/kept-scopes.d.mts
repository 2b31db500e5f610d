import type { Run } from './tools.mjs';

export function keptScopes(hook: {
  readonly run: Run;
  readonly subscription: string;
  readonly suffix: string;
  readonly wanted: readonly string[];
}): { readonly kept: readonly string[]; readonly remarks: readonly string[] };
