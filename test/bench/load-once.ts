// Loads an app once, in a process that has loaded nothing else of it, and prints how long it took until its functions were registered,
// and until it was ready for the first call: `{ registered, ready, functions }`, times in milliseconds.
import { FunctionsApp } from '../../local/host/app/functions-app.ts';
import { loadApp } from '../../local/host/app/load-app.ts';
import { supplyCore } from '../../local/host/app/supply-core.ts';

const app = new FunctionsApp();
supplyCore(app.core(() => undefined));
const startedAt = performance.now();
await loadApp(process.argv[2] ?? '.');
const registered = performance.now() - startedAt;
await app.runHooks('appStart', { hookData: {}, appHookData: {}, functionAppDirectory: '.' });
const ready = performance.now() - startedAt;
process.stdout.write(`${JSON.stringify({ registered, ready, functions: app.functions.length })}\n`);
process.exit(0);
