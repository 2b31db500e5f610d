import type { Hook } from './tools.mjs';

export function registerApp(hook: Hook & { readonly roles: readonly object[] }): void;
