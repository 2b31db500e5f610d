// `npm run rehearse`: plays a deployment with the hooks as they are. az, azd and the app are replaced by small stand-ins; nothing reaches Azure.
import pc from 'picocolors';
import { commandLine } from '../../scripts/command-line.ts';
import { startRehearsal } from './on-rehearsal.ts';
import { SCENES } from './scenes.ts';

commandLine(
  'npm run rehearse --',
  'Plays provisioning, hooks, a change of profiles, an upgrade and the uninstall, with their known failures.',
).parse();

const rehearsal = await startRehearsal(true);
let failed = 0;
try {
  for (const { title, play } of SCENES) {
    try {
      await play(rehearsal);
      process.stdout.write(`${pc.green('✔')} ${title}\n`);
    } catch (error) {
      failed++;
      process.stdout.write(`${pc.red('✘')} ${title}\n${error instanceof Error ? error.message : error}\n`);
    }
  }
} finally {
  await rehearsal.close();
}
process.stdout.write(`${SCENES.length - failed} scenes passed, ${failed} failed\n`);
process.exit(failed === 0 ? 0 : 1);
