// `npm run scan -- --cluster ID`: looks at clusters as Backstay would, with the caller's own Azure login, and changes nothing.
// Ends with 0 when all of them are ready, 2 when one is not, 1 when one could not be checked.
import { runScan, scanCommand } from './scan/run-scan.ts';

process.exitCode = await runScan(scanCommand().parse(), process);
