// `npm run rules` prints the catalogue of rules; with `-- --json` as JSON.
import { runRules } from './rules/run-rules.ts';

process.exitCode = await runRules(process.argv.slice(2), process);
