export function writtenProfiles(root: string): string;

export function readProfiles(root: string): readonly object[];

export function listenedTo(profiles: readonly object[]): readonly string[];
