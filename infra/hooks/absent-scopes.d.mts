import type { NamedBy } from './granted-scopes.mjs';
import type { Run } from './tools.mjs';

export function lookForScopes(
  run: Run,
  granted: readonly { readonly scope: string; readonly by: readonly NamedBy[] }[],
  makesGroups: (profile: string | undefined) => boolean,
): { readonly absent: readonly string[]; readonly missing: readonly string[]; readonly remarks: readonly string[] };
