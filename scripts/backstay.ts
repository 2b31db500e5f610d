// The command line as one program: `backstay scan …`. `npm run pack` makes an npm package of it.
import { runCli } from './cli/run-cli.ts';

process.exitCode = await runCli(process.argv.slice(2), process);
