// `npm run host`: runs the compiled functions on this machine.
import { Console } from 'node:console';
import { Command, InvalidArgumentError } from 'commander';
import { readLocalSettings } from './local-settings.ts';
import { startHost } from './start-host.ts';
import { jsonVoice, plainVoice } from './voice.ts';

const options = new Command('host')
  .description('Runs the functions of an app as Azure would.')
  .option('--port <number>', 'port to listen on; 0 for a free one', number, 7071)
  .option('--speed <factor>', 'divides the leases, delays and polling intervals of the host', number, 1)
  .option('--settings <file>', 'app settings, from the folder where you are', 'local.settings.json')
  .option('--root <folder>', 'folder of the app, with package.json and host.json', '.')
  .option('--json', 'write one JSON object per line', false)
  .parse()
  .opts<{ port: number; speed: number; settings: string; root: string; json: boolean }>();
const voice = options.json ? jsonVoice : plainVoice;
// Output of functions beside their context must not mix with the lines of the log.
globalThis.console = new Console(process.stderr);

try {
  const settings = await readLocalSettings(options.settings);
  const { port, speed, root } = options;
  const host = await startHost({ root, port, speed, settings, log: voice.log });
  voice.ready(host);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    // A second signal ends it at once. An open handle of the app must not keep the process after
    // its host is gone.
    process.once(signal, () => void host.close().finally(() => process.exit(0)));
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exit(1);
}

function number(text: string): number {
  const value = Number(text);
  if (!(value >= 0)) throw new InvalidArgumentError('It must be a number, and not below 0.');
  return value;
}
