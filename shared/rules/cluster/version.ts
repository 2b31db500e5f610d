/** A Kubernetes version; the patch is `undefined` where only the minor version is known. */
export interface Version {
  readonly major: number;
  readonly minor: number;
  readonly patch: number | undefined;
}

export function parseVersion(text: string): Version | undefined {
  const [, major, minor, patch] = /^v?(\d+)\.(\d+)(?:\.(\d+))?(?:[-+].*)?$/.exec(text.trim()) ?? [];
  if (major === undefined || minor === undefined) return undefined;
  return { major: Number(major), minor: Number(minor), patch: patch === undefined ? undefined : Number(patch) };
}

/** Whether `version` is `least` or newer; `undefined` where that depends on an unknown patch. */
export function isAtLeast(version: Version, least: Required<Version>): boolean | undefined {
  if (version.major !== least.major) return version.major > least.major;
  if (version.minor !== least.minor) return version.minor > least.minor;
  return version.patch === undefined ? undefined : version.patch >= (least.patch ?? 0);
}
