// Loads an app once, in a process that has loaded nothing else of it, and prints `{ milliseconds, functions, rss }`.
import { FunctionsApp } from '../../local/host/app/functions-app.ts';
import { loadApp } from '../../local/host/app/load-app.ts';
import { supplyCore } from '../../local/host/app/supply-core.ts';

const app = new FunctionsApp();
supplyCore(app.core(() => undefined));
const startedAt = performance.now();
await loadApp(process.argv[2] ?? '.');
const milliseconds = performance.now() - startedAt;
process.stdout.write(`${JSON.stringify({ milliseconds, functions: app.functions.length })}\n`);
process.exit(0);
