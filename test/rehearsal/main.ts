// `npm run rehearse`: plays a deployment with the hooks as they are. az, azd and the app are
// replaced by small stand-ins; nothing reaches Azure.
import pc from 'picocolors';
import { commandLine } from '../../scripts/command-line.ts';
import { startRehearsal } from './on-rehearsal.ts';
import { SCENES } from './scenes.ts';
import { startWalk, WALK, walkStep } from './walk.ts';

commandLine(
  'npm run rehearse --',
  'Plays provisioning, hooks, a change of profiles, an upgrade and the uninstall, with their known failures; then follows docs/deploy.md.',
).parse();

let passed = 0;
let failed = 0;

async function play(title: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
    passed++;
    process.stdout.write(`${pc.green('✔')} ${title}\n`);
  } catch (error) {
    failed++;
    process.stdout.write(`${pc.red('✘')} ${title}\n${error instanceof Error ? error.message : error}\n`);
  }
}

const rehearsal = await startRehearsal({ withApp: true });
try {
  for (const scene of SCENES) await play(scene.title, () => scene.play(rehearsal));
} finally {
  await rehearsal.close();
}

const walk = await startWalk(await startRehearsal({ withApp: true, byGuide: true }));
try {
  for (const step of WALK) await play(`docs/deploy.md, step ${step.heading.trim()}`, () => walkStep(step, walk));
} finally {
  await walk.close();
}

process.stdout.write(`${passed} scenes passed, ${failed} failed\n`);
process.exit(failed === 0 ? 0 : 1);
