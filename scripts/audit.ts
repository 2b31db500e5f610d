// `npm run audit -- verify` checks the whole record; `npm run audit -- show NAME` tells the story of a cluster.
// Its exit codes are those of exit-codes.ts.
import { runAudit } from './audit/run-audit.ts';

process.exitCode = await runAudit(process.argv.slice(2), process);
