import type { Hook } from './tools.mjs';

export function checkEnvironment(hook: Hook): void;
