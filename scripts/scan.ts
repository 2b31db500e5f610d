// `npm run scan -- --cluster ID`: assesses clusters as Backstay would, with the caller's own Azure
// login, and changes nothing. Its exit codes are those of exit-codes.ts.
import { runScan, scanCommand } from './scan/run-scan.ts';

process.exitCode = await runScan(scanCommand('npm run scan --').parse(), process);
