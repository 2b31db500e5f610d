export function makePackage(hook: {
  readonly root: string;
  /** Makes dist/package, and answers the exit code. */
  readonly build: (root: string) => number | null;
  readonly say: (line: string) => void;
}): void;
