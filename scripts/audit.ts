// `npm run audit -- verify` checks the whole record; `npm run audit -- show NAME` tells the story of a cluster.
// Ends with 0 when what was read is sound, 1 when it is not, 2 when it could not be read.
import { runAudit } from './audit/run-audit.ts';

process.exitCode = await runAudit(process.argv.slice(2), process);
