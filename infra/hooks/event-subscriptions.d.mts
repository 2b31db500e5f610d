export const FUNCTIONS: readonly string[];
export const EVENT_GRID_VERSION: string;

export function topicsOf(listened: readonly string[], suffix: string, existing: readonly string[]): readonly string[];
