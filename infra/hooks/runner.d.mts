export function programOf(
  tool: string,
  platform: string,
  path: string,
  exists: (path: string) => boolean,
): readonly string[];
