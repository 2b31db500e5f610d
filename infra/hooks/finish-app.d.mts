import type { Hook } from './tools.mjs';

export function finishApp(hook: Hook): void;
