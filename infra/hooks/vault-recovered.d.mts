import type { Hook } from './tools.mjs';

export function vaultRecovered(hook: Hook): void;
