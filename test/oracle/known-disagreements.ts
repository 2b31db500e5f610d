/** Oddities of which Backstay and the oracle do not think alike yet, in the order of the generator. It must become empty. */
export const KNOWN_DISAGREEMENTS: readonly string[] = [];
