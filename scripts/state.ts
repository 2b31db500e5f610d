// `npm run state -- export FOLDER` copies the record, its anchors, what is known of targets, and
// cards on hold; `import FOLDER` puts them back. Ends with 0, or with 1 and what stands in the way.
import { runState } from './state/run-state.ts';

process.exitCode = await runState(process.argv.slice(2), process);
