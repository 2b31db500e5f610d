// `npm run audit -- verify` verifies the whole audit log; `npm run audit -- show NAME` prints the
// history of a cluster. Its exit codes are those of exit-codes.ts.
import { runAudit } from './audit/run-audit.ts';

process.exitCode = await runAudit(process.argv.slice(2), process);
