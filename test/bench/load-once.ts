// Loads an app once, in a process that has loaded nothing else of it, and prints how long it took
// until its functions were registered, until the host might send calls, and until the rest of its
// code was loaded too: `{ registered, ready, whole, functions }`, times in milliseconds.
import { globSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { FunctionsApp } from '../../local/host/app/functions-app.ts';
import { loadApp } from '../../local/host/app/load-app.ts';
import { supplyCore } from '../../local/host/app/supply-core.ts';

const [root = '.', wiring = ''] = process.argv.slice(2);
const [rest] = globSync(wiring, { cwd: root });
if (rest === undefined) throw new Error(`There is no ${wiring} in ${root}.`);

const app = new FunctionsApp();
supplyCore(app.core(() => undefined));
const startedAt = performance.now();
await loadApp(root);
const registered = performance.now() - startedAt;
await app.runHooks('appStart', { hookData: {}, appHookData: {}, functionAppDirectory: root });
const ready = performance.now() - startedAt;
await import(pathToFileURL(resolve(root, rest)).href);
const whole = performance.now() - startedAt;
process.stdout.write(`${JSON.stringify({ registered, ready, whole, functions: app.functions.length })}\n`);
process.exit(0);
