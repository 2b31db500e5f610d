export function readProfiles(path: string): readonly object[];

export function listenedTo(profiles: readonly object[]): readonly string[];
