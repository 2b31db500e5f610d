export const PROVIDERS: readonly string[];
export const NETWORK_PROVIDERS: readonly string[];
