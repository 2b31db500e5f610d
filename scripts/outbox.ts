// `npm run outbox -- list` shows what waits in the outbox; `retry CONSUMER` sends its dead-lettered
// messages again. Ends with 0, or with 1 and what stands in the way.
import { runOutbox } from './outbox/run-outbox.ts';

process.exitCode = await runOutbox(process.argv.slice(2), process);
