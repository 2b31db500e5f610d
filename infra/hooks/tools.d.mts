/** Calls a tool with its arguments, one by one; `more` are further variables of its environment. */
export type Run = (
  tool: string,
  args: readonly string[],
  more?: Readonly<Record<string, string>>,
) => { readonly status: number; readonly stdout: string; readonly stderr: string };

/** What every hook is given. */
export interface Hook {
  readonly run: Run;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly say: (line: string) => void;
}

export class HookError extends Error {}
